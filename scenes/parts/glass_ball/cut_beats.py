"""Beats: the first step is cut layer by layer, in one head, too late, elsewhere; the second in the heads found."""

from __future__ import annotations

from typing import Any

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.depth.step_stage import StepStage, changed
from attention_scenes.scenes.mobjects.marks.lead_bars import LeadBars
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.glass_ball.chance_bars import ChanceBars, appear
from attention_scenes.scenes.parts.glass_ball.glass_picture import ONE, TWO, cut_arc, under_bars
from attention_scenes.scenes.parts.glass_ball.glass_places import GlassPlaces
from attention_scenes.scenes.parts.glass_ball.step_facts import (
    AS_IS,
    CLEARLY,
    EARLY,
    LATE,
    ONE_HEAD,
    OTHER_NOUN,
    READERS,
    SPARED,
    StepFacts,
    chance_of,
    chances,
    longest,
)
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

WORD = 0.55  # scene units, for the word before the first layer's number


def show_layers(scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage) -> list[Any]:
    """Cut the first arc in one layer at a time: a bar for what is left in each; return what stands there."""
    each, layer = facts.probe("each"), facts.layer_number(facts.writer[0])
    colors = np.tile(scene.palette.rgba("key", 0.75), (1, len(each), 1))
    colors[0, facts.writer[0]] = scene.palette.rgba("focus")
    layers = [scene.bundle.count(f"layer.{n}") for n in range(len(each))]
    place = places.chart
    tall = float(each.value.max())
    chart = LeadBars(
        each.reshape(1, -1),
        colors,
        layers,
        width=place.width - WORD,
        step=1.0,
        unit=(place.height - 1.2) / tall,
        above=place.height - 1.1,
    )
    chart.shift([place.left + WORD, place.bottom + 0.6, 0])
    name = label_text("chance of “{noun}” as the next word, the arc cut in one layer", noun=facts.nouns[0])
    note = scene.note(name, scene.layout.em.word, place.width).move_to([0, place.top + 0.2, 0])
    one_layer = scene.claim(
        "the cut in one layer takes half of the chance, and in no other layer",
        bool((each.value < CLEARLY * float(facts.probe("cuts", 0, AS_IS))).sum() == 1),
        chances(facts.probe("cuts", 0, AS_IS), each[facts.writer[0]]),
    )
    caption = phrased("Step one cut layer by layer: only layer {layer} takes half or more.", layer=layer[0])
    if not one_layer:
        caption = phrased("Step one cut layer by layer: layer {layer} takes most.", layer=layer[0])
    if not facts.takes:
        caption = phrased("Step one cut layer by layer: in no layer it takes a tenth.")
    scene.change_provenance()
    with scene.beat("layers", caption, [layer] if facts.takes else []):
        grow = Change(chart, reached=float(len(each)), rate_func=lambda t: t, run_time=1.9)
        scene.play(FadeOut(stage, run_time=1.4), FadeIn(chart, note, run_time=0.5), grow)
    return [chart, note]


def show_one_head(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage, old: list[Any]
) -> ChanceBars:
    """Cut the first arc in one head alone."""
    cuts = facts.probe("cuts", 0)
    bars = ChanceBars(scene, places.bars, longest(cuts))
    before, after = chance_of(cuts[AS_IS]), chance_of(cuts[ONE_HEAD])
    heads = grouped(scene.bundle.count("n_layers") * scene.bundle.count("n_heads"))
    layer, head = facts.layer_number(facts.writer[0]), facts.head_number(facts.writer[1])
    taken = scene.claim(
        "the cut in one head takes half of the chance, in both orders",
        facts.step_one,
        chances(cuts[AS_IS], cuts[ONE_HEAD]),
    )
    what = {"layer": layer[0], "head": head[0], "heads": heads[0], "before": before[0], "after": after[0]}
    caption = phrased("Cut in layer {layer}, head {head}, 1 of {heads}: {before}, then {after}.", **what)
    numbers = [layer, head, ("1", Reading.constant(1)), heads, before, after]
    if float(cuts[ONE_HEAD]) >= CLEARLY * float(cuts[AS_IS]):
        caption = phrased("No head of layer {layer} takes half, cut alone: {before}, then {after}.", **what)
        numbers = [layer, before, after]
    scene.change_provenance(
        label_text("bars: chance of the next word; green: what layer {layer} wrote", layer=layer[0]), [layer]
    )
    first = bars.row(label_text("“{word}”", word=facts.nouns[0]), cuts[AS_IS], "update")
    second = bars.row(label_text("one head’s arc cut"), cuts[ONE_HEAD], "key")
    third = bars.row(label_text("all up to layer {layer}", layer=layer[0]), cuts[EARLY], "key", (layer,))
    stage.stand_at(under_bars(stage, places))
    stage.said[:] = 0.0
    cut_to(scene, stage, gone=old)
    with scene.beat("one head", caption, numbers):
        scene.play(*appear(first), run_time=0.7)
        cut_arc(scene, stage, ONE)
        dark = changed(stage, opacities={TWO: 0.3}, said={TWO: 0.0}) if taken else {}
        both = [*bars.collapse(second, cuts[AS_IS]), *bars.collapse(third, cuts[AS_IS])]
        scene.play(*both, Change(stage, **dark, lift=0.0 if dark else stage.lift))
    return bars


def show_controls(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage, old: ChanceBars
) -> ChanceBars:
    """Cut the same arc in all later layers, and the other noun's arc instead."""
    cuts, layer = facts.probe("cuts", 0), facts.layer_number(facts.writer[0])
    late, other = chance_of(cuts[LATE]), chance_of(cuts[OTHER_NOUN])
    holds = scene.claim(
        "cut after the layer, or at the other noun, at least half of the chance is left",
        min(float(cuts[LATE]), float(cuts[OTHER_NOUN])) > CLEARLY * float(cuts[AS_IS]),
        chances(cuts[LATE], cuts[OTHER_NOUN]),
    )
    what = {"layer": layer[0], "late": late[0], "other": other[0]}
    caption = phrased("Cut after layer {layer}, too late: {late}. The other noun’s: {other}.", **what)
    if not (holds and facts.step_one):
        caption = phrased("Cut after layer {layer}: {late}. The other noun’s: {other}.", **what)
    bars = ChanceBars(scene, places.bars, longest(cuts))
    rows = [
        bars.row(label_text("“{word}”", word=facts.nouns[0]), cuts[AS_IS], "update"),
        bars.row(label_text("cut in later layers"), cuts[LATE], "soft"),
        bars.row(label_text("“{noun}” cut instead", noun=facts.nouns[1]), cuts[OTHER_NOUN], "soft"),
    ]
    whole = changed(stage, cuts={ONE: 0.0}, opacities={TWO: 1.0})
    with scene.beat("controls", caption, [layer, late, other]):
        scene.play(FadeOut(old), FadeIn(rows[0]), Change(stage, **whole, lift=1.0), run_time=0.7)
        scene.play(*bars.collapse(rows[1], cuts[AS_IS]), *bars.collapse(rows[2], cuts[AS_IS]))
    return bars


def show_readers(
    scene: AttentionScene, facts: StepFacts, places: GlassPlaces, stage: StepStage, old: ChanceBars
) -> ChanceBars:
    """Cut the second arc in the heads that take the second step, and in as many others; nothing where none is found."""
    if not facts.reads:
        return old
    cuts = facts.probe("cuts", 0)
    count, others = (grouped(facts.probe(name).sum()) for name in ("readers", "spared"))
    bars = ChanceBars(scene, places.bars, longest(cuts))
    after, spared = chance_of(cuts[READERS]), chance_of(cuts[SPARED])
    taken = scene.claim(
        "cuts in the heads of the second step take half of the chance, in both orders, and in other heads not",
        facts.step_two,
        chances(cuts[AS_IS], cuts[READERS], cuts[SPARED]),
    )
    what = {"count": count[0], "after": after[0], "others": others[0], "spared": spared[0]}
    caption = phrased("Step two cut in its {count} heads: {after}. In {others} others: {spared}.", **what)
    numbers = [count, after, others, spared]
    if not taken:
        caption = phrased("The last word’s arcs cut in {count} heads: {after} is left.", **what)
        numbers = [count, after]
    rows = [bars.row(label_text("“{word}”", word=facts.nouns[0]), cuts[AS_IS], "update"),
            bars.row(label_text("{count} heads cut", count=count[0]), cuts[READERS], "query", (count,)),
            bars.row(label_text("{count} others cut", count=others[0]), cuts[SPARED], "soft", (others,))]  # fmt: skip
    with scene.beat("readers", caption, numbers):
        scene.play(FadeOut(old), FadeIn(rows[0]), run_time=0.5)
        cut_arc(scene, stage, TWO)
        scene.play(*bars.collapse(rows[1], cuts[AS_IS]), *bars.collapse(rows[2], cuts[AS_IS]))
    return bars
