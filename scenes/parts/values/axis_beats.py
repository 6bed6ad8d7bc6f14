"""Beats: the update read along two measured directions."""

from __future__ import annotations

from manim import UP, Group, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.planes.axis_line import AxisLine
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, notes_under

WORTH_TELLING = 0.1  # of the contrast


def axes(scene: AttentionScene, focus: ValueFocus, phrase: int, at: ValuePlaces) -> Group:
    """Return two directions, of the word and of the other one, with what this head does to ``phrase`` on them."""
    steps = [focus.step(name, phrase) for name in ("given", "instead")]
    span = max(1.0, *[1.15 * abs(float(place)) for before, update in steps for place in (before, before + update)])
    words = scene.params.given(), scene.params.other()
    lines = [
        AxisLine(label_text("“{word}” →", word=word), *step, at.axes_width, span).shift(y * UP)
        for step, word, y in zip(steps, words, at.axes, strict=True)
    ]
    return Group(*lines)


def measured_on(scene: AttentionScene, focus: ValueFocus) -> VGroup:
    count, accuracy = scene.counted("given.sentences"), scene.bundle.probe("given.accuracy", focus.layer + 1)
    share = written(float(accuracy), 2)
    means = label_text("+0.5: nouns called so; −0.5: the same nouns with colours instead; 0: halfway")
    measured = label_text(
        "measured on {count} other sentences; held out, {share} of them fall on the right side",
        count=count[0],
        share=share,
    )
    texts = [(means, constants("+0.5", "−0.5", "0")), (measured, [count, (share, accuracy)])]
    return notes_under(scene, texts, 0.28, 0.03)


def show_axes(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    both, notes = axes(scene, focus, 0, at), measured_on(scene, focus)
    moves = [focus.step(name, 0)[1] for name in ("given", "instead")]
    words = scene.params.given(), scene.params.other()
    rises = scene.claim(
        claim_text("the head moves the word towards “{word}”", word=words[0]),
        float(moves[0]) > WORTH_TELLING,
        f"{float(moves[0]):+.2f}",
    )
    texts = [written(float(m), 2, sign=True) for m in moves]
    caption = phrased("Along “{word}” this head moves it by {change} only.", word=words[0], change=texts[0])
    accuracy = float(scene.bundle.probe("given.accuracy", focus.layer + 1))
    if not scene.claim("the direction names sentences held out right", accuracy >= SURE, f"{accuracy:.2f}"):
        caption = phrased("Along this unsure direction “{word}” moves by {change}.", word=words[0], change=texts[0])
    elif rises:
        caption = phrased("Measured directions read it: “{word}” rises by {change}.", word=words[0], change=texts[0])
    with scene.beat("axes", caption, [(texts[0], moves[0])]):
        for line in both:
            scene.play(FadeIn(line.rail), FadeIn(line.title), FadeIn(line.start), run_time=0.4)
        scene.play(FadeIn(notes), run_time=0.4)
        for line in both:
            scene.play(
                FadeIn(line.arrow), FadeIn(line.letters), FadeIn(line.numbers), FadeIn(line.shift_number), run_time=0.7
            )
        scene.wait(1)
    scene.make_way()
