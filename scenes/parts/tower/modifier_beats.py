"""Beats: the question, two axes, a word on them, and its first modifier."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject

from attention_scenes.scenes.captions import claim_text, joined, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.tower.plane_beats import ROLES, WIDE, ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import EIFFEL, ONE, SIZE, WORD

# Drawings of the negative and the positive side of an axis that has them, and their heights.
SIDES = {"eiffel": (("tower", 1.3), ("eiffel-tower", 1.5)), "size": (("tower", 0.55), ("tower", 1.7))}


def show_axes(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Ask the question; show the plane, and sentences of the kind that measured its axes."""
    examples = Group()
    for corner, axis in zip(steps.places.examples, steps.contrasts.params.axes, strict=True):
        probe = axis.probe(())
        lines = [scene.label(named(axis.title), 0.36, "text", weight="bold")]
        frame = min(probe.frames, key=len)
        for words, side in zip((probe.positive, probe.negative), reversed(axis.sides), strict=True):
            sentence = fitted(
                scene.label(label_text("“{text}”", text=frame.replace("{}", words[0])), 0.36),
                steps.places.example_width,
            )
            pair = Group(scene.label(joined("", [named(side), ":"]), 0.28, "soft"), sentence)
            lines.append(pair.arrange(DOWN, buff=0.1, aligned_edge=LEFT))
        examples.add(*Group(*lines).arrange(DOWN, buff=0.2, aligned_edge=LEFT).move_to(corner, UP + LEFT))
    note, drawn = accuracy_note(scene, steps), side_pictures(steps)
    scene.add(examples, steps.plane, steps.lights, drawn)
    caption = phrased(
        "Do two shifts add? Two directions measure it: {one} and {other}.",
        one=named(steps.contrasts.across.title),
        other=named(steps.contrasts.up.title),
    )
    with scene.beat("axes", caption):
        scene.play(FadeIn(note), run_time=1)
        scene.wait(1.5)
    scene.let_go(examples, note, *drawn)


def side_pictures(steps: ContrastSteps) -> Group:
    """Return our drawings of what the sides of both axes are, where these are ours: at the ends of the axes."""
    drawn = Group()
    params = steps.contrasts.params
    for along, axis in enumerate(params.axes if params.phrases[WORD].lower() == "tower" else ()):
        if axis not in (EIFFEL, SIZE):
            continue
        for sign, (name, height) in zip((-0.5, 0.5), SIDES[axis.name], strict=True):
            drawn.add(picture(name, height).move_to(steps.plane.place(np.eye(2)[along] * sign)))
    return drawn


def accuracy_note(scene: AttentionScene, steps: ContrastSteps) -> Mobject:
    """Say how well the axes name sentences that had no part in them, and how many there were."""
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
    note = fitted(scene.note(text, 0.25, at.note_width, 1, numbers=numbers), at.note_width)
    return note.move_to(at.note, RIGHT).stand_on(at.note[1])


def show_accuracy(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Say so where the directions are not to be relied on."""
    contrasts = steps.contrasts
    if contrasts.sure:
        return
    share = written(float(contrasts.weaker), 2), contrasts.weaker
    caption = phrased("Held out, only {share} are named right: little can be read off here.", share=share[0])
    with scene.beat("unsure", caption, [share]):
        scene.wait(1)


def show_word(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Show where the word stands alone."""
    contrasts = steps.contrasts
    sides = [axis.sides[int(contrasts.at[WORD, a] > 0)] for a, axis in enumerate(contrasts.params.axes)]
    word = contrasts.params.phrases[WORD]
    caption = phrased(
        "Here “{word}” alone leans to “{one}” and “{other}”.", word=word, one=named(sides[0]), other=named(sides[1])
    )
    vector = steps.plane.arrow(np.zeros(2), contrasts.at[WORD], ROLES[WORD], WIDE)
    with scene.beat("word", caption):
        scene.play(FadeIn(steps.title, steps.rows.names), FadeIn(vector), steps.light(WORD), run_time=0.8)
        scene.play(FadeIn(steps.name(WORD)), run_time=0.6)


def show_first(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Give the word its first modifier."""
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
    caption = phrased("“{word}” arrives: this is how far it moves it.", word=contrasts.one)
    if mostly and there and abs(across) > 0.5:
        caption = phrased("“{word}” arrives: it moves to the side of “{side}”.", word=contrasts.one, side=named(side))
    shift, grows = steps.arrow(WORD, ONE)
    with scene.beat("first", caption):
        scene.add(shift)
        scene.play(grows, run_time=1.4)
        scene.play(FadeIn(steps.name(ONE)), steps.light(ONE), run_time=0.6)
