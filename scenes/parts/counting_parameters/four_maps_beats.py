"""Beats: the four maps of one head."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.vectors.map_cells import MapCells, named_map
from attention_scenes.scenes.parts.counting_parameters.counting_places import MapPlaces
from attention_scenes.scenes.parts.counting_parameters.head_maps import MAPS, HeadMaps


def show_maps(scene: AttentionScene, maps: HeadMaps, at: MapPlaces) -> Group:
    """Show the four maps of the head, to scale; they stay."""
    unit = min(5.0 / float(maps.width), 1.0 / float(maps.size))
    shown = Group()
    for index, (symbol, role) in enumerate(MAPS):
        tall = symbol == "W_O"
        cells = MapCells(maps.weights(symbol), role, unit)
        cells.move_to(at.tall if tall else at.first + at.pitch * index * DOWN)
        factors = (maps.width, maps.size) if tall else (maps.size, maps.width)
        told = named_map(cells, f"${symbol}$", role, factors, RIGHT if tall else UP)
        shown.add(Group(cells, told))
    each = maps.width * maps.size
    text, number = grouped(each)
    four, all_four = grouped(each * 4.0)
    total = scene.label(label_text("four maps: {count}", count=four), 0.4, numbers=[(four, all_four)])
    fitted(total, at.notes_width).move_to(at.notes, LEFT)
    notes = VGroup(
        Lines(label_text("to scale; cells: every 8th row and column"), 0.34, at.notes_width, edge=-1),
        Lines(label_text("learned: blue +, orange −"), 0.34, at.notes_width, edge=-1),
    )
    notes.arrange(DOWN, buff=0.2, aligned_edge=LEFT).next_to(total, DOWN, buff=0.3, aligned_edge=LEFT)
    told = phrased("One head uses four maps, each of {count} learned numbers.", count=text)
    scene.add(*[part[0] for part in shown])
    with scene.beat("four maps", told, [(text, number)]):
        for part in shown:
            scene.play(FadeIn(part[1]), run_time=0.4)
        scene.play(FadeIn(total, notes), run_time=0.6)
    return Group(shown, total, notes)
