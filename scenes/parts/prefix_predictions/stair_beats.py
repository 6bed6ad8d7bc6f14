"""Beats: the first guess as a column, a stair for each prefix, all of them in one pass."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, UP, RoundedRectangle, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.distribution import Distribution
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.stairs.prefix_stairs import PrefixStairs
from attention_scenes.scenes.mobjects.stairs.stair import share_text
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.token_names import called, named_alone
from attention_scenes.scenes.parts.prefix_predictions.covered_beats import Line
from attention_scenes.scenes.parts.prefix_predictions.prefix_data import Examples
from attention_scenes.scenes.parts.prefix_predictions.prefix_places import PrefixPlaces
from attention_scenes.scenes.parts.shared.clean_cut import clear, stand


class Guess(NamedTuple):
    """The first example's bars, the ring round what came, the two lines above them."""

    bars: Distribution
    ring: RoundedRectangle
    heading: VGroup


def whole(stairs: PrefixStairs, at: PrefixPlaces, rows: int) -> Pose:
    """Return the pose that sees so many stairs."""
    box = at.whole
    return stairs.seen(*box.corners, pitch=at.pitch, yaw=at.yaw, rows=rows)


def first(stairs: PrefixStairs, rows: int) -> np.ndarray:
    """Return 1 for so many of the first stairs and 0 for the others."""
    return (np.arange(stairs.count) < rows).astype(float)


def show_first(scene: AttentionScene, examples: Examples, line: Line, at: PrefixPlaces) -> tuple[PrefixStairs, Guess]:
    """Show what is expected after the first token, and what came."""
    frame, start = scene.layout.frame, examples.positions[0]
    low, high = (frame.left, at.floor), (frame.right, frame.top)
    stairs = examples.stairs(low, high, em=at.em, step=at.step, flat=at.flat, angle=at.angle)
    box = at.near
    pose = stairs.seen(*box.corners, pitch=at.pitch, yaw=at.yaw, rows=1)
    stairs.stand_at(pose)
    stairs.there = first(stairs, 1)
    bars, told = (examples.guesses(start, came, at.bars) for came in (False, True))
    word, came = called(examples.tokens, start), named_alone(examples.tokens, start + 1)
    heading = two_meanings(scene, at)
    told_first = phrased("After “{word}”, every token gets a probability: the top five.", word=word)
    clear(scene)
    stand(scene, *line.rise(scene, at), stairs, heading)
    with scene.beat("first guess", told_first):
        scene.play(line.slots[0].animate.set_opacity(1), FadeIn(bars.names), run_time=0.5)
        scene.play(bars.grow(), Change(stairs, grown=first(stairs, 1), run_time=1.2))
        scene.play(FadeIn(bars.numbers), run_time=0.5)
    ring, share = told.ring(examples.place_of_came(start)), share_text(examples.chances[0])
    told_came = phrased("What came was “{came}”: it had {share}.", came=came, share=share)
    with scene.beat("what came", told_came, [(share, examples.chances[0])]):
        scene.play(
            *line.uncover(0), FadeOut(bars, rate_func=late), FadeIn(told, rate_func=early),
            Change(stairs, lit=first(stairs, 1)), run_time=0.8,
        )  # fmt: skip
        scene.play(FadeIn(ring), Change(stairs, told=first(stairs, 1)), run_time=0.5)
    return stairs, Guess(told, ring, heading)


def two_meanings(scene: AttentionScene, at: PrefixPlaces) -> VGroup:
    """Say what ??? is, what a flat tile, and what a tower: what is hidden or read is one token, a guess is of all."""
    total, em = scene.counted("n_vocab"), scene.layout.em.word
    texts = [
        (label_text("???: one hidden token, the answer"), "focus", []),
        (label_text("flat tile: a token that is read"), "text", []),
        (label_text("full tower = {all}: the guess, all {count} tokens", all="100%", count=total[0]), "text",
         [("100%", constant(1)), total]),
    ]  # fmt: skip
    lines = [Lines(text, em, at.heading.width, role, edge=-1, numbers=numbers) for text, role, numbers in texts]
    return VGroup(*lines).arrange(DOWN, buff=0.18, aligned_edge=LEFT).move_to(at.heading.at(UP + LEFT), UP + LEFT)


def show_others(
    scene: AttentionScene, examples: Examples, line: Line, stairs: PrefixStairs, guess: Guess, at: PrefixPlaces
) -> None:
    """Build the other stairs, one token at a time."""
    count = len(examples.positions)
    said = label_text("above: the likeliest guess; in colour: what came")
    key = scene.note(said, scene.layout.em.word, at.note.width, role="text")
    key.move_to(at.note.at(LEFT), LEFT).stand_on(at.note.bottom)
    with scene.beat("next", "One token more: the next example."):
        pose = whole(stairs, at, count)
        scene.play(CameraFlight(stairs, pose, guessed=first(stairs, 1)), FadeOut(*guess, rate_func=early), run_time=2.5)
        scene.add(key)
        for index in range(1, count):
            upto = first(stairs, index + 1)
            come = Change(stairs, there=upto, grown=upto, guessed=upto, run_time=0.5)
            scene.play(come, line.slots[index].animate.set_opacity(1), run_time=0.5)
            newest = upto - first(stairs, index)  # names at the feet of all columns would lie on each other
            scene.play(*line.uncover(index), Change(stairs, lit=upto, told=newest), run_time=0.4)
    scene.let_go(key)


def show_one_pass(scene: AttentionScene, examples: Examples, stairs: PrefixStairs, at: PrefixPlaces) -> Label | Lines:
    """Let glass fall over what each prefix does not see, and all columns fill at once; the small print stays."""
    told = grouped(examples.count)
    caption = phrased("{count} examples in one pass: the mask hides each one’s future.", count=told[0])
    note = scene.note(label_text("the start token’s own guess is left out"), scene.layout.em.note, at.note.width)
    note.move_to(at.note.at(LEFT), LEFT).stand_on(at.note.bottom)
    have = first(stairs, len(examples.positions))
    with scene.beat("one pass", caption, [told]):
        delays = np.arange(stairs.count) / max(stairs.count - 1, 1)
        scene.play(Change(stairs, fallen=have, delays=delays, run_time=2.0), FadeIn(note, run_time=0.6))
        scene.play(Change(stairs, grown=0.12 * have, lit=0.0, guessed=0.0, told=0.0), run_time=0.6)
        scene.play(Change(stairs, grown=have), run_time=1.0)
        scene.play(Change(stairs, lit=have, guessed=have), run_time=0.6)
    return note
