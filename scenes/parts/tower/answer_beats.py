"""Beats: do shifts add? How far from their sum the phrases are at every layer, and the answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, window
from attention_scenes.scenes.mobjects.planes.miss_chart import MissChart
from attention_scenes.scenes.mobjects.planes.place_lights import PlaceLights
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted, line
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.tower.plane_beats import OTHERS, PAIRS, TWOS, ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import LITTLE

DIMMED = 0.35  # of a light that is not spoken of
LAMP = 0.65  # size of a light
BESIDE, STEP = 0.25, 0.4  # of a step: how far the lights of a layer stand aside; scene units that count as one at most


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


def show_answer(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Say at which layers shifts add, after a look at every one where both axes are sure."""
    contrasts = steps.contrasts
    misses = [contrasts.misses(*pair) for pair in PAIRS]
    adds, near = zip(*(contrasts.adds(alone, off) for (alone, _), off in zip(PAIRS, misses, strict=True)), strict=True)
    words = contrasts.params.other, contrasts.two
    first, second = (count_added(scene, word, at) for word, at in zip(words, adds, strict=True))
    lights = show_layers(scene, steps, misses) if contrasts.sure else None
    caption = phrased(
        "Shifts can add: “{other}” at {some} of these layers, “{two}” at {few}.",
        other=contrasts.params.other, two=contrasts.two, some=first.told, few=second.told,
    )  # fmt: skip
    if not first.some and not second.some:
        caption = phrased("Shifts do not simply add: each depends on the other words.")
        if contrasts.sure and neither_moves(scene, np.concatenate(near)):
            caption = phrased("Neither word moves it much here: whether shifts add stays open.")
    if not contrasts.sure:
        caption = phrased("Whether shifts add, such unsure directions do not tell.")
    with scene.beat("answer", caption):
        if lights:
            scene.play(Change(lights, opacities=np.where(np.concatenate(adds), 1.0, DIMMED)), run_time=0.8)
        scene.wait(1.5)


def neither_moves(scene: AttentionScene, near: np.ndarray) -> bool:
    """Return whether no shift is worth telling, where none adds: none is off the sum either."""
    return scene.claim(
        "neither word moves the bare one at a layer with sure axes, and none is off both shifts added",
        bool(near.all()),
        claim_text("within {little} of the sum in {some} of {all}", little=f"{LITTLE:g}", some=int(near.sum()),
                   all=len(near)),
    )  # fmt: skip


def count_added(scene: AttentionScene, word: str, adds: np.ndarray) -> Added:
    """Return at how many of the sure layers a word's shift adds."""
    added = Added(int(adds.sum()), len(adds))
    scene.claim(
        claim_text("“{word}” adds at a layer with sure axes", word=word),
        added.some > 0,
        claim_text("moved alone, and within {little} of both shifts added, at {some} of {all}",
                   little=f"{LITTLE:g}", some=added.some, all=added.all),
    )  # fmt: skip
    return added


def show_layers(scene: AttentionScene, steps: ContrastSteps, misses: list[list[Reading]]) -> PlaceLights:
    """Show in place of the plane how far both phrases are from both shifts added, layer by layer."""
    contrasts, at = steps.contrasts, steps.places
    layers = [scene.bundle.count(f"layer.{n}") for n in contrasts.sure_layers]
    points = [join([layer, miss]) for each in misses for layer, miss in zip(layers, each, strict=True)]
    places = join(points).reshape(len(points), 2)
    chart = MissChart(layers, float(places.value[:, 1].max()), LITTLE, at.low, at.high, contrasts.layer, at.names)
    aside = np.repeat([-BESIDE, BESIDE], len(layers)) * min(chart.step, STEP)
    lights = PlaceLights(chart, places, np.repeat([OTHERS, TWOS], len(layers)).tolist(), LAMP, aside)
    words = chart_words(scene, steps)
    shown = lights.opacities * 0
    scene.make_way()
    with scene.beat("every layer", phrased("And at the other layers where both directions can be trusted?")):
        for n in range(2):
            shown[n * len(layers) : (n + 1) * len(layers)] = 1
            come = Change(lights, opacities=shown.copy())
            chart_comes = [] if n else [FadeIn(chart, words, lights, rate_func=window(0.25, 0.6))]
            scene.play(*chart_comes, come, run_time=1.2)
        scene.wait(1.5)
    return lights


def chart_words(scene: AttentionScene, steps: ContrastSteps) -> Group:
    """Return what the chart shows, whose lights are whose, and which layers have some."""
    contrasts, at = steps.contrasts, steps.places
    title = line(
        scene.label(label_text("how far off the sum"), 0.4),
        scene.label(label_text("“{word}”", word=contrasts.params.other), 0.4, OTHERS),
        scene.label(label_text("“{word}”", word=contrasts.two), 0.4, TWOS),
        buff=0.45,
    )
    share = f"{SURE:g}"
    note = scene.note(
        label_text("layers where both axes name {share} or more of the sentences held out right", share=share),
        0.32 if scene.layout.is_wide else 0.25, at.note_width, 1, role="text", numbers=constants(share),
    ).move_to(at.note, RIGHT)  # fmt: skip
    return Group(fitted(title, at.note_width).move_to(at.title, LEFT), note.stand_on(at.note[1]))
