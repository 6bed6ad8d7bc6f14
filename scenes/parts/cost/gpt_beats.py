"""Beats: GPT-3's published size beside this model's, and what its training took."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from manim import DOWN, LEFT, UP, Group, Line, Square, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.cost_data import MILLION, YEAR, TokenCost

BILLION = 1e9
YEARS_DIGITS, MOST_DIGITS = 2, 4  # decimals of millions of years; the most of a pace
TILE = 0.05  # scene units: the sides of smaller ones are not drawn


def show_gpt3(scene: AttentionScene, cost: TokenCost) -> VGroup:
    """Show both models' parameters as squares, to scale."""
    stage, wide = scene.layout.stage, scene.layout.is_wide
    ours, theirs = cost.bundle.count("parameters"), cost.gpt3
    times = grouped(theirs / ours)
    side = min(stage.height - (0.3 if wide else 5.0), stage.width)
    share = min(float(np.sqrt(float(ours / theirs))), 1.0)
    large = tiled(scene, side, share * side).move_to(stage.at(LEFT + UP), LEFT + UP)
    small = Square(share * side, stroke_width=0, fill_color=scene.palette.focus, fill_opacity=1.0)
    small.move_to(large.get_corner(DOWN + LEFT), DOWN + LEFT)
    larger = label_text("{times} times as large", times=times[0])
    lines = VGroup(
        scene.label(larger, 0.7, "text", numbers=[times]),
        said_of(scene, label_text("GPT-3’s parameters"), theirs, "third"),
        said_of(scene, label_text("this model’s"), ours, "focus"),
    ).arrange(DOWN, buff=0.5, aligned_edge=LEFT)
    room = stage.right - large.get_right()[0] - 0.6 if wide else stage.width
    fitted(lines, room)
    if wide:
        lines.move_to([large.get_right()[0] + 0.5, large.get_center()[1], 0], LEFT)
    else:
        lines.next_to(large, DOWN, buff=0.5).align_to(large, LEFT)
    scene.change_provenance(label_text("GPT-3, cited: Brown et al. 2020, table 2.1, table D.1"))
    with scene.beat("gpt3", "GPT-3’s parameters beside this model’s, drawn to scale."):
        scene.play(FadeIn(large, small, lines[2]), run_time=0.5)
        scene.play(FadeIn(lines[:2]), run_time=0.8)
        scene.wait(0.5)
    return VGroup(large, small, lines)


def tiled(scene: AttentionScene, side: float, tile: float) -> VGroup:
    """Return a square with lines as far apart as the side of the other model's square."""
    ground = Square(side, stroke_width=2, stroke_color=scene.palette.third, fill_color=scene.palette.third)
    ground.set_fill(opacity=0.55)
    steps = np.arange(tile, side if tile > TILE else tile, tile) - side / 2
    half = side / 2
    ends = [((x, -half, 0), (x, half, 0)) for x in steps] + [((-half, y, 0), (half, y, 0)) for y in steps]
    lines = [Line(*each, stroke_width=1.5, color=scene.palette.background) for each in ends]
    return VGroup(ground, *lines)


def said_of(scene: AttentionScene, name: str, count: Reading, role: str) -> VGroup:
    many = grouped(count)
    return VGroup(scene.label(name, 0.4, "soft"), scene.label(many[0], 0.6, role, numbers=[many])).arrange(
        DOWN, buff=0.15, aligned_edge=LEFT
    )


def show_training(scene: AttentionScene, cost: TokenCost) -> None:
    """Show the operations of GPT-3's training, and how long this machine would take at its pace."""
    stage = scene.layout.stage
    cited = Reading.cited("Brown2020,tableD.1.flops")
    operations, years = (f"{Decimal(str(float(cited))):,f}", cited), cost.years
    digits = written(float(years), YEARS_DIGITS)
    many = fitted(scene.label(operations[0], 0.85, "third", numbers=[operations]), stage.width)
    name = scene.label(label_text("operations to train GPT-3"), 0.44, "soft")
    took = scene.label(label_text("{count} million years", count=digits), 1.0, "focus", numbers=[(digits, years)])
    pace, work = pace_of(scene, cost), work_of(scene, cost)
    made = Group(many, name, work, fitted(took, stage.width), pace)
    made.arrange(DOWN, buff=0.3).move_to(stage.at())
    made[3:].shift(0.4 * DOWN)
    scene.make_way()
    tokens = grouped(Reading.cited("Brown2020,tableD.1.billion_tokens"))
    times = grouped(Reading.cited("Brown2020,tableD.1.backward_multiple"))
    caption = phrased(
        "Training: {times} times a guess’s work, for each of {count} billion tokens.", times=times[0], count=tokens[0]
    )
    with scene.beat("training", caption, [times, tokens]):
        scene.play(FadeIn(many, name, work), run_time=0.8)
        scene.play(FadeIn(took, pace), run_time=0.8)
        scene.wait(0.6)


def work_of(scene: AttentionScene, cost: TokenCost) -> Lines:
    """Return of what these operations are the product: two for each weight, a multiplication and an addition."""
    cited = [Reading.cited(f"Brown2020,tableD.1.{name}") for name in ("backward_multiple", "billion_tokens")]
    times, tokens = (grouped(each) for each in cited)
    weights = cost.gpt3 / BILLION
    size = (written(float(weights), 1), weights)
    twice = ("2", constant(2))
    text = label_text(
        "≈ {times} × {twice} (multiply, add) × {size} billion weights × {tokens} billion tokens",
        times=times[0], twice=twice[0], size=size[0], tokens=tokens[0],
    )  # fmt: skip
    return Lines(text, 0.4, scene.layout.stage.width, "soft", numbers=[times, twice, size, tokens])


def digits_of_pace(cost: TokenCost) -> int:
    """Return with how many decimals of the pace the years come out as they are written."""
    operations = float(Reading.cited("Brown2020,tableD.1.flops"))
    for digits in range(MOST_DIGITS):
        pace = round(float(cost.pace) / BILLION, digits) * BILLION
        if pace and written(operations / pace / YEAR / MILLION, YEARS_DIGITS) == written(
            float(cost.years), YEARS_DIGITS
        ):
            return digits
    return MOST_DIGITS


def pace_of(scene: AttentionScene, cost: TokenCost) -> VGroup:
    """Return at which pace: that of the fastest pass whose time was taken, and over how many tokens it went."""
    speed = cost.pace / BILLION
    pace, many = (written(float(speed), digits_of_pace(cost)), speed), grouped(cost.probe("speed.size")[cost.fastest])
    texts = (
        (label_text("at {count} billion operations a second:", count=pace[0]), pace),
        (label_text("the machine that made this clip, {count} tokens at once", count=many[0]), many),
    )
    lines = [scene.label(text, 0.44, "soft", numbers=[number]) for text, number in texts]
    return VGroup(*[fitted(line, scene.layout.stage.width) for line in lines]).arrange(DOWN, buff=0.2)
