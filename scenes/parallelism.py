"""Parallelism: a recurrent net must wait, attention need not; what each of them takes to read and to write."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.waiting.first_reach import FirstReachProbe
from attention_scenes.model.probes.waiting.long_lines import LongLinesProbe
from attention_scenes.model.probes.waiting.reading_lines import ReadingLinesProbe
from attention_scenes.model.probes.waiting.reading_pace import ReadingPaceProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.parallelism.clock_beats import show_clock, show_cores
from attention_scenes.scenes.parts.parallelism.far_beats import show_far, show_work
from attention_scenes.scenes.parts.parallelism.reach_beats import show_reach
from attention_scenes.scenes.parts.parallelism.relay_beats import show_flash, show_relay, show_writing
from attention_scenes.scenes.parts.parallelism.waiting_facts import WaitingFacts
from attention_scenes.scenes.parts.shared.checks import check_length

FEWEST, MOST = 4, 20  # tokens, the first one counted


class Parallelism(AttentionScene):
    """A recurrent net reads as a relay, attention all at once: what waits is counted, and the time is taken.

    Two nets of our own with as many numbers: gated recurrent units, which hand a state from word to word, and a
    transformer. Light runs along what waits for what, in the sentence, then in a long text, where a floor lights up at
    once while the relay still runs. The first word is changed: by how many hops the last one knows, through attention,
    a convolution, the relay. The price is n²: multiplications a word, and microseconds a word on one core and on two.
    Writing, both wait; training reads whole texts.

    Answers: Why did transformers replace recurrent nets? What runs in parallel, and what does a second core bring? What
    is n² about it? Is attention never slower? How far is a word from another in a convolution?

    Measured: Matrix products that wait for each other, traced operation by operation; those of the model itself, too.
    Multiply-adds. Where a change of the first word arrives. Seconds by a clock are those of the machine that made the
    clip: `verify` takes the time again and asks for the same order of size.

    Told: Nobody trained the two nets: their numbers are drawn from a seed, for what waits, and how long, does not hang
    on them. So nothing is said of which net learns more: a fair answer takes many sizes and rates for both. Keys and
    values of written words are kept. In a layer of a convolution no word waits for another; its cost is its window
    times the square of the width, multiplied out and not traced. That a GPU has thousands of cores; why a second one
    helps so much here, or so little, is not measured. Attention is timed as libraries run it, its grid never stored;
    with the grid stored it took several times as long in long texts.

    Yours: Give another `text`, or the `window` of the convolution, in words. In a short text the relay has fewer
    products in line, and the caption says so.

    Further: Cho and others, [Learning phrase representations using RNN
    encoder–decoder](https://arxiv.org/abs/1406.1078) (2014): gated recurrent units. Vaswani and others, [Attention is
    all you need](https://arxiv.org/abs/1706.03762) (2017), table 1: steps in line and paths. Dao and others,
    [FlashAttention](https://arxiv.org/abs/2205.14135) (2022): the grid that is never stored. Gu and Dao,
    [Mamba](https://arxiv.org/abs/2312.00752) (2023): recurrent, and trained all at once.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        window: int = Field(3, ge=2, le=9, description="How many words the convolution sees at once.")

    title = "What must wait"
    tagline = "a relay of beads against all at once"
    chapter = 7
    order = 30
    reads_first = True
    seconds = 75
    layouts = all_four()
    poster = "long"
    foreign = False  # no head is shown

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            traces={"": TraceNeed(params.text, ("embed",), most=MOST)},
            probes=(
                ReadingLinesProbe(params.text),
                LongLinesProbe(),
                ReadingPaceProbe(),
                FirstReachProbe(params.text, params.window),
            ),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_length(bundle, params.text, FEWEST, "for a word to wait for another")

    def models_named(self) -> list[str]:
        return []  # the two nets are no model's; where the model's own number stands, its name does

    def construct(self) -> None:
        facts = WaitingFacts(self.bundle)
        learned = grouped(facts.read("long.learned", 0))
        self.provenance(label_text("two nets of {count} numbers each, drawn from a seed", count=learned[0]), [learned])
        show_flash(self, facts, *show_relay(self, facts))
        show_far(self, facts)
        show_reach(self, facts)
        show_work(self, facts)
        show_clock(self, facts)
        show_cores(self, facts)
        show_writing(self, facts)
