"""Beats: a modifier alone, its shift carried on after the first one's, and where the word really goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from manim import Group, Mobject

from attention_scenes.scenes.captions import claim_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.tower.plane_beats import ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import ALONE, LITTLE, ONE, OTHER, OTHER_TWO, TWO, WORD


@dataclass
class Comparison:
    """What was drawn of one modifier: its shifts with their names, the copy that is carried, the ring."""

    drawn: list[Mobject] = field(default_factory=list)
    ring: Group = field(default_factory=Group)


def show_other(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Show another modifier than the second one: alone, where both shifts added lead, and after the first."""
    contrasts, shown = steps.contrasts, Comparison()
    word = contrasts.params.other
    with scene.beat("other alone", *said_alone(scene, steps, word, OTHER)):
        show_alone(scene, steps, OTHER, shown)
    caption = phrased("If shifts add, the same arrow after “{one}” leads into the ring.", one=contrasts.one)
    with scene.beat("sum", caption):
        carry_on(scene, steps, OTHER, OTHER_TWO, shown)
    with scene.beat("other", *said_after(scene, steps, word, OTHER, OTHER_TWO)):
        show_after(scene, steps, OTHER_TWO, shown)
        scene.wait(0.8)
    scene.let_go(*shown.drawn, shown.ring)
    steps.dim(OTHER, OTHER_TWO)


def show_second(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Show the same of the second modifier."""
    word, shown = steps.contrasts.two, Comparison()
    with scene.beat("alone", *said_alone(scene, steps, word, ALONE)):
        show_alone(scene, steps, ALONE, shown)
        carry_on(scene, steps, ALONE, TWO, shown)
    with scene.beat("second", *said_after(scene, steps, word, ALONE, TWO)):
        show_after(scene, steps, TWO, shown)
        scene.wait(0.8)


def said_alone(scene: AttentionScene, steps: ContrastSteps, word: str, alone: int) -> tuple[str, Numbers]:
    """Return how far a modifier moves the bare word from side to side of the axis up, and the number in that."""
    contrasts = steps.contrasts
    change, (minus, plus) = contrasts.way(WORD, alone)[1], contrasts.up.sides
    bare, axis = contrasts.params.phrases[WORD], named(contrasts.up.title)
    moves = scene.claim(
        claim_text("“{word}” alone moves “{phrase}” along {axis}", word=word, phrase=bare, axis=axis),
        abs(float(change)) >= LITTLE,
        f"{float(change):+.3f}",
    )
    if float(change) < 0:
        change, minus, plus = -change, plus, minus
    number = written(float(change), 2)
    what = {"word": word, "change": number, "minus": named(minus), "plus": named(plus)}
    if not moves:
        return phrased("“{word}” alone hardly moves it from {minus} to {plus}: {change}.", **what), [(number, change)]
    return phrased("“{word}” alone: {change} of the way from {minus} to {plus}.", **what), [(number, change)]


def said_after(
    scene: AttentionScene, steps: ContrastSteps, word: str, alone: int, both: int
) -> tuple[str, Numbers]:  # fmt: skip
    """Return whether a modifier leads after the first one to where both shifts added do, and how far from there."""
    contrasts, phrases = steps.contrasts, steps.contrasts.params.all_phrases
    moved, after, miss = contrasts.way(WORD, alone), contrasts.way(ONE, both), contrasts.miss(alone, both)
    number = written(float(miss), 2)
    adds = scene.claim(
        claim_text("“{phrase}” is where both shifts added lead", phrase=phrases[both]),
        float(miss) < LITTLE,
        claim_text("{distance} away", distance=f"{float(miss):.3f}"),
    )
    if adds:
        if max(float(moved.norm()), float(after.norm())) < LITTLE:
            return phrased("“{word}” hardly moves it, alone or after “{one}”.", word=word, one=contrasts.one), []
        if float(moved.norm()) < LITTLE:
            return phrased("“{word}” alone hardly moves it: nothing to add.", word=word), []
        return phrased("Measured: {miss} from the ring’s middle. Here “{word}” adds.", miss=number, word=word), [
            (number, miss)
        ]
    caption = phrased("Measured: {miss} from the ring’s middle. “{word}” does not add.", miss=number, word=word)
    hardly = scene.claim(
        claim_text("“{word}” hardly moves “{phrase}”", word=word, phrase=phrases[ONE]),
        float(after.norm()) < LITTLE,
        f"{float(after.norm()):.3f}",
    )
    if hardly and float(moved.norm()) >= LITTLE:
        caption = phrased("Measured: it hardly moves, {miss} off the ring’s middle. No sum.", miss=number)
    return caption, [(number, miss)]


def shifted(scene: AttentionScene, steps: ContrastSteps, start: int, end: int, seconds: float) -> list[Mobject]:
    """Let an arrow grow from one phrase to another, which then is named and lit; return what was drawn."""
    shift, grows = steps.arrow(start, end)
    steps.lay(shift)
    scene.play(grows, run_time=seconds)
    phrase = steps.name(end)
    scene.play(FadeIn(phrase), steps.light(end), run_time=0.5)
    return [shift, phrase]


def show_alone(scene: AttentionScene, steps: ContrastSteps, alone: int, shown: Comparison) -> None:
    """Let a modifier move the bare word."""
    shown.drawn += shifted(scene, steps, WORD, alone, 1.0)


def carry_on(scene: AttentionScene, steps: ContrastSteps, alone: int, both: int, shown: Comparison) -> None:
    """Carry a copy of that shift to where the first one ends: it leads to the middle of the ring."""
    copy, carried = steps.carried(alone, both)
    shown.ring = steps.ring(alone, both)
    steps.lay(copy)
    scene.play(carried, run_time=1.6)
    scene.play(FadeIn(shown.ring), run_time=0.6)
    shown.drawn.append(copy)


def show_after(scene: AttentionScene, steps: ContrastSteps, both: int, shown: Comparison) -> None:
    """Let the same modifier move the word that has the first one already."""
    shown.drawn += shifted(scene, steps, ONE, both, 1.2)
