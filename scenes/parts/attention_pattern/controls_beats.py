"""Beats: does the head know grammar or only neighbours? Other words in the same places say it."""

from __future__ import annotations

from manim import LEFT, UP

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.attention_pattern.softmax_beats import Beside
from attention_scenes.scenes.parts.attention_pattern.stage import Stage, side_title
from attention_scenes.scenes.parts.shared.head_controls import head_controls
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_controls(scene: AttentionScene, focus: HeadFocus, stage: Stage, beside: Beside) -> None:
    """Compare adjectives with other words in their places, over other sentences: what the head may be called."""
    controls = head_controls(scene, focus.layer, focus.head, em=0.34)
    table = controls.table.move_to(scene.layout.side.at(UP + LEFT, up=-0.15), UP + LEFT)
    scene.claim("adjectives before a noun get more weight than other words there", controls.prefers, controls.weights)
    verdict = (
        phrased("Here adjectives get more weight than other words in the same place.")
        if controls.prefers
        else phrased("Here other words in the same place get much the same: neighbours.")
    )
    if controls.prefers and scene.foreign:
        verdict = phrased("On English sentences, adjectives get more than other words there.")
    numbers: Numbers = ()
    title = side_title(scene, label_text("weight from a noun to"))
    if controls.prefers and scene.by_chance:
        heads = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
        verdict = phrased("The best of {heads} heads; but chance finds one as clear: no finding.", heads=heads[0])
        numbers = [heads]
    with scene.beat("controls", "Grammar, or just neighbours? Test it on other sentences."):
        gone = FadeOut(beside.bars, beside.heading, beside.legend, rate_func=early)
        scene.play(gone, FadeIn(title, table, rate_func=late), run_time=1)
        rescaled = stage.grid.rescaled if scene.params.first_token == "hidden" else 0
        scene.play(Change(stage.grid, shade=0, names=stage.roomy(stage.near), rescaled=rescaled, run_time=1.4))
    with scene.beat("verdict", verdict, numbers):
        scene.wait(0.6)
        scene.play(stage.to(stage.over, lit=0.6, names=stage.roomy(stage.over)))
