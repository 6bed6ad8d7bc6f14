"""Glass ball: the arc that everybody draws hardly matters; one word on, two steps in two layers do, and are cut."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.cuts.two_steps import TwoStepProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.glass_ball.asked_beats import show_asked, show_swap
from attention_scenes.scenes.parts.glass_ball.cut_beats import (
    show_controls,
    show_layers,
    show_one_head,
    show_readers,
)
from attention_scenes.scenes.parts.glass_ball.glass_places import places_in
from attention_scenes.scenes.parts.glass_ball.reason_beats import show_end, show_others, show_split
from attention_scenes.scenes.parts.glass_ball.step_beats import show_step_one, show_step_two
from attention_scenes.scenes.parts.glass_ball.step_facts import SPLIT, SWAPPED, StepFacts
from attention_scenes.scenes.parts.glass_ball.told_beats import show_arc, show_cut, show_direct, show_sentence
from attention_scenes.scenes.parts.glass_ball.two_pairs import Pairs, Template, asking, parsed, places_of
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, Word


class GlassBall(AttentionScene):
    """An arc that looks right and hardly matters, and two steps through two layers that are real: cuts show it.

    A glass ball falls on a steel table, and it shatters. One head's “it” looks at “ball”. The arc is cut in every
    layer and head, and the guess hardly changes: the last word reads “glass” itself. One word on, the model has to
    know which noun was glass. It does, in either order, and takes two steps for it: in one layer the noun reads the
    word before it, in the next the new “glass” finds that noun. Each step is cut, and each cut has its control.

    Answers: Why more than one layer? Does “it” look for its noun? Is an arc of attention a reason?

    Measured: Chances of the next word with and without each edge; the first step's layer and head, by cutting in each
    layer, then in each of its heads; the second step's heads, by their weights in both orders; how the second step's
    score splits into what was written before; and 20 other sentences, counted.

    Told: Our drawing of the two things, and the popular story that is tested; that depth is room for steps.

    Yours: Give two other things as `pairs`, another `sentence` with places for them, its `pronoun`. Heads are searched
    anew; where no cut of one head takes the noun away, the scene says so.

    Further: Olsson and others, [In-context learning and induction heads](https://arxiv.org/abs/2209.11895) (2022):
    heads that compose over two layers. Geva and others, [Dissecting recall of factual
    associations](https://arxiv.org/abs/2304.14767) (2023): edges of attention that are cut. Jain and Wallace,
    [Attention is not explanation](https://arxiv.org/abs/1902.10186) (2019).
    """

    class Params(SceneParams):
        pairs: Pairs = Field("glass ball, steel table", description="Two things: an adjective and a noun each.")
        sentence: Template = Field(
            "The {first} fell on the {second} and it shattered. The thing that shattered was the",
            description="The sentence, with places for the two things; the first adjective is to follow it.",
        )
        pronoun: Word = Field("it", description="The word after both things whose arc is cut.")

    title = "The glass ball"
    tagline = "an arc that hardly matters, two steps that do"
    chapter = 4
    order = 40
    reads_first = True
    tells_search = True
    seconds = 73
    layouts = (wide(), tall())
    poster = "step two"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        pairs = parsed(params.pairs)
        text, swapped = asking(params.sentence, pairs), asking(params.sentence, pairs, swapped=True)
        split = ("q_part", "k_part")
        return Needs(
            model=model,
            head="best:second step",
            traces={
                "": TraceNeed(text, ("pattern",), most=MOST_TOKENS, parameter="sentence"),
                SWAPPED: TraceNeed(swapped, ("pattern",), most=MOST_TOKENS, parameter="sentence"),
                SPLIT: TraceNeed(text, split, layers="head", most=MOST_TOKENS, parameter="sentence"),
            },
            probes=(TwoStepProbe(sentence=params.sentence, pairs=pairs, pronoun=params.pronoun),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        places_of(bundle.tokens(), params.sentence, parsed(params.pairs), params.pronoun)

    def construct(self) -> None:
        facts, places = StepFacts.of(self), places_in(self.layout)
        self.provenance()
        picture, row = show_sentence(self, facts, places)
        told = show_arc(self, facts, places, picture, row)
        bars = show_cut(self, facts, places, told)
        show_direct(self, facts, told, bars)
        asked, chances = show_asked(self, facts, places, picture, [told, bars])
        stage = show_step_one(self, facts, places, show_swap(self, facts, places, picture, asked, chances))
        show_step_two(self, facts, stage)
        chart = show_layers(self, facts, places, stage)
        bars = show_one_head(self, facts, places, stage, chart)
        bars = show_controls(self, facts, places, stage, bars)
        bars = show_readers(self, facts, places, stage, bars)
        bars = show_split(self, facts, places, stage, bars)
        chart = show_others(self, facts, places, [stage, bars])
        show_end(self, facts, places, stage, chart)
