"""Why there: one attention score as an exact sum over what earlier parts of the model wrote."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, Word, check_word
from attention_scenes.scenes.parts.why_there.by_kind_beats import show_kinds
from attention_scenes.scenes.parts.why_there.ending_beats import show_end
from attention_scenes.scenes.parts.why_there.opening_beats import show_parts, show_score
from attention_scenes.scenes.parts.why_there.reason_beats import show_largest, show_other, show_start
from attention_scenes.scenes.parts.why_there.score_pair import OTHER, ScorePair, chosen_pair, with_other_word
from attention_scenes.scenes.parts.why_there.term_beats import show_lights, show_signs, show_sum, show_wall
from attention_scenes.scenes.parts.why_there.why_places import places_in


class WhyThere(AttentionScene):
    """One score taken apart: what each earlier part wrote into the one word, times what each wrote into the other.

    A word's vector is a sum of parts: its embedding, and what every head and every MLP before wrote. Each part of the
    query's word meets each part of the key's: first by kind, embedding, heads and MLPs of the one by those of the
    other, few sums that add up to the score; then a tile for each pair, lit by what the two give. All tiles add up to
    the score. The rows with the largest sums are named; the same is shown for the first token, which gets its score in
    another way, and for another word in the key's place.

    Answers: Why does this head look there? Which parts of the model make a score? Why does the first token get so much?

    Measured: All terms of the score, their sums by part, and in how many tiles half of it is, signs aside. The scale of
    the norm is one number a word and is kept as measured; positions are in the terms.

    Told: Nothing but the words. The sum tells which parts, not what they mean.

    Yours: Give another `text`, `head`, `query` or `key`, or another word as `other` for the control. That no single
    part is the reason, or that one is, is said only where it holds.

    Further: Elhage and others, [A mathematical framework for transformer circuits](https://transformer-circuits.pub/2021/framework/index.html)
    (2021): a score as a bilinear form of what was written. A sum by parts is no proof of a cause: Jain and Wallace,
    [Attention is not explanation](https://arxiv.org/abs/1902.10186) (2019).
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("19.8", description="layer.head: whose score is taken apart.")
        query: str = Field("", max_length=24, description="The word that asks; found where empty.")
        key: str = Field("", max_length=24, description="The word that is scored, before it; found where empty.")
        other: Word = Field("with", description="The word in the key’s place, as a control.")

    title = "Why does it look there?"
    tagline = "a score as a sum over parts"
    chapter = 3
    order = 40
    reads_first = True
    seconds = 74
    layouts = (wide(), tall())
    poster = "two walls"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        arrays = ("pattern", "attn_scores", "resid_pre", "q_part", "k_part")
        traces = {"": TraceNeed(params.text, arrays, layers="head", most=MOST_TOKENS)}
        if other := with_other_word(params):
            traces[OTHER] = TraceNeed(other, ("q_part", "k_part"), layers="head", most=MOST_TOKENS + 4)
        return Needs(model=model, head=params.head, traces=traces, probes=(AdjectiveProbe(),))

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "query", params.query)
        check_word(bundle, "key", params.key)
        chosen_pair(params, bundle)

    def construct(self) -> None:
        pair, places = ScorePair.of(self), places_in(self.layout)
        layer, head = self.counted("head.layer"), self.counted("head.head")
        source = label_text("layer {layer} · head {head} · norms held as measured", layer=layer[0], head=head[0])
        self.provenance(source, [layer, head])
        row, gone = show_score(self, pair)
        wall, labels = show_parts(self, pair, places, row, gone)
        show_kinds(self, pair, places, wall, labels)
        show_wall(self, pair, places, wall, labels)
        show_lights(self, pair, places, wall, labels)
        show_sum(self, pair, places, wall, labels)
        show_signs(self, pair, places, wall)
        show_largest(self, pair, places, wall)
        start, labels = show_start(self, pair, places, wall, labels)
        now = show_other(self, pair, places, (wall, start or wall), labels) or start or wall
        show_end(self, pair, places, (wall, start), now, labels)
