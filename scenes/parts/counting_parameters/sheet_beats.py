"""Beats: all heads' maps of a layer as sheets to scale: what keys, values and outputs cost beside queries."""

from __future__ import annotations

import numpy as np
from manim import DOWN, Group, VGroup

from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.output_map.map_sheets import MapSheets
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, fitting
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.counting_parameters.head_maps import MAPS, HeadMaps, sharing

CUT = 0.35  # between the maps of two heads, in parts of their width


def show_sheets(scene: AttentionScene, maps: HeadMaps) -> Group:
    """Lay the maps of a layer side by side, cut up into heads, then closed up to sheets whose areas are counted."""
    bundle, layout = scene.bundle, scene.layout
    heads, groups = bundle.count("n_heads"), bundle.count("n_kv_heads")
    frame, stage = layout.frame, layout.stage
    low = stage.bottom + (0.0 if layout.is_wide else 0.55)
    strips = [
        [maps.of_head(symbol, n) for n in range(int(float(heads if symbol in ("W_Q", "W_O") else groups)))]
        for symbol, _ in MAPS
    ]
    roles = [role for _, role in MAPS]
    sheets = MapSheets(strips, roles, int(float(maps.width)), (frame.left, low), (frame.right, frame.top))
    room = (stage.left, low + (2.0 if layout.is_wide else 2.6)), (stage.right, stage.top - 0.1)
    cut, closed = (fitting(sheets.corners(gap), *room, pitch=42.0, yaw=0.0, angle=sheets.angle) for gap in (CUT, 0.0))
    sheets.stand_at(cut)
    sheets.gap = CUT
    caption, numbers = sharing(bundle)
    scene.make_way()
    with scene.beat("costs", caption, numbers):
        scene.add(sheets)
        order = np.linspace(0, 1, len(sheets.there))
        scene.play(Change(sheets, there=1.0, delays=order, run_time=1.0))
        scene.play(CameraFlight(sheets, closed, gap=0.0, run_time=2.0))
        told = told_of_sheets(scene, maps, sheets)
        scene.play(FadeIn(told), run_time=0.6)
    return Group(sheets, told)


def told_of_sheets(scene: AttentionScene, maps: HeadMaps, sheets: MapSheets) -> VGroup:
    """Return each sheet's symbol and count under it, and what all heads cost beside a single large one."""
    heads, groups = scene.bundle.count("n_heads"), scene.bundle.count("n_kv_heads")
    layout = scene.layout
    narrowest = float(sheets.front(2)[0] - sheets.front(1)[0]) - 0.15
    told = VGroup()
    for index, (symbol, role) in enumerate(MAPS):
        total = grouped((heads if symbol in ("W_Q", "W_O") else groups) * maps.size * maps.width)
        name = scene.label(f"${symbol}$", layout.em.heading, role, markup=True)
        count = fitted(scene.label(total[0], 0.4, role, numbers=[total]), narrowest)
        under = VGroup(name, count).arrange(DOWN, buff=0.14)
        told.add(under.next_to(sheets.front(index), DOWN, buff=0.3))
    whole, square = product(heads, maps.size, maps.width), product(maps.width, maps.width)
    fits = scene.claim(
        "the heads' query maps are as many numbers as one square map",
        float(heads * maps.size) == float(maps.width),
        claim_text("{one} and {other}", one=whole[0], other=square[0]),
    )
    text, numbers = label_text("queries: {parts}", parts=whole[0]), whole[1]
    if fits:
        number = grouped(heads)
        text = label_text(
            "{parts} = {square}: {heads} heads cost what one large one would",
            parts=whole[0], square=square[0], heads=number[0],
        )  # fmt: skip
        if float(groups) < float(heads):
            text = label_text(
                "{parts} = {square}: unshared, {heads} heads would cost as one large head",
                parts=whole[0], square=square[0], heads=number[0],
            )  # fmt: skip
        numbers = [*whole[1], *square[1], number]
    note = scene.note(text, 0.36, layout.words.width - 0.4, 0, role="text", numbers=numbers)
    bottom = float(told.get_bottom()[1])
    return VGroup(told, note.next_to([0, bottom, 0], DOWN, buff=0.3).set_x(0))
