"""Beats: the two steps in depth. The first arc lands in one layer; in the next a second rises from where it landed."""

from __future__ import annotations

from typing import Any

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.step_stage import StepStage, changed
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.glass_ball.glass_picture import ONE, TWO, from_above, step_stage
from attention_scenes.scenes.parts.glass_ball.glass_places import GlassPlaces
from attention_scenes.scenes.parts.glass_ball.step_facts import StepFacts


def show_step_one(scene: AttentionScene, facts: StepFacts, places: GlassPlaces, gone: list[Any]) -> StepStage:
    """Fly to the pane of the first step: there the noun reads what stands before it."""
    stage = step_stage(facts, places)
    stage.lit[facts.places.last] = 1.0
    weight = stage.arcs[ONE].weight
    layer, digits = facts.layer_number(facts.writer[0]), (written(float(weight)), weight)
    what = {"layer": layer[0], "noun": facts.nouns[0], "word": facts.adjectives[0], "weight": digits[0]}
    caption = phrased("Step one, layer {layer}: “{noun}” reads “{word}”, {weight}.", **what)
    if not facts.step_one:
        caption = phrased("Of all layers, a cut in layer {layer} takes most of “{noun}”.", **what)
    if not (facts.step_one or facts.takes):
        caption = phrased("In no layer does a cut take a tenth of “{noun}”.", **what)
    numbers = [each for each in (layer, digits) if each[0] in str(caption)]
    scene.change_provenance()
    with scene.beat("step one", caption, numbers):
        grow = Change(stage, **changed(stage, growth={ONE: 1.0}, glass={0: 1.0, 1: 1.0}), run_time=0.9)
        scene.play(FadeIn(stage, run_time=0.5), grow, *[FadeOut(each, run_time=0.9) for each in gone[1:]])
        flight = CameraFlight(stage, from_above(stage, places), **changed(stage, said={ONE: 1.0}), run_time=2.2)
        scene.play(FadeOut(gone[0], run_time=2.0), flight)
    return stage


def show_step_two(scene: AttentionScene, facts: StepFacts, stage: StepStage) -> None:
    """Carry on what was read to the next pane: there the last word asks, and finds it."""
    weight = stage.arcs[TWO].weight
    layer, digits = facts.layer_number(facts.reader[0]), (written(float(weight)), weight)
    what = {"layer": layer[0], "noun": facts.nouns[0], "word": facts.adjectives[0], "weight": digits[0]}
    caption = phrased("Step two, layer {layer}: the new “{word}” finds “{noun}”, {weight}.", **what)
    if not (facts.step_one and facts.step_two):
        caption = phrased("No two steps, one after the other, are found here.")
    numbers = [each for each in (layer, digits) if each[0] in str(caption)]
    scene.change_provenance(label_text("green: what layer {layer} wrote", layer=facts.writer[0]),
                            [facts.layer_number(facts.writer[0])])  # fmt: skip
    with scene.beat("step two", caption, numbers):
        scene.play(Change(stage, lift=1.0), run_time=0.7)
        scene.play(Change(stage, **changed(stage, growth={TWO: 1.0}, said={TWO: 1.0})), run_time=0.9)
