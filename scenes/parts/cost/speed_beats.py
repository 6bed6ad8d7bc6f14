"""Beats: seconds a token, alone and many at once, and the bytes that each pass fetches."""

from __future__ import annotations

from manim import DOWN, RIGHT

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.bar_chart import BarLine, chart_of
from attention_scenes.scenes.parts.cost.city_beats import digits_of_parts, in_millions
from attention_scenes.scenes.parts.cost.cost_data import TokenCost

LESS, MORE = 0.8, 1.25  # of the time of a token alone: between them it is called as long
THOUSAND = 1000.0
IN_FILE = (  # in the order of the probe
    label_text("in 4-bit blocks"),
    label_text("in 8-bit blocks"),
    label_text("two bytes each"),
    label_text("four bytes each"),
)


def bars_place(scene: AttentionScene) -> Place:
    stage = scene.layout.stage
    return Place(stage.left + 0.3, stage.bottom + 0.75, stage.right, stage.top - 0.4)


def show_bytes(scene: AttentionScene, cost: TokenCost) -> None:
    """Compare the bytes of the weights, by how they are stored, with those of four bytes for each."""
    held = cost.probe("weight_blocks.bytes")
    ways = [n for n in range(len(IN_FILE)) if float(held[n]) > 0]
    digits = digits_of_parts([held[n] for n in ways], cost.stored)
    stored, read = in_millions(cost.stored, digits), in_millions(cost.unpacked, digits)
    rows = [*(stored_line(cost, n, digits) for n in ways), unpacked_line(read)]
    chart = chart_of(scene, bars_place(scene), join([*(held[n] for n in ways), cost.unpacked]), rows, 0.44)
    caption = phrased("The weights: {some} million bytes as stored, {all} unpacked.", some=stored[0], all=read[0])
    with scene.beat("bytes", caption, [stored, read]):
        grow(scene, chart)
    scene.make_way()


def stored_line(cost: TokenCost, way: int, digits: int) -> BarLine:
    """Return the bar of all weights that are stored in one way."""
    weights, held = (in_millions(cost.probe(f"weight_blocks.{name}")[way], digits) for name in ("numbers", "bytes"))
    name = label_text("{count} million weights, {way}", count=weights[0], way=IN_FILE[way])
    return BarLine(name, label_text("{count} million bytes", count=held[0]), [held], "focus", [weights])


def unpacked_line(read: tuple[str, Reading]) -> BarLine:
    text = label_text("{count} million bytes", count=read[0])
    return BarLine(label_text("unpacked to four bytes each, as this program reads them"), text, [read], "soft")


def grow(scene: AttentionScene, chart: BarRows) -> None:
    """Bring the names, let the bars grow, and write what they stand for."""
    scene.play(FadeIn(chart.field, chart.names), run_time=0.4)
    scene.play(Change(chart.field, growth=1.0), run_time=1.3)
    scene.play(FadeIn(chart.numbers), run_time=0.5)


def show_seconds(scene: AttentionScene, cost: TokenCost) -> None:
    """Compare the time of a token that is read alone with that of one among many."""
    each, sizes = cost.seconds * THOUSAND, cost.probe("speed.size")
    rows = [row_of(each[n], sizes[n]) for n in range(len(each))]
    chart = chart_of(scene, bars_place(scene), each, rows, 0.44)
    last = grouped(sizes[len(sizes) - 1])
    caption = caption_of_seconds(scene, each, last[0])
    note = scene.note(label_text("by a clock, on the machine that made this clip"), 0.36, scene.layout.stage.width)
    note.move_to(scene.layout.stage.at(DOWN + RIGHT, up=0.1), DOWN + RIGHT)
    with scene.beat("seconds", caption, [last], by_clock=True):
        grow(scene, chart)
        scene.play(FadeIn(note), run_time=0.4)
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


def row_of(seconds: Reading, size: Reading) -> BarLine:
    """Return the bar of a pass over so many tokens."""
    count, took = grouped(size), (written(float(seconds), 1), seconds)
    name = label_text("{count} at once", count=count[0]) if float(size) > 1 else label_text("one token alone")
    text = label_text("{count} ms a token", count=took[0])
    if float(size) > 1:
        return BarLine(name, text, [took], "focus", [count])
    return BarLine(name, text, [took])
