"""Beats: one token's multiply-adds as lights, by kind, and which of them wait for others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.cost.light_city import LightCity
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_that_add, written
from attention_scenes.scenes.parts.cost.cost_data import MILLION, TokenCost
from attention_scenes.scenes.parts.cost.cost_places import ledger, picture, whole
from attention_scenes.scenes.parts.cost.side_lines import SideLine, side_lines

MOST_DIGITS = 6  # decimals of millions
ROLES = ("query", "weight_plus", "data_high")
NAMES = (
    label_text("attention’s maps"),
    label_text("MLPs"),
    label_text("scoring all words"),
)


def show_city(scene: AttentionScene, cost: TokenCost) -> tuple[LightCity, VGroup]:
    """Light one strip after the other, as a token passes them."""
    layout = scene.layout
    frame, box = layout.frame, whole(layout)
    readings = [cost.attention, constant(0) if cost.mlps is None else cost.mlps, cost.table]
    low = (frame.left, layout.stage.bottom)
    layers = int(cost.bundle.meta["n_layers"])
    rows = 2 if layout.is_wide else 4
    city = LightCity(layers, cost.lights, readings, ROLES, low, (frame.right, frame.top), rows)
    city.stand_at(city.seen((box.left, box.bottom), (box.right, box.top), pitch=32, yaw=-12))
    said, legend = total_of(scene, cost), legend_of(scene, cost)
    scene.add(city)
    with scene.beat("city", "One guess of a next word: each weight of each map is used once."):
        order = np.linspace(0, 1, layers + 1)
        scene.play(Change(city, lit=1.0, delays=order, spread=0.85, run_time=2.6))
        scene.play(FadeIn(said, legend), run_time=0.6)
        scene.wait(0.4)
    scene.let_go(said)
    return city, legend


def total_of(scene: AttentionScene, cost: TokenCost) -> VGroup:
    """Return how many multiply-adds there are, as the number that the frame is about."""
    many = in_millions(cost.total, digits_of_parts(cost.kinds, cost.total))
    number = scene.label(many[0], 1.0 if scene.layout.is_wide else 0.9, "text", numbers=[many])
    unit = scene.label(label_text("million multiply-adds"), 0.5, "soft").same_line(number, 0.3)
    return fitted(VGroup(number, unit), scene.layout.stage.width).move_to(scene.layout.stage.at(UP), UP)


def legend_of(scene: AttentionScene, cost: TokenCost) -> VGroup:
    """Return what a light stands for."""
    each = grouped(constant(cost.per_light))
    text = label_text("one dot: {count} of them", count=each[0])
    made = scene.label(text, scene.layout.em.word, "soft", numbers=[each])
    return VGroup(made).move_to(
        scene.layout.stage.at(DOWN + RIGHT, up=0.1 if scene.layout.is_wide else 0.5), DOWN + RIGHT
    )


def in_millions(count: Reading, digits: int = 1) -> tuple[str, Reading]:
    """Return a count in millions, with three decimals or more where it is small."""
    value = count / MILLION
    return written(float(value), digits if float(value) >= 0.05 else max(digits, 3)), value


def digits_of_parts(parts: Sequence[Reading], whole: Reading) -> int:
    """Return with how many decimals counts in millions add up as they are written."""
    least = 1 if min(float(part) for part in parts) >= 0.05 * MILLION else 3
    return decimals_that_add([float(part) / MILLION for part in parts], float(whole) / MILLION, least, MOST_DIGITS)


def show_kinds(scene: AttentionScene, cost: TokenCost, city: LightCity, legend: VGroup) -> VGroup:
    """Fly aside, and say what the lights are for, kind by kind."""
    box = picture(scene.layout)
    pose = city.seen((box.left, box.bottom), (box.right, box.top), pitch=56, yaw=-14)
    lines, strong = kinds_of(scene, cost), cost.mlps is not None and float(cost.mlps / cost.total) > 0.5
    caption, numbers = phrased("Scores between words are the least of it."), []
    holds = scene.claim(
        "scores and weighted sums are less than a hundredth of the multiply-adds of a token",
        float(cost.scores / cost.total) < 0.01,
        claim_text("{share}", share=f"{float(cost.scores / cost.total):.2%}"),
    )
    if strong and holds and cost.mlps is not None:
        share = percent(cost.mlps / cost.total)
        caption = phrased("MLPs take {share}. Scores between words are next to nothing.", share=share[0])
        numbers = [share]
    elif not holds:
        caption = phrased("In so long a text, or so small a model, scores count, too.")
    scene.let_go(legend)
    with scene.beat("kinds", caption, numbers):
        scene.wait(0.3)
        scene.play(CameraFlight(city, pose, run_time=2.5))
        scene.play(FadeIn(lines), run_time=0.6)
        scene.wait(0.5)
    return lines


def kinds_of(scene: AttentionScene, cost: TokenCost) -> VGroup:
    """Return a line for each kind, in millions of multiply-adds."""
    digits, counts = digits_of_parts(cost.kinds, cost.total), (cost.attention, cost.mlps, cost.table)
    shown, tokens = zip(NAMES, counts, ROLES, strict=True), scene.counted("tokens")
    lines = [SideLine(name, in_millions(count, digits), role) for name, count, role in shown if count is not None]
    scores = label_text("scores, sums: {count} tokens", count=tokens[0])
    lines.append(SideLine(scores, in_millions(cost.scores, digits), "soft", [tokens]))
    return side_lines(scene, ledger(scene.layout), label_text("million multiply-adds"), lines)


def show_at_once(scene: AttentionScene, cost: TokenCost, city: LightCity, lines: VGroup) -> None:
    """Light each strip whole, one after the other: a map’s multiplications can run at once, the next step waits."""
    largest = cost.bundle.count("d_model") * cost.bundle.count("d_mlp" if cost.mlps is not None else "d_model")
    many, layers = grouped(largest), grouped(cost.bundle.count("n_layers"))
    caption = phrased("How so fast? In a map no product waits: {many} can be made at once.", many=many[0])
    said = waits_of(scene, many, layers)
    scene.let_go(lines)
    with scene.beat("at once", caption, [many]):
        scene.play(Change(city, lit=0.0, run_time=0.6), FadeIn(said))
        for strip in range(len(city.lit)):
            lit = np.zeros(len(city.lit))
            lit[: strip + 1] = np.linspace(0.1, 0.35, strip + 1) if strip else 0.0
            lit[strip] = 1.0
            scene.play(Change(city, lit=lit, run_time=2.6 / len(city.lit)))
        scene.play(Change(city, lit=1.0, run_time=0.5))
    scene.let_go(said)


def waits_of(scene: AttentionScene, many: tuple[str, Reading], layers: tuple[str, Reading]) -> Group:
    """Return how many steps wait for each other, beside how many multiplications do not."""
    place = ledger(scene.layout)
    pairs = [
        (many, label_text("at once, in a layer’s largest map"), "weight_plus"),
        (layers, label_text("layers, one after the other"), "text"),
    ]
    made = Group()
    for n, (number, text, role) in enumerate(pairs):
        digits = scene.label(number[0], 0.8, role, numbers=[number])
        name = fitted(scene.label(text, 0.4, "text"), place.width)
        group = VGroup(digits, name).arrange(DOWN, buff=0.16, aligned_edge=LEFT)
        made.add(group.move_to(place.at(LEFT, up=place.height * (0.2 - 0.42 * n)), LEFT))
    return made
