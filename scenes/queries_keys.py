"""From a word's column to its query and its key, and what comes of the two."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, Group, VGroup
from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import joined, label_text, phrased
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.pattern_claims import find_word
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.tokens import TokenRow
from attention_scenes.scenes.mobjects.vectors.normalisation import Normalising
from attention_scenes.scenes.mobjects.vectors.vector_row import VectorRow
from attention_scenes.scenes.parts.queries_keys.dot_product_beats import show_two_products
from attention_scenes.scenes.parts.queries_keys.joint_map_beats import show_one_map
from attention_scenes.scenes.parts.queries_keys.rotary_beats import show_turning
from attention_scenes.scenes.parts.shared.head_scene import MOST_TOKENS, HeadScene, check_word
from attention_scenes.scenes.parts.shared.query_key_beats import ask, question_and_answer

ROWS_LEFT = -3.1  # of all words' queries and keys
ROW_HEIGHT = 1.7  # of the sentence above, however many lines it takes


class QueriesKeys(HeadScene):
    """A word asks with its query, another answers with its key: two learned maps, one score.

    One word's column is normalised and becomes a query, another's becomes a key; both turn by their positions; one dot
    product is worked through, and compared with that of a worse fit. At the end two maps are compared with a single
    one.

    Answers: Is W_Q one matrix or many? Is it learned or computed? Why two matrices and not one?

    Measured: The columns, the maps, the query and the key of a real head, the turning of their pairs of numbers, the
    score with what is left out counted and summed, and the singular values of both maps multiplied.

    Told: What the query asks and the key answers, in the bubbles, marked as words of ours.

    Yours: Give another `text`, `head`, `focus` or `other`. The bubble asks for adjectives only where the head reads
    them on this sentence, and "a worse fit" is said only of a lower score.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        focus: str = Field("", max_length=80, description="The word that asks; found where empty.")
        other: str = Field("", max_length=80, description="The word compared; the worst fit before it where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    seconds = 55
    poster = "key"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_head = ("resid_pre", "attn_in", "q", "k", "rot_q", "rot_k", "raw_scores", "attn_scores", "pattern")
        return Needs(
            model=model,
            head=params.head,
            traces={"": TraceNeed(params.text, of_head, layers="head", most=MOST_TOKENS)},
            weights=("W_Q[head]", "W_K[head]", "attn_norm[head]", "sigma_QK[head]"),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        super().check(params, bundle)
        check_word(bundle, "other", params.other)

    def setup(self) -> None:
        super().setup()
        self.other = self.choose_other()

    def choose_other(self) -> int | None:
        """The key to compare with: the word asked for, else the worst fit among the earlier ones."""
        if self.params.other:
            return find_word(self.tokens, self.params.other)
        left = [k for k in range(1, self.focus) if k != self.partner]
        scores = self.of_head("raw_scores").value[self.focus]
        return min(left, key=lambda k: float(scores[k])) if left else None

    def construct(self) -> None:
        self.provenance(
            label_text("layer {layer} · head {head}", layer=self.layer, head=self.head),
            [self.counted("head.layer"), self.counted("head.head")],
        )
        self.normalise()
        self.map_both()
        self.serve_all()
        show_turning(self)
        show_two_products(self, self.other)
        show_one_map(self)

    def normalise(self) -> None:
        row = TokenRow(self.tokens)
        row.scale(min(1, ROW_HEIGHT / row.height)).move_to(self.layout.sentence.at(up=-0.2))
        for index, label in enumerate(row.labels):
            if index != self.focus:
                label.set_opacity(0.45)
        row.boxes[self.focus].set_stroke(self.palette.query, width=3)
        index = self.focus
        entering = label_text("“{word}” on entering layer {layer}", word=self.word(index), layer=self.layer)
        learned = [self.bundle.read("attn_norm", self.layer)]
        if centred := f"attn_shift[{self.layer}]" in self.bundle.arrays:
            learned.append(self.bundle.read("attn_shift", self.layer))
        shown = Normalising(
            self.bundle.read("resid_pre", self.layer, index), learned, self.bundle.read("attn_in", self.layer, index),
            self.label(entering, 0.28, "soft", numbers=[self.counted("head.layer")]),
        )  # fmt: skip
        fitted(shown, 12.8).move_to(self.layout.stage.at(up=-0.4))
        self.add(row)
        told = phrased("Before it asks: divided by its size, times a learned gain.")
        if centred:
            told = phrased("Before it asks: centred, divided by its size, scaled and shifted.")
        with self.beat("normalise", told):
            for step in shown.steps:
                self.play(FadeIn(step), run_time=0.8)
            self.wait(0.5)
        self.make_way()

    def map_both(self) -> None:
        self.query, self.key = question_and_answer(self)
        Group(self.query, self.key).scale(1.05).move_to(self.layout.stage.at(up=0.22))
        size = self.counted("d_head")
        word, answers = self.word(self.focus), self.word(self.partner)
        told = phrased("A learned map turns “{word}” into a query of {count} numbers.", word=word, count=size[0])
        with self.beat("query", told, [size]):
            ask(self, self.query)
        with self.beat("key", phrased("Another learned map turns “{word}” into a key.", word=answers)):
            ask(self, self.key)

    def serve_all(self) -> None:
        """The same two maps on every word that fits on the screen."""
        rows = [
            VectorRow(self.tokens, self.of_head(letter), role, self.focus, 9.6).at(ROWS_LEFT, side.patch.cells.get_y())
            for letter, role, side in (("q", "query", self.query), ("k", "key", self.key))
        ]
        keep = self.query.patch, self.key.patch
        many = grouped(self.bundle.count("n_layers") * self.bundle.count("n_heads"))
        told = phrased("The same two maps serve all words: that is a head, one of {count}.", count=many[0])
        anew = label_text("queries and keys: computed anew for each text")
        left_out = self.bundle.count("tokens") - float(len(rows[0].columns))
        more = [grouped(left_out)] if float(left_out) else []
        notes = (
            VGroup(
                self.label(label_text("weights: learned once, the same for every text"), 0.28, "weight_plus"),
                self.label(
                    joined("; ", [anew, *[label_text("{count} more tokens", count=n) for n, _ in more]]),
                    0.28,
                    numbers=more,
                ),
            )
            .arrange(DOWN, buff=0.12, aligned_edge=LEFT)
            .move_to(self.layout.notes.at(right=ROWS_LEFT, up=0.03), LEFT)
        )
        with self.beat("all words", told, [many]):
            self.play(*self.leave(*keep), run_time=0.6)
            self.play(*[patch.animate.set_x(-5.5) for patch in keep], run_time=0.8)
            self.play(*[FadeIn(row) for row in rows], run_time=1)
            self.play(FadeIn(notes), run_time=0.6)
            self.wait(1)
        self.make_way()
