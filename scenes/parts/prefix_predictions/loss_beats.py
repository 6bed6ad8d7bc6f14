"""Beats: each example has its cost, −ln of the probability of what came; their mean is the loss; in use it has none."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Mobject, Rectangle, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.stairs.prefix_stairs import PrefixStairs
from attention_scenes.scenes.mobjects.stairs.stair import cost_text
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.prefix_predictions.covered_beats import Line
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import PrefixPlaces
from attention_scenes.scenes.parts.prefix_predictions.stair_beats import first, whole

EXPECTED, SURPRISE = 0.5, 0.01  # probabilities above and below which a token is called so
SWATCH = 0.3  # scene units: width of a piece of a plane


def show_costs(
    scene: AttentionScene, examples: Examples, stairs: PrefixStairs, note: Mobject, at: PrefixPlaces
) -> None:
    """Let each cost hang down from its column, then light the least and the largest."""
    have, box = first(stairs, len(examples.positions)), at.deep
    deepest = max(float(examples.costs.value.max()), float(examples.blind)) + 1.2
    pose = stairs.seen(
        *box.corners, pitch=at.low_pitch, yaw=at.low_yaw, rows=len(examples.positions),
        deep=deepest,
    )  # fmt: skip
    said = label_text("above: what came; below: its cost")
    key = scene.note(said, 1.2 * scene.layout.em.word, at.note.width, role="text")
    key.move_to(at.note.at(LEFT), LEFT).stand_on(at.note.bottom)
    with scene.beat("cost", "−ln of that chance is the cost: a surprise costs more."):
        scene.let_go(note)
        scene.play(
            CameraFlight(stairs, pose, run_time=2.5),
            Change(stairs, hidden=0.0, guessed=0.0, run_time=1.0), Change(stairs, up=1.0, told=have, run_time=2.5),
        )  # fmt: skip
        delays = np.arange(stairs.count) / max(stairs.count - 1, 1)
        scene.play(Change(stairs, dropped=have, delays=delays, run_time=2.0))
        scene.play(Change(stairs, costs=have), FadeIn(key), run_time=0.5)
    glow = np.zeros(stairs.count)
    glow[[examples.best, examples.worst]] = 1
    with scene.beat("rest", cheap_and_costly(scene, examples)):
        scene.play(Change(stairs, glow=glow), run_time=0.8)
        scene.wait(0.8)
    scene.let_go(key)


def cheap_and_costly(scene: AttentionScene, examples: Examples) -> str:
    """Return what can be said of the least and the most surprising token."""
    high, low = float(examples.chances.value.max()), float(examples.chances.value.min())
    words = [examples.word(examples.best), examples.word(examples.worst)]
    held = scene.claim(
        "something that came was expected, and something was a surprise",
        high > EXPECTED and low < SURPRISE,
        f"{words[0]} {high:.3f}, {words[1]} {low:.6f}",
    )
    caption = phrased("“{one}” was expected: cheap. “{other}” was not: costly.", one=words[0], other=words[1])
    return caption if held and len(caption) <= 70 else phrased("The less expected what came, the higher its cost.")


def show_mean(scene: AttentionScene, examples: Examples, stairs: PrefixStairs, at: PrefixPlaces) -> None:
    """Lay panes at the mean of the costs and at what blind guessing would cost."""
    loss, em = cost_text(examples.loss), scene.layout.em
    number = scene.label(loss, 0.85 * em.hero, "third", numbers=[(loss, examples.loss)])
    number.move_to(at.ledger.at(LEFT), LEFT)
    mean = scene.label(label_text("mean: the loss"), 1.3 * em.word, "third")
    blind = evenly(scene, examples, at.ledger.width - number.width - 0.6 - SWATCH)
    words = VGroup(of_plane(scene, mean, "third"), of_plane(scene, blind, "data_low"))
    words.arrange(DOWN, buff=0.14, aligned_edge=LEFT).next_to(number, RIGHT, buff=0.4)
    with scene.beat("mean", "The mean cost is the loss: training raises the chance of what came."):
        scene.play(Change(stairs, glow=1.0, pane=1.0, run_time=1.2), FadeIn(number, words[0], run_time=1.2))
        scene.play(Change(stairs, blank=0.5), FadeIn(words[1]), run_time=0.8)
        scene.wait(1)
    scene.let_go(number, words)


def of_plane(scene: AttentionScene, words: Label | Lines, role: str) -> VGroup:
    """Return words behind a piece of the plane that they speak of."""
    piece = Rectangle(width=SWATCH, height=0.16, stroke_width=2, color=getattr(scene.palette, role), fill_opacity=0.3)
    return VGroup(piece.next_to(words, LEFT, buff=0.2).align_to(words, UP).shift(0.03 * DOWN), words)


def evenly(scene: AttentionScene, examples: Examples, width: float) -> Lines:
    """Return what blind guessing would cost, and which surprise cost more, where there was one."""
    total, blind = scene.counted("n_vocab"), examples.blind
    cost, came = float(examples.costs[examples.worst]), examples.word(examples.worst)
    worse = cost > float(blind)
    scene.claim("a token that came cost more than blind guessing", worse, f"{came} {cost:.2f}, {float(blind):.2f}")
    what = {"count": total[0], "cost": cost_text(blind)}
    text = label_text("if all {count} tokens were equally likely: {cost}", **what)
    if worse:
        text = label_text("if all {count} tokens were equally likely: {cost}; “{word}” cost more", word=came, **what)
    return Lines(text, scene.layout.em.word, width, edge=-1, numbers=[total, (what["cost"], blind)])


def show_use(scene: AttentionScene, examples: Examples, line: Line, stairs: PrefixStairs, at: PrefixPlaces) -> None:
    """Show the guess after the whole text, to which no answer has come yet."""
    last = np.eye(stairs.count)[-1]
    word = called(examples.tokens, len(examples.tokens) - 1)
    note = scene.note(
        label_text("what came is known, and no weight changes; after “{word}”, nothing has come yet", word=word),
        scene.layout.em.word, at.note.width, role="text",
    )  # fmt: skip
    note.move_to(at.note.at(LEFT), LEFT).stand_on(at.note.bottom)
    unknown = line.next_slot(scene)
    with scene.beat("use", "In use the weights stand still: what you type now trains nothing."):
        away: dict[str, Any] = {"dropped": 0.0, "costs": 0.0, "pane": 0.0, "blank": 0.0, "told": 0.0}
        scene.play(
            CameraFlight(stairs, whole(stairs, at, stairs.count), run_time=2.5), FadeIn(unknown, rate_func=late),
            Change(stairs, **away, run_time=1.2), Change(stairs, glow=last, lit=0.0, run_time=2.0),
        )  # fmt: skip
        scene.play(Change(stairs, there=1.0, grown=1.0), run_time=0.9)
        scene.play(Change(stairs, guessed=last), FadeIn(note), run_time=0.6)
        scene.wait(1)
