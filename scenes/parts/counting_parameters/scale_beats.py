"""Beats: both models' numbers as areas of one scale, seen from farther and farther away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from manim import LEFT, ORIGIN, RIGHT, Circle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.count_column import Count
from attention_scenes.scenes.mobjects.marks.areas_to_scale import AreasToScale, around
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.counting_parameters.head_maps import ROLES
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.parameter_counts import LINES, MAPS, SUMS

AREAS = {"MLPs": "faint", "embedding": "soft", "unembedding": "soft", "positions": "start"}  # others: as text
DIMMED = 0.3  # of what is not spoken of


def show_scale(scene: AttentionScene, ours: Mapping[str, Count], theirs: Mapping[str, Count]) -> None:
    """Show our parts large, then go away until GPT-3's are seen as well; then its attention alone."""
    layout = scene.layout
    stage, em = layout.stage, layout.em.word
    low = stage.bottom + (0.3 if layout.is_wide else 0.9)
    corners = (stage.left, low + 0.6), (stage.right, stage.top - 1.0)
    colors = np.vstack([colors_of(scene, lines) for lines in (ours, theirs)])
    areas = AreasToScale(strips_of(ours), strips_of(theirs), colors, *corners)
    whole, own = grouped(theirs["total"].total), grouped(ours["total"].total)
    text = label_text("this model: {count}", count=own[0])
    us = fitted(scene.label(text, em, numbers=[own]), stage.width).move_to(stage.at(LEFT), LEFT).stand_on(low)
    times = grouped(whole[1] / own[1])
    caption = phrased("One scale: GPT-3 has {times} times as many numbers.", times=times[0])
    cut_to(scene, areas, us)
    with scene.beat("to scale", caption, [times]):
        scene.play(Change(areas, far=1.0, run_time=2.0))
        scene.play(FadeIn(told_of_parts(scene, areas, theirs), ring(scene, areas)), run_time=0.6)
    part = theirs["attention"].total
    blocks = Reading.cited("Brown2020,table2.1.n_layers")
    numbers = [grouped(part / blocks / 1e6), grouped(blocks), grouped(part / 1e9), grouped(whole[1] / 1e9),
               ]  # fmt: skip
    what = dict(zip(("each", "n", "some", "all"), [text for text, _ in numbers], strict=True))
    caption = phrased("Attention, a block: {each} million; {n} blocks: {some} of {all} billion.", **what)
    with scene.beat("its attention", caption, numbers):
        lit = np.full(len(areas.opacities), DIMMED)
        lit[: areas.first], lit[areas.first : areas.first + len(MAPS)] = 1, 1
        scene.play(Change(areas, opacities=lit, run_time=0.6))


def parts_in(lines: Mapping[str, Count]) -> list[str]:
    """Return the lines beside the maps that are counted and are no sums."""
    return [name for name, line in lines.items() if line.counted and name not in (*MAPS, *SUMS)]


def strips_of(lines: Mapping[str, Count]) -> list[Reading]:
    """Return the strips of a model: the four kinds of map in one, each other line in its own."""
    maps = join([lines[name].total.reshape(1) for name in MAPS])
    return [maps, *[lines[name].total.reshape(1) for name in parts_in(lines)]]


def colors_of(scene: AttentionScene, lines: Mapping[str, Count]) -> np.ndarray:
    roles = [*ROLES, *[AREAS.get(name, "text") for name in parts_in(lines)]]
    return np.array([scene.palette.rgba(role, 0.8) for role in roles])


def told_of_parts(scene: AttentionScene, areas: AreasToScale, lines: Mapping[str, Count]) -> VGroup:
    """Return the names of GPT-3's strips that are wide enough, with their shares, over them, and what they are of."""
    em, told = scene.layout.em.word, VGroup()
    whole = lines["total"].total
    strips = {"attention": range(len(MAPS))} | {name: [len(MAPS) + n] for n, name in enumerate(parts_in(lines))}
    for name, parts in strips.items():
        (left, _), (right, top) = areas.strip(*parts)
        share = percent(lines[name].total / whole)
        label = scene.label(label_text("{part}: {share}", part=LINES[name], share=share[0]), em, numbers=[share])
        if label.width < right - left:
            told.add(label.move_to((left + right) / 2 * RIGHT).stand_on(top + 0.18))
    count = grouped(whole)
    title = scene.label(label_text("GPT-3: {count}", count=count[0]), em, numbers=[count])
    return told.add(title.move_to(ORIGIN).stand_on(told[0].baseline + 1.5 * em))


def ring(scene: AttentionScene, areas: AreasToScale) -> Circle:
    """Return a ring around our model, which is small now."""
    low, high = around(areas.seen()[: areas.first])
    radius = 0.15 + float(np.hypot(*(high - low))) / 2
    return Circle(radius=radius, stroke_width=2, color=scene.palette.focus).move_to([*(low + high) / 2, 0])
