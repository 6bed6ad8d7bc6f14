"""Beats: the question and two axes; a word on them, and its first modifier."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Dot, Group, Mobject

from attention_scenes.scenes.captions import claim_text, joined, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.tower.plane_beats import ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import EIFFEL, ONE, SIZE, WORD

SIDES = ("tower", 1.1), ("eiffel-tower", 1.3)  # drawings of other towers and of Eiffel towers, and their heights
DOT = 0.09  # radius, of what has no drawing
LEAST = np.array([1.9, 1.5])  # scene units between a side and the middle, across and up, with room for sentences
ABOVE = 0.28  # scene units from a line of the plane to the middle of a sentence beside it


def show_axes(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Ask the question; show the plane, and at the ends of its axes sentences of the kind that measured them."""
    examples, held_out = Group(*sides_of(scene, steps)), accuracy_of(scene, steps)
    scene.add(steps.plane, steps.lights, examples)
    caption = phrased(
        "Do two shifts add? Two directions measure it: {one} and {other}.",
        one=named(steps.contrasts.across.title),
        other=named(steps.contrasts.up.title),
    )
    with scene.beat("axes", caption):
        scene.play(FadeIn(held_out), run_time=1)
        scene.wait(1.5)
    scene.let_go(*examples, held_out)


def sides_of(scene: AttentionScene, steps: ContrastSteps) -> list[Mobject]:
    """Return for either side of both axes a sentence that measured it, under our drawing where there is one."""
    found: list[Mobject] = []
    params = steps.contrasts.params
    ours = params.phrases[WORD].lower() == "tower"
    if (steps.plane.between < LEAST).any():
        return []  # the sides are too near each other for sentences: their names are there
    for along, axis in enumerate(params.axes):
        probe = axis.probe(())
        frame = min(probe.frames, key=len)
        for n, (sign, words) in enumerate(((-0.5, probe.negative), (0.5, probe.positive))):
            text = label_text("“{text}”", text=frame.replace("{}", words[0]))
            sentence = fitted(scene.label(text, 0.36), steps.places.example_width)
            at = steps.plane.place(np.eye(2)[along] * sign)
            if ours and axis in (EIFFEL, SIZE):
                drawn = Dot(radius=DOT, color=scene.palette.text) if along else picture(*SIDES[n])
                drawn.move_to(at)
                above = not along and not n  # side by side there may be no room for both
                sentence.next_to(drawn, RIGHT if along else UP if above else DOWN, 0.15).shift(ABOVE * along * UP)
                found.append(drawn)
            else:
                sentence.move_to(at).shift(ABOVE * (1 if n or along else -1) * UP)
            found.append(scene.layout.words.hold(sentence))
    return found


def accuracy_of(scene: AttentionScene, steps: ContrastSteps) -> Mobject:
    """Return how well the axes name sentences that had no part in them, and how many there were."""
    contrasts, at = steps.contrasts, steps.places
    parts, numbers = [], []
    for axis, accuracy in zip(contrasts.params.axes, contrasts.accuracy, strict=True):
        count = scene.bundle.count(f"{axis.name}.sentences")
        right = accuracy[contrasts.layer] * count
        texts = f"{float(right):.0f}", f"{float(count):.0f}"
        what = {"axis": named(axis.title), "some": texts[0], "all": texts[1]}
        parts.append(label_text("{axis} {some} of {all}", **what))
        numbers += list(zip(texts, (right, count), strict=True))
    text = label_text("sentences held out, named right: {shares} (chance: half)", shares=joined(", ", parts))
    told = scene.note(text, 0.36, at.note_width, role="text", numbers=numbers)
    return fitted(told, at.note_width).move_to(at.title, LEFT)


def show_accuracy(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Say so where the directions are not to be relied on."""
    contrasts = steps.contrasts
    if contrasts.sure:
        return
    share = written(float(contrasts.weaker), 2), contrasts.weaker
    caption = phrased("Held out, only {share} are named right: little can be read off here.", share=share[0])
    with scene.beat("unsure", caption, [share]):
        scene.wait(1)


def show_first(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Show where the word stands alone, and give it its first modifier."""
    contrasts = steps.contrasts
    across, up = contrasts.way(WORD, ONE).value
    mostly = scene.claim(
        claim_text("“{word}” moves it mostly along {axis}", word=contrasts.one, axis=named(contrasts.across.title)),
        abs(across) > abs(up),
        f"{across:.2f}",
    )
    side = contrasts.across.sides[int(across > 0)]
    there = scene.claim(
        claim_text("“{phrase}” lies on the side “{side}”", phrase=contrasts.params.phrases[ONE], side=named(side)),
        bool(contrasts.at[ONE, 0] * across > 0),
        f"{contrasts.at[ONE, 0]:+.2f}",
    )
    what = {"word": contrasts.one, "phrase": contrasts.params.phrases[WORD]}
    caption = phrased("“{word}” arrives: this is how far it moves “{phrase}”.", **what)
    if mostly and there and abs(across) > 0.5:
        caption = phrased("“{word}” arrives: it moves “{phrase}” towards “{side}”.", side=named(side), **what)
    shift, grows = steps.arrow(WORD, ONE)
    with scene.beat("first", caption):
        scene.play(FadeIn(steps.title, steps.name(WORD)), steps.light(WORD), run_time=0.8)
        steps.lay(shift)
        scene.play(grows, run_time=1.4)
        scene.play(FadeIn(steps.name(ONE)), steps.light(ONE), run_time=0.6)
