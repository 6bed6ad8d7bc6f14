"""Attention sink: why nearly every head looks at the first token, and what happens without it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.probes.sinks import SinkProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.attention_sink.away_beats import show_losses
from attention_scenes.scenes.parts.attention_sink.resting_beats import show_resting
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts
from attention_scenes.scenes.parts.attention_sink.sink_wall_beats import show_sorted, show_wall
from attention_scenes.scenes.parts.attention_sink.start_beats import show_starts
from attention_scenes.scenes.parts.attention_sink.tower_beats import show_ceiling, show_hidden, show_second, show_towers

MOST_TOKENS = 14  # of a text that are read and shown, the first included: as many towers stand side by side


class AttentionSink(AttentionScene):
    """Why nearly every head looks at the first token, and what happens without it.

    The patterns of all heads, sorted by their weight on the first token. The small value behind the large weight, and
    what attention adds to a word where it rests there, and where it may not. Its vector, layer by layer, as a tower
    that goes through the ceiling. Then it is taken away in three ways, and the loss on prose is read, beside the loss
    without another token. Last, other first tokens.

    Answers: Why does everything look at the first token? Is the weight there wasted? What if it were not there? Must
    it be this token? Does the first token never change?

    Measured: Every pattern of the sentence, lengths of all vectors and values and of what attention adds, with the
    first token and without it; on prose the loss with the first token hidden, hidden late, or emptied, with a control.
    Where its vector grows is found, not written down.

    Told: Nothing but the words.

    Yours: Give another `text`; of a long one the first words are read. In a model that does not rest on its first
    token the scene says so by its numbers.

    Further: Xiao and others, [Efficient streaming language models with attention
    sinks](https://arxiv.org/abs/2309.17453) (2023): why a window must keep the first tokens. Sun and others, [Massive
    activations in large language models](https://arxiv.org/abs/2402.17762) (2024): the few entries that carry it.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")

    title = "The attention sink"
    tagline = "why everything looks at the first token"
    chapter = 3
    order = 30
    reads_first = True
    pieces = 12  # of prose that the loss is measured on
    seconds = 74
    layouts = (wide(), tall())
    poster = "ceiling"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={"": TraceNeed(params.text, ("pattern",), first=MOST_TOKENS)},
            probes=(SinkProbe(long_text(), params.text, pieces=cls.pieces, most=MOST_TOKENS),),
        )

    def construct(self) -> None:
        facts = SinkFacts.of(self)
        self.provenance(label_text("area = weight"))
        wall = show_wall(self, facts)
        show_sorted(self, facts, wall)
        show_resting(self, facts)
        towers = show_towers(self, facts)
        show_ceiling(self, facts, towers)
        show_second(self, facts, towers)
        self.make_way()
        show_hidden(self, facts, towers)
        show_losses(self, facts)
        show_starts(self, facts)
