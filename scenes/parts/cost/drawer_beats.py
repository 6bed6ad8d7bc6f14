"""Beats: one block of 32 weights as the bytes that hold it, its levels on them, and as beads on a ruler of rungs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.maps.weight_blocks import BITS
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.cost.level_pillars import LevelPillars
from attention_scenes.scenes.mobjects.cost.rung_ruler import RungRuler
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.cost_data import TokenCost

DIGITS, MOST_DIGITS = 4, 8  # decimals of a weight, and of its step
ABOVE = 1.9  # scene units over the ruler, for a sum or two lines
BELOW = 0.6  # and under it
HEAD = 4  # bytes of a block before its levels: two of the step, two of the lowest value
ROLES = ("piece", "third", "focus")  # step, lowest value, levels


@dataclass(frozen=True)
class Drawer:
    """A block's bytes as boxes with a pillar for each level, the digits on both, and a word for each of three parts."""

    pillars: LevelPillars
    bytes_: VGroup
    words: list[Lines]
    levels: VGroup

    @property
    def all(self) -> Group:
        return Group(self.pillars, self.bytes_, *self.words, self.levels)


def drawer_of(scene: AttentionScene, cost: TokenCost) -> Drawer:
    """Return the block, no pillar risen yet."""
    stage, wide = scene.layout.stage, scene.layout.is_wide
    raw, level = cost.probe("rounded_guess.raw"), cost.probe("rounded_guess.level")[0]
    roles = [ROLES[0]] * 2 + [ROLES[1]] * 2 + [ROLES[2]] * (len(raw) - HEAD)
    pillars = LevelPillars(level, roles, 1 if wide else 2, stage.width, stage.height - BELOW)
    pillars.move_to(stage.at(UP), UP)
    bytes_, levels = VGroup(), VGroup()
    for n, byte in enumerate(raw):
        said = grouped(byte)
        number = fitted(scene.label(said[0], 0.36, "text", numbers=[said]), 0.8 * pillars.side)
        bytes_.add(number.move_to(pillars.place(pillars.middle(n))[0]))
    for n, steps in enumerate(level):
        said = grouped(steps)
        at = pillars.place(pillars.top(n))[0]
        levels.add(scene.label(said[0], 0.25, "focus", numbers=[said]).move_to(at).stand_on(at[1] + 0.07))
    return Drawer(pillars, bytes_, words_over(scene, cost, pillars), levels)


def words_over(scene: AttentionScene, cost: TokenCost, pillars: LevelPillars) -> list[Lines]:
    """Return what each part of the bytes says: the step, the lowest value, two levels a byte."""
    step, lowest = ends_shown(cost)
    count = grouped(constant(len(cost.probe("rounded_guess.weight"))))
    room, over = HEAD * pillars.side - 0.2, pillars.place(pillars.boxes_N2[0] + [0, 1.5 * pillars.side])[0]
    texts = [
        (label_text("first two: the step {value}", value=step[0]), step),
        (label_text("next two: the lowest {value}", value=lowest[0]), lowest),
        (label_text("the others: {count} levels, two in each byte", count=count[0]), count),
    ]
    made = VGroup(*[
        Lines(text, 0.36, room, role, edge=-1, numbers=[number])
        for (text, number), role in zip(texts, ROLES, strict=True)
    ])  # fmt: skip
    return list(made.arrange(DOWN, buff=0.3, aligned_edge=LEFT).move_to(over, LEFT + DOWN))


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
    """Open the block: its bytes, what they say, then the levels rise out of them."""
    drawer = drawer_of(scene, cost)
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
        scene.play(FadeIn(drawer.pillars, drawer.bytes_), run_time=0.5)
        for words in drawer.words:
            scene.play(FadeIn(words), run_time=0.4)
        order = np.linspace(0, 1, len(drawer.levels))
        scene.play(Change(drawer.pillars, growth=1.0, delays=order, run_time=1.4))
        scene.play(FadeIn(drawer.levels), run_time=0.5)
    return drawer


def ruler_of(scene: AttentionScene, cost: TokenCost) -> RungRuler:
    """Return the ruler, its beads on their weights, under the bytes."""
    stage = scene.layout.stage
    lowest, step = (cost.probe(f"rounded_guess.{name}") for name in ("lowest", "step"))
    weights = byte_by_byte(cost.probe("rounded_guess.weight"))
    height = stage.height - ABOVE - BELOW
    ruler = RungRuler(weights, lowest.value, step.value, BITS, stage.width - 0.2, height)
    ruler.shift([stage.left + 0.1, stage.bottom + BELOW, 0])
    return ruler


def order_in_bytes(count: int) -> np.ndarray:
    """Return a block's weights in the order of the bytes that hold them: each byte holds one of either half."""
    return np.arange(count).reshape(2, -1).T.ravel()


def byte_by_byte(weights: Reading) -> Reading:
    """Return the weights of a block in the order in which its levels stood on the bytes."""
    return weights[order_in_bytes(len(weights))]


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
    lamp = (order_in_bytes(len(weights)) == at).astype(float)
    end = begin if cost.in_blocks else byte_by_byte(cost.probe("rounded_guess.rounded")[0]).value
    scene.let_go(drawer.all)
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
            beads = byte_by_byte(rounded[n])
            scene.play(Change(ruler, heights=beads.value), run_time=1.2)
            ruler.weights, said = beads, told
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
