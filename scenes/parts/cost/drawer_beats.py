"""Beats: one block of 32 weights as the bytes that hold it, and as beads on a ruler of rungs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.maps.weight_blocks import BITS
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.cost.rung_ruler import RungRuler
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.cost_data import TokenCost

DIGITS, MOST_DIGITS = 4, 8  # decimals of a weight, and of its step
ABOVE = 1.9  # scene units over the ruler, for a sum or two lines
BELOW = 0.6  # and under it
ROW = 1.95  # scene units from one row of bytes to the next, with room for their levels
ROWS = 2
TALLEST = 0.8  # scene units, of a byte's cell
HEAD = 4  # bytes of a block before its levels: two of the step, two of the lowest value
ROLES = ("piece", "third", "focus")  # step, lowest value, levels


@dataclass(frozen=True)
class Drawer:
    """A block's bytes as cells, with a word for each of its three parts, and the two levels that a byte holds."""

    cells: VGroup
    words: list[VGroup]
    levels: VGroup


def drawer_of(scene: AttentionScene, cost: TokenCost, place: Place) -> Drawer:
    """Return the cells, in two rows."""
    raw = cost.probe("rounded_guess.raw")
    per_row = len(raw) // ROWS
    side = place.width / per_row
    tall = min(0.95 * side, TALLEST)
    cells, parts = VGroup(), (2, 4, len(raw))
    for n in range(len(raw)):
        role = ROLES[next(i for i, end in enumerate(parts) if n < end)]
        at = [place.left + (n % per_row + 0.5) * side, place.top - 0.5 * tall - (n // per_row) * ROW, 0]
        box = Rectangle(width=0.9 * side, height=tall, stroke_width=2, stroke_color=getattr(scene.palette, role))
        box.set_fill(getattr(scene.palette, role), 0.3).move_to(at)
        said = grouped(raw[n])
        number = scene.label(said[0], 0.42, "text", numbers=[said])
        cells.add(VGroup(box, fitted(number, 0.72 * side).move_to(at)))
    return Drawer(cells, words_under(scene, cost, cells), levels_under(scene, cost, cells))


def levels_under(scene: AttentionScene, cost: TokenCost, cells: VGroup) -> VGroup:
    """Return under each byte the levels of its two weights: the lower half of the byte first."""
    level, made = cost.probe("rounded_guess.level")[0], VGroup()
    for n, cell in enumerate(cells[HEAD:]):
        bottom = cell.get_bottom()
        for down, weight in ((0.4, n), (0.85, n + len(cells) - HEAD)):
            if weight < len(level):
                said = grouped(level[weight])
                label = scene.label(said[0], 0.34, "focus", numbers=[said]).move_to(bottom)
                made.add(label.stand_on(bottom[1] - down))
    return made


def words_under(scene: AttentionScene, cost: TokenCost, cells: VGroup) -> list[VGroup]:
    """Return what each part of the bytes says: the step, the lowest value, two levels a byte."""
    step, lowest = ends_shown(cost)
    count = grouped(constant(len(cost.probe("rounded_guess.weight"))))
    texts = [
        (label_text("step {value}", value=step[0]), step, cells[0:2]),
        (label_text("lowest {value}", value=lowest[0]), lowest, cells[2:4]),
        (label_text("{count} levels, two in a byte", count=count[0]), count, cells[HEAD:]),
    ]
    top = cells.get_top()[1]
    ys = (top + 0.25, cells[2].get_bottom()[1] - 0.5, top + 0.25)
    made = []
    for (text, number, over), y, role in zip(texts, ys, ROLES, strict=True):
        label = scene.label(text, 0.38, role, numbers=[number])
        if role != ROLES[2]:
            fitted(label, cells[:HEAD].width)
        at = over.get_left()[0] if role == ROLES[0] else max(over.get_right()[0] - label.width, cells.get_left()[0])
        made.append(VGroup(label.move_to([at, y, 0], LEFT).stand_on(y)))
    return made


def shown(value: Reading) -> tuple[str, Reading]:
    return written(float(value), DIGITS), value


def ends_shown(cost: TokenCost) -> tuple[tuple[str, Reading], tuple[str, Reading]]:
    """Return the step and the lowest value, with as many decimals as it takes for the worked sum to come out."""
    at = most_steps(cost)
    step, lowest = (cost.probe(f"rounded_guess.{name}")[0] for name in ("step", "lowest"))
    level, made = float(cost.probe("rounded_guess.level")[0, at]), float(cost.probe("rounded_guess.rounded")[0, at])
    for digits in range(DIGITS, MOST_DIGITS):
        sum_ = round(float(lowest), digits) + level * round(float(step), digits)
        if written(sum_, DIGITS) == written(made, DIGITS):
            break
    return (written(float(step), digits), step), (written(float(lowest), digits), lowest)


def most_steps(cost: TokenCost) -> int:
    """Return which weight of the block is worked out: the one with the most steps."""
    return int(np.argmax(cost.probe("rounded_guess.level").value[0]))


def show_drawer(scene: AttentionScene, cost: TokenCost) -> Drawer:
    """Open the block: its bytes come one by one, then what they say."""
    stage = scene.layout.stage
    drawer = drawer_of(
        scene,
        cost,
        Place(stage.left, stage.bottom, stage.right, stage.at()[1] + 2.1),
    )
    many, held = (grouped(constant(len(cost.probe(f"rounded_guess.{name}")))) for name in ("weight", "raw"))
    caption = phrased("Not stored in blocks here. Rounded so, {count} weights take this.", count=many[0])
    numbers = [many]
    if cost.in_blocks:
        caption = phrased("A block of a map: {count} weights in {bytes} bytes.", count=many[0], bytes=held[0])
        numbers = [many, held]
    place = cost.probe("rounded_guess.place")
    layer, head = grouped(place[0]), grouped(place[1])
    scene.change_provenance(
        label_text("layer {layer} · head {head} · first block of its query map", layer=layer[0], head=head[0]),
        [layer, head],
    )
    with scene.beat("drawer", caption, numbers):
        scene.play(FadeIn(drawer.cells), run_time=0.5)
        for words in drawer.words:
            scene.play(FadeIn(words), run_time=0.4)
        scene.play(FadeIn(drawer.levels, lag_ratio=0.1), run_time=0.8)
    return drawer


def ruler_of(scene: AttentionScene, cost: TokenCost) -> RungRuler:
    """Return the ruler, its beads on their weights, under the bytes."""
    stage = scene.layout.stage
    weights, lowest, step = (cost.probe(f"rounded_guess.{name}") for name in ("weight", "lowest", "step"))
    height = stage.height - ABOVE - BELOW
    ruler = RungRuler(weights, lowest.value, step.value, BITS, stage.width - 0.2, height)
    ruler.shift([stage.left + 0.1, stage.bottom + BELOW, 0])
    return ruler


def show_ruler(scene: AttentionScene, cost: TokenCost, drawer: Drawer) -> RungRuler:
    """Lay the weights on the rungs, and work one of them out."""
    ruler = ruler_of(scene, cost)
    weights, at = cost.probe("rounded_guess.weight"), most_steps(cost)
    begin = ruler.heights.copy()
    ruler.heights[:] = ruler.least
    sum_ = worked(scene, cost, at)
    bits, rungs = grouped(constant(BITS[0])), grouped(cost.rungs[0])
    counts = {"bits": bits[0], "rungs": rungs[0]}
    caption = phrased("With {bits} bits, each weight would lie on one of {rungs} rungs.", **counts)
    if cost.in_blocks:
        caption = phrased("{bits} bits a weight: each lies on one of {rungs} rungs, lowest plus steps.", **counts)
    lamp = (np.arange(len(weights)) == at).astype(float)
    end = begin if cost.in_blocks else cost.probe("rounded_guess.rounded")[0].value
    scene.let_go(drawer.levels, drawer.cells, *drawer.words)
    with scene.beat("ruler", caption, [bits, rungs]):
        scene.play(FadeIn(ruler), run_time=0.6)
        order = np.linspace(0, 1, len(weights))
        scene.play(Change(ruler, heights=end, delays=order, run_time=2.0))
        scene.play(Change(ruler, lamp=lamp), FadeIn(sum_), run_time=0.7)
        scene.wait(0.5)
    scene.let_go(sum_)
    return ruler


def worked(scene: AttentionScene, cost: TokenCost, at: int) -> VGroup:
    """Return one weight as its sum, ``lowest + level × step = weight``, over the ruler."""
    step, lowest = ends_shown(cost)
    level, made = grouped(cost.probe("rounded_guess.level")[0, at]), shown(cost.probe("rounded_guess.rounded")[0, at])
    text = f"{lowest[0]} + {level[0]} × {step[0]} = {made[0]}"
    label = scene.label(text, 0.62, "text", numbers=[lowest, level, step, made])
    stage = scene.layout.stage
    y = stage.top - ABOVE + 0.5
    return VGroup(fitted(label, stage.width).move_to([stage.right, y, 0], RIGHT).stand_on(y))


def show_coarser(scene: AttentionScene, cost: TokenCost, ruler: RungRuler) -> None:
    """Snap the beads to eight rungs, then to four; none moves by more than half a step."""
    weights, rounded = cost.probe("rounded_guess.weight"), cost.probe("rounded_guess.rounded")
    step = cost.probe("rounded_guess.step")
    moved = [(rounded[n] - weights).largest() for n in range(len(BITS))]
    parts = [written(float(far / apart)) for far, apart in zip(moved, step, strict=True)]
    within = scene.claim(
        "rounded to 3 and to 2 bits, no weight of the block moves by more than half a step",
        all(float(moved[n]) <= 0.5005 * float(step[n]) for n in (1, 2)),
        claim_text("{three} and {two} of a step", three=parts[1], two=parts[2]),
    )
    said_rungs = [grouped(count) for count in cost.rungs[1:]]
    counts = {"some": said_rungs[0][0], "few": said_rungs[1][0]}
    caption = phrased("{some} rungs, then {few}: the weights are moved.", **counts)
    if within:
        caption = phrased("{some} rungs, then {few}: each weight moves by half a step at most.", **counts)
    said = None
    with scene.beat("coarser", caption, said_rungs):
        for n in (1, 2):
            rungs = np.eye(len(BITS))[n]
            told = told_of_move(scene, cost, n, moved[n], step[n])
            if said is not None:
                scene.let_go(said)
            scene.play(Change(ruler, rungs=rungs, lamp=0.0), FadeIn(told), run_time=0.6)
            scene.play(Change(ruler, heights=rounded[n].value), run_time=1.2)
            ruler.weights, said = rounded[n], told
            scene.wait(0.5)
    scene.make_way()


def told_of_move(scene: AttentionScene, cost: TokenCost, n: int, moved: Reading, step: Reading) -> VGroup:
    """Return how far the farthest weight moves, beside the half of a step."""
    stage = scene.layout.stage
    far, half = shown(moved), shown(step / 2.0)
    name, counts = cost.rounding(n)
    head = scene.label(name, 0.62, "focus", numbers=counts)
    text = label_text("farthest move {far} · half a step {half}", far=far[0], half=half[0])
    line = scene.label(text, 0.42, "text", numbers=[far, half])
    made = VGroup(head, fitted(line, stage.width)).arrange(DOWN, buff=0.2, aligned_edge=LEFT)
    return made.move_to(stage.at(UP + LEFT), UP + LEFT)
