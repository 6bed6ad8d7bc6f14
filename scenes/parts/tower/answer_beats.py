"""Beats: do updates stack? The way at every layer, and the answer."""

from __future__ import annotations

from manim import Group, Mobject

from attention_scenes.scenes.captions import label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, leaving
from attention_scenes.scenes.mobjects.charts.layer_bars import LayerBars
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.tower.plane_beats import ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import ALONE, ONE, TWO, WORD


def show_answer(scene: AttentionScene, steps: ContrastSteps, works: bool, stack: bool, other_adds: bool) -> None:
    """Say whether updates stack, after a look at every layer where there is more to see."""
    contrasts = steps.contrasts
    if stack:
        caption = phrased("Here updates stack: each adds its own way.")
    elif other_adds:
        two, other = contrasts.two, contrasts.params.other
        caption = phrased("Updates can stack: “{other}” adds here, “{two}” does not.", other=other, two=two)
    else:
        caption = phrased("Updates do not simply add: each depends on the other words.")
    if not contrasts.sure:
        caption = phrased("Whether updates stack, such unsure directions do not tell.")
    chart, away = show_layers(scene, steps) if works and contrasts.everywhere else (Group(), [])
    gone = [FadeOut(chart, rate_func=leaving)] if len(chart) else []
    steps.strands.opacities[steps.leaving] = 0
    come = FadeIn(*away, *steps.images.values())
    with scene.beat("answer", caption):
        scene.play(*gone, come, *steps.table.turn([], [1, 2, 3, 4]), run_time=1.2)
        scene.wait(1.5)


def show_layers(scene: AttentionScene, steps: ContrastSteps) -> tuple[Group, list[Mobject]]:
    """Show how far the second modifier moves it at every sure layer; return that, and what has made room."""
    contrasts, at = steps.contrasts, steps.places
    layers = [scene.bundle.count(f"layer.{n}") for n in contrasts.sure_layers]
    kinds = label_text("alone"), label_text("after “{word}”", word=contrasts.one)
    bars = LayerBars(layers, kinds, (contrasts.rises(WORD, ALONE), contrasts.rises(ONE, TWO)), at.chart_size)
    bars.shift(at.chart)
    share = f"{SURE:g}"
    title = scene.label(
        label_text("how far “{word}” moves {axis}", word=contrasts.two, axis=named(contrasts.up.title)), 0.4
    ).move_to(scene.layout.sentence.at(up=0.1))
    note = scene.note(
        label_text("layers where both axes name {share} or more of the sentences held out right", share=share),
        0.26,
        scene.layout.words.width - 0.2,
        0,
        numbers=[(share, constant(SURE))],
    ).move_to(at.chart_note)
    caption = phrased("“{word}” moves less after “{one}” at every sure layer.", word=contrasts.two, one=contrasts.one)
    gone = scene.leave()
    away = [fade.mobject for fade in gone]
    with scene.beat("every layer", caption):
        first, *others = bars.grow()
        scene.play(*gone, FadeIn(bars.names, bars.legend, title, note), first, run_time=1.5)
        for growing in others:
            scene.play(growing)
        scene.wait(1)
    return Group(bars, title, note), away
