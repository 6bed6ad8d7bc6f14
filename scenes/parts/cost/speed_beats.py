"""Beats: seconds a token, alone and many at once, and the bytes that the weights take."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.cost.byte_piles import BytePiles
from attention_scenes.scenes.mobjects.cost.light_city import LightCity
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.city_beats import digits_of_parts, in_millions
from attention_scenes.scenes.parts.cost.cost_data import TokenCost
from attention_scenes.scenes.parts.cost.cost_places import ledger, picture
from attention_scenes.scenes.parts.cost.side_lines import SideLine, side_lines
from attention_scenes.scenes.parts.shared.staged_piles import bytes_per_cube, note_of_cube, staged_piles

LESS, MORE = 0.8, 1.25  # of the time of a token alone: between them it is called as long
THOUSAND = 1000.0
STORED, UNPACKED = ("focus", "third", "key", "value"), "soft"  # roles
IN_FILE = (  # in the order of the probe
    label_text("in 4-bit blocks"),
    label_text("in 8-bit blocks"),
    label_text("two bytes each"),
    label_text("four bytes each"),
)


def show_bytes(scene: AttentionScene, cost: TokenCost) -> None:
    """Pile the bytes of the weights as cubes: as they are stored, beside four bytes for each."""
    held = cost.probe("weight_blocks.bytes")
    ways = [n for n in range(len(IN_FILE)) if float(held[n]) > 0]
    digits = digits_of_parts([held[n] for n in ways], cost.stored)
    stored, read = in_millions(cost.stored, digits), in_millions(cost.unpacked, digits)
    per_cube, box = bytes_per_cube(cost.unpacked), picture(scene.layout)
    stored_ways = [(held[n], role) for n, role in zip(ways, STORED, strict=False)]
    place = Place(box.left + 0.3, box.bottom + 0.7, box.right, box.top)
    kinds = [stored_ways, [(cost.unpacked, UNPACKED)]]
    piles = staged_piles(scene, place, kinds, per_cube, pitch=20, yaw=24)
    names = names_under(scene, piles)
    lines = side_lines(scene, ledger(scene.layout), label_text("million bytes"), [
        *(stored_line(cost, n, digits, role) for n, role in zip(ways, STORED, strict=False)),
        SideLine(label_text("all in four bytes each, as read here"), read, UNPACKED),
    ])  # fmt: skip
    note = note_of_cube(scene, piles, per_cube, box.width).move_to(scene.layout.stage.at(UP + LEFT), UP + LEFT)
    caption = phrased("The weights: {some} million bytes as stored, {all} unpacked.", some=stored[0], all=read[0])
    scene.make_way()
    with scene.beat("bytes", caption, [stored, read]):
        piles.shown[:] = 0.5, 0.1
        scene.play(FadeIn(piles, names, note), run_time=0.6)
        scene.play(Change(piles, shown=np.array([1.0, 0.1])), FadeIn(lines[: 1 + len(ways)]), run_time=1.0)
        scene.play(Change(piles, shown=1.0, run_time=2.0), FadeIn(lines[1 + len(ways) :], run_time=1.0))
        scene.wait(0.5)
    scene.make_way()


def names_under(scene: AttentionScene, piles: BytePiles) -> VGroup:
    """Return what each pile is, in front of its foot."""
    names = label_text("as stored"), label_text("unpacked")
    return VGroup(*[scene.label(name, 0.4).next_to(piles.foot(n), DOWN) for n, name in enumerate(names)])


def stored_line(cost: TokenCost, way: int, digits: int, role: str) -> SideLine:
    """Return the line of all weights that are stored in one way."""
    weights, held = (in_millions(cost.probe(f"weight_blocks.{name}")[way], digits) for name in ("numbers", "bytes"))
    name = label_text("{count} million {way}", count=weights[0], way=IN_FILE[way])
    return SideLine(name, held, role, [weights])


def grow(scene: AttentionScene, chart: BarRows) -> None:
    """Bring the names, let the bars grow, and write what they stand for."""
    scene.play(FadeIn(chart.field, chart.names), run_time=0.4)
    scene.play(Change(chart.field, growth=1.0), run_time=1.3)
    scene.play(FadeIn(chart.numbers), run_time=0.5)


def show_seconds(scene: AttentionScene, cost: TokenCost, city: LightCity) -> None:
    """Let one pass go through all lights, and compare the time of a token alone with that of one among many."""
    each, sizes = cost.seconds * THOUSAND, cost.probe("speed.size")
    lines = side_lines(scene, ledger(scene.layout), label_text("milliseconds a token, here"), [
        line_of(each[n], sizes[n]) for n in range(len(each))
    ])  # fmt: skip
    last = grouped(sizes[len(sizes) - 1])
    caption = caption_of_seconds(scene, each, last[0])
    passed = np.linspace(0, 1, len(city.lit))
    with scene.beat("seconds", caption, [last], by_clock=True):
        scene.play(Change(city, lit=0.0, run_time=0.5), FadeIn(lines[:2], run_time=0.5))
        for n in range(2, len(lines)):
            scene.play(Change(city, lit=1.0, delays=passed, spread=0.85, run_time=1.2), FadeIn(lines[n]))
            scene.play(Change(city, lit=0.0 if n + 1 < len(lines) else 1.0, run_time=0.3))
    scene.make_way()


def caption_of_seconds(scene: AttentionScene, each: Reading, count: str) -> str:
    """Return whether a token among many takes less time than one alone, about as long, or longer."""
    ratio = float(each[len(each) - 1] / each[0])
    less = scene.claim(
        "a token among many takes less than four fifths of the time of one alone",
        ratio < LESS,
        claim_text("{many} against {one} ms", many=written(float(each[-1]), 1), one=written(float(each[0]), 1)),
        by_clock=True,
    )
    if less:
        return phrased("Read together, tokens gain: with {count}, each takes less time.", count=count)
    if ratio <= MORE:
        return phrased("With {count} tokens at once, each takes about as long as one alone.", count=count)
    return phrased("With {count} tokens at once, each takes longer than one alone.", count=count)


def line_of(seconds: Reading, size: Reading) -> SideLine:
    """Return the line of a pass over so many tokens."""
    count, took = grouped(size), (written(float(seconds), 1), seconds)
    if float(size) > 1:
        return SideLine(label_text("{count} tokens at once", count=count[0]), took, "text", [count])
    return SideLine(label_text("one token alone"), took, "text")
