"""Beats: the four maps of one head."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.vectors.map_cells import MapCells, named_map
from attention_scenes.scenes.parts.counting_parameters.head_maps import MAPS, HeadMaps

STAGE = wide().stage
FIRST_MAP, TALL_MAP = STAGE.at(right=-3.75, up=1.75), STAGE.at(right=1.1, up=0.05)
MAP_NOTES = STAGE.at(right=2.0, up=-1.2)


def show_maps(scene: AttentionScene, maps: HeadMaps) -> Group:
    """Show the four maps of the head, to scale; they stay."""
    unit = min(5.0 / float(maps.width), 1.0 / float(maps.size))
    shown = Group()
    for index, (symbol, role) in enumerate(MAPS):
        tall = symbol == "W_O"
        cells = MapCells(maps.weights(symbol), role, unit)
        cells.move_to(TALL_MAP if tall else FIRST_MAP + 1.65 * index * DOWN)
        factors = (maps.width, maps.size) if tall else (maps.size, maps.width)
        told = named_map(cells, f"${symbol}$", role, factors, RIGHT if tall else UP)
        shown.add(Group(cells, told))
    each = maps.width * maps.size
    text, number = grouped(each)
    four, all_four = grouped(each * 4.0)
    total = scene.label(label_text("four maps: {count}", count=four), 0.4, numbers=[(four, all_four)])
    total.move_to(MAP_NOTES, LEFT)
    every = scene.label(label_text("to scale; cells: every 8th row and column"), 0.26, "soft").move_to(
        MAP_NOTES + 0.7 * DOWN, LEFT
    )
    signs = scene.label(label_text("learned: blue +, orange −"), 0.26, "soft").move_to(MAP_NOTES + 1.1 * DOWN, LEFT)
    told = phrased("One head uses four maps, each of {count} learned numbers.", count=text)
    with scene.beat("four maps", told, [(text, number)]):
        scene.add(*[part[0].frame for part in shown])
        for part in shown:
            part[0].cells.opacities[:] = 0
            order = np.linspace(0, 1, len(part[0].cells.opacities))
            scene.add(part[0].cells)
            sweep = Change(part[0].cells, opacities=1, delays=order, run_time=1)
            scene.play(FadeIn(part[1], run_time=0.5), sweep)
        scene.play(FadeIn(total, every, signs), run_time=0.6)
    return Group(shown, total, every, signs)
