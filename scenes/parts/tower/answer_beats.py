"""Beats: do shifts add? How far from their sum the phrases are at every layer, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from manim import DOWN, LEFT, RIGHT, Group, Line

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.layer_bars import LayerBars
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.tower.comparison_beats import Comparison
from attention_scenes.scenes.parts.tower.plane_beats import OTHERS, TWOS, ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import ALONE, LITTLE, OTHER, OTHER_TWO, TWO


@dataclass(frozen=True)
class Added:
    """At how many layers a modifier's shift adds, of how many where both axes are sure."""

    some: int
    all: int

    @property
    def told(self) -> str:
        """Return that in a word."""
        if self.some in (0, self.all):
            return label_text("all") if self.some else label_text("none")
        if self.some > self.all / 2:
            return label_text("most")
        return label_text("few") if self.some < self.all / 4 else label_text("some")


def show_answer(scene: AttentionScene, steps: ContrastSteps, other: Comparison) -> None:
    """Say at which layers shifts add, after a look at every one where both axes are sure."""
    contrasts = steps.contrasts
    pairs = ((contrasts.params.other, OTHER, OTHER_TWO), (contrasts.two, ALONE, TWO))
    first, second = (count_added(scene, steps, *pair) for pair in pairs)
    if contrasts.sure:
        show_layers(scene, steps)
    caption = phrased(
        "Shifts can add: “{other}” at {some} of these layers, “{two}” at {few}.",
        other=contrasts.params.other, two=contrasts.two, some=first.told, few=second.told,
    )  # fmt: skip
    if not first.some and not second.some:
        caption = phrased("Shifts do not simply add: each depends on the other words.")
    if not contrasts.sure:
        caption = phrased("Whether shifts add, such unsure directions do not tell.")
    with scene.beat("answer", caption):
        scene.play(FadeIn(*other.shifts, other.ring[1]), steps.light(OTHER, OTHER_TWO), run_time=0.8)
        scene.wait(1.5)


def count_added(scene: AttentionScene, steps: ContrastSteps, word: str, alone: int, both: int) -> Added:
    """Return at how many of the sure layers the phrase is where both shifts added lead."""
    added = Added(steps.contrasts.adds_at(alone, both), len(steps.contrasts.sure_layers))
    scene.claim(
        claim_text("“{word}” adds at a layer with sure axes", word=word),
        added.some > 0,
        claim_text("within {little} of both shifts added at {some} of {all}",
                   little=f"{LITTLE:g}", some=added.some, all=added.all),
    )  # fmt: skip
    return added


def show_layers(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Show in place of the rows how far both phrases are from both shifts added, layer by layer."""
    contrasts, at = steps.contrasts, steps.places
    layers = [scene.bundle.count(f"layer.{n}") for n in contrasts.sure_layers]
    kinds = label_text("“{word}”", word=contrasts.params.other), label_text("“{word}”", word=contrasts.two)
    lengths = contrasts.misses(OTHER, OTHER_TWO), contrasts.misses(ALONE, TWO)
    inset = 1.35  # for the layers' numbers and what these are
    bars = LayerBars(layers, kinds, lengths, (at.lines.width - inset, at.chart_high - 1.0), (OTHERS, TWOS))
    x, little = bars.full * LITTLE, f"{LITTLE:g}"
    limit = Line([x, 0.2, 0], [x, float(bars.ys[-1]) - 0.15, 0], stroke_width=2, color=scene.palette.text)
    within = scene.label(label_text("within {little}: it adds", little=little), 0.3, numbers=constants(little))
    within.next_to(limit, DOWN, buff=0.1).align_to(limit, LEFT)
    chart = Group(bars, limit, within).shift(at.rows + [inset, at.chart_up - 0.95, 0])
    title = scene.label(label_text("how far off the sum"), 0.34)
    fitted(title, at.lines.width).move_to(at.rows + [0, at.chart_up, 0], LEFT)
    share = f"{SURE:g}"
    note = scene.note(
        label_text("layers where both axes name {share} or more of the sentences held out right", share=share),
        0.25, at.note_width, 1, numbers=constants(share),
    )  # fmt: skip
    note = fitted(note, at.note_width).move_to(at.note, RIGHT)
    note.stand_on(at.note[1])
    gone = FadeOut(steps.title, steps.rows.names, *steps.rows.numbers, rate_func=early, run_time=0.5)
    with scene.beat("every layer", phrased("And at the other layers where both directions can be trusted?")):
        scene.play(gone, FadeIn(chart, title, note, rate_func=late, run_time=0.8))
        scene.wait(2.5)
