"""Beats: GPT-3's published size beside this model's, and what its training took."""

from __future__ import annotations

from decimal import Decimal

from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.cost_data import MILLION, YEAR, TokenCost
from attention_scenes.scenes.parts.cost.cost_places import ledger, picture
from attention_scenes.scenes.parts.shared.staged_piles import staged_piles

BILLION = 1e9
YEARS_DIGITS, MOST_DIGITS = 2, 4  # decimals of millions of years; the most of a pace
DIGITS, WORDS = 2.4, 9.4  # scene units, of the digits of times and of what they count
MOST_CUBES, CUBES_WIDE, BEGUN = 2000, 11, 0.1  # of GPT-3; along a pile's foot; the part of them that comes at once


def show_gpt3(scene: AttentionScene, cost: TokenCost) -> None:
    """Pile up both models' parameters as cubes, to scale."""
    ours, theirs = cost.bundle.count("parameters"), cost.gpt3
    times, each = grouped(theirs / ours), max(ours, theirs / MOST_CUBES, key=float)
    box = picture(scene.layout)
    place = Place(box.left + 0.3, box.bottom + 0.3, box.right, box.top)
    kinds = [[(ours, "focus")], [(theirs, "third")]]
    piles = staged_piles(scene, place, kinds, float(each), pitch=20, yaw=24, wide=CUBES_WIDE)
    caption = phrased("GPT-3’s parameters beside this model’s, drawn to scale.")
    larger = label_text("{times} times as large", times=times[0])
    lines = VGroup(
        scene.label(larger, 0.7, "text", numbers=[times]),
        said_of(scene, label_text("GPT-3’s parameters"), theirs, "third"),
        said_of(scene, label_text("this model’s"), ours, "focus"),
    )
    if not piles.drawn.all():
        caption = phrased("GPT-3’s parameters as cubes. This model’s are less than half of one.")
        lines.add(said_of(scene, label_text("a cube"), each, "soft"))
    lines.arrange(DOWN, buff=0.5, aligned_edge=LEFT)
    place = ledger(scene.layout)
    fitted(lines, place.width).move_to(place.at(LEFT), LEFT)
    if scene.layout.is_tall:
        lines.scale(min(1.0, place.height / lines.height)).move_to(place.at(LEFT + UP), LEFT + UP)
    scene.change_provenance(label_text("GPT-3, cited: Brown et al. 2020, table 2.1, table D.1"))
    with scene.beat("gpt3", caption):
        piles.shown[:] = 1.0, BEGUN
        scene.play(FadeIn(piles, *lines[2:]), run_time=0.5)
        scene.play(Change(piles, shown=1.0, run_time=1.6), FadeIn(lines[:2], run_time=0.8))
        scene.wait(0.3)


def said_of(scene: AttentionScene, name: str, count: Reading, role: str) -> VGroup:
    many = grouped(count)
    return VGroup(scene.label(name, 0.4, "soft"), scene.label(many[0], 0.6, role, numbers=[many])).arrange(
        DOWN, buff=0.15, aligned_edge=LEFT
    )


def show_training(scene: AttentionScene, cost: TokenCost) -> None:
    """Show the operations of GPT-3's training, and how long this machine would take at its pace."""
    stage = scene.layout.stage
    cited = Reading.cited("Brown2020,tableD.1.flops")
    operations = f"{Decimal(str(float(cited))):,f}", cited
    many = fitted(scene.label(operations[0], 0.85, "third", numbers=[operations]), stage.width)
    name = scene.label(label_text("operations to train GPT-3"), 0.44, "soft")
    work = work_of(scene, cost)
    made = Group(many, name, work).arrange(DOWN, buff=0.3).move_to(stage.at(UP, up=-0.05 * stage.height), UP)
    took = took_here(scene, cost, float(made.get_bottom()[1]) - 1.4)
    scene.make_way()
    tokens = grouped(Reading.cited("Brown2020,tableD.1.billion_tokens"))
    times = grouped(Reading.cited("Brown2020,tableD.1.backward_multiple"))
    caption = phrased(
        "Training: {times} times a guess’s work, for each of {count} billion tokens.", times=times[0], count=tokens[0]
    )
    with scene.beat("training", caption, [times, tokens]):
        scene.play(FadeIn(many, name, work), run_time=0.8)
        scene.play(FadeIn(took), run_time=0.8)
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
    return Lines(text, 0.4, scene.layout.stage.width, "text", numbers=[times, twice, size, tokens])


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


def took_here(scene: AttentionScene, cost: TokenCost, y: float) -> Group:
    """Return how long this clip's machine would take, at which pace, over how many tokens at once; y is the first row.

    Digits end at one edge and words begin at another, so that only digits are others on another machine.
    """
    speed = cost.pace / BILLION
    rows = (
        ((written(float(cost.years), YEARS_DIGITS), cost.years), label_text("million years"), 1.0, "focus"),
        ((written(float(speed), digits_of_pace(cost)), speed),
         label_text("billion operations a second, this clip’s machine"), 0.42, "text"),
        (grouped(cost.probe("speed.size")[cost.fastest]), label_text("tokens at once: its fastest pass"), 0.42, "text"),
    )  # fmt: skip
    room = min(WORDS, scene.layout.stage.width - DIGITS)
    edge, made = (DIGITS - room) / 2, Group()
    for number, text, em, role in rows:
        words = Lines(text, em, room - 0.25, role, edge=-1).move_to([edge + 0.25, y, 0], LEFT)
        words.shift([0, y - words[0].baseline, 0])
        digits = fitted(scene.label(number[0], em, role, numbers=[number]), DIGITS)
        made.add(digits.move_to([edge, y, 0], RIGHT).stand_on(y), words)
        y = words[-1].baseline - 0.75
    return made
