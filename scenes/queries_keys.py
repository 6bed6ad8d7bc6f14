"""From a word's column to its query and its key, and what comes of the two."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.pattern_claims import find_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.queries_keys.arrow_beats import show_arrows, show_so_far
from attention_scenes.scenes.parts.queries_keys.dot_product_beats import show_dot_product
from attention_scenes.scenes.parts.queries_keys.head_beats import show_all_words, show_sharing
from attention_scenes.scenes.parts.queries_keys.joint_map_beats import show_one_map
from attention_scenes.scenes.parts.queries_keys.map_beats import show_maps
from attention_scenes.scenes.parts.queries_keys.normalise_beats import show_normalising
from attention_scenes.scenes.parts.queries_keys.question_places import places_in
from attention_scenes.scenes.parts.queries_keys.rotary_beats import show_turning
from attention_scenes.scenes.parts.queries_keys.shared_map_beats import show_shared_map
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, check_adjectives, check_word
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


class QueriesKeys(AttentionScene):
    """A word asks with its query, another answers with its key: two learned maps, one score.

    One word's column is normalised. Two learned maps, plates of weights in space, make it a query and another word's
    column a key; they serve all words, are one head of many, and the key map serves several heads. Both vectors turn by
    their positions, one dot product is worked through, and query and keys stand as arrows: how high a key's tip is over
    the plane at a right angle to the query is its score. At the end two maps are compared with one.

    Answers: Is W_Q one matrix or many? Is it learned or computed? Is a map a plain matrix, or a small net with a bend?
    Where are queries and keys as arrows? One key map for several queries? Why two matrices and not one, or one for
    both?

    Measured: The columns, the maps, the query and the key of a real head, the scores of the other heads that use
    its key map, the turning of pairs of numbers, scores before and after it, the score with what is left out
    counted and summed, the length of each arrow and its angle to the query, and how many numbers two maps and one take.
    Round the query there is no room for all angles between keys: their directions miss these as little as can be, and
    the sidecar says by how much.

    Told: What the query asks and the key answers, in the bubbles, marked as words of ours. That no place of a query
    need mean anything alone is how a dot product is made. That the norm before and the softmax after bend, and the map
    does not: transformer-block tries it out.

    Yours: Give another `text`, `head`, `focus` or `other`. The bubble asks for adjectives only where the head reads
    them on this sentence, "a worse fit" is said only of a lower score, that keys lie flat only where they do, and
    that place decides only where turning makes another word fit best.

    Further: Elhage and others, [A mathematical framework for transformer
    circuits](https://transformer-circuits.pub/2021/framework/index.html) (2021): the product of the two maps is what
    counts. Positions by turning: Su and others, [RoFormer](https://arxiv.org/abs/2104.09864) (2021), section 3. One key
    head for several query heads: Ainslie and others, [GQA](https://arxiv.org/abs/2305.13245) (2023), section 2.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        focus: str = Field("", max_length=80, description="The word that asks; found where empty.")
        other: str = Field("", max_length=80, description="The word compared; the worst fit before it where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    title = "Queries and keys"
    tagline = "two learned maps, one score"
    chapter = 2
    order = 30
    seconds = 74
    layouts = all_four()
    poster = "arrows"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_head = ("resid_pre", "attn_in", "q", "k", "rot_q", "rot_k", "raw_scores", "attn_scores", "pattern")
        return Needs(
            model=model,
            head=params.head,
            traces={"": TraceNeed(params.text, of_head, layers="layer", most=MOST_TOKENS)},
            weights=("W_Q[layer]", "W_K[head]", "attn_norm[head]"),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        check_adjectives(params, bundle)
        check_word(bundle, "other", params.other)

    def construct(self) -> None:
        focus = self.focus = HeadFocus.of(self)
        other = word_compared(focus, self.params.other)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        at = places_in(self.layout)
        show_normalising(self, focus, at)
        maps = show_maps(self, focus)
        show_sharing(self, focus, maps, show_all_words(self, focus, at, maps))
        show_turning(self, focus, at.dials)
        show_dot_product(self, focus)
        shown = show_arrows(self, focus, other)
        show_shared_map(self, focus)
        show_one_map(self, focus, at.joint)
        show_so_far(self, shown)


def word_compared(focus: HeadFocus, word: str) -> int | None:
    """Return the key to compare with: the word asked for, else the worst fit among the earlier ones."""
    if word:
        found = find_word(focus.tokens, word)
        if found is not None and found > focus.query:
            raise UserError(
                f"other={word!r} stands after “{focus.word(focus.query)}”, which reads only itself and earlier words: "
                "name one of those."
            )
        return found
    left = [k for k in range(1, focus.query) if k != focus.partner]
    scores = focus.read("raw_scores").value[focus.query]
    return min(left, key=lambda k: float(scores[k])) if left else None
