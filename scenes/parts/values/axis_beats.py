"""Beats: the update read along two measured directions."""

from __future__ import annotations

from manim import DOWN, LEFT, Group, Mobject, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.planes.axis_line import AxisLine
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.values.coats import GAP, how_painted, placed_at
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, into, notes_under

WORTH_TELLING = 0.1  # of the contrast


def axes(scene: AttentionScene, focus: ValueFocus, phrase: int, place: Place) -> Group:
    """Return two directions, of the word and of the other one, with what this head does to ``phrase`` on them."""
    steps = [focus.step(name, phrase) for name in ("given", "instead")]
    span = max(1.0, *[1.15 * abs(float(place)) for before, update in steps for place in (before, before + update)])
    words = scene.params.given(), scene.params.other()
    lines = [
        AxisLine(label_text("“{word}” →", word=word), *step, place.width, span)
        for step, word in zip(steps, words, strict=True)
    ]
    return into(Group(*lines).arrange(DOWN, buff=0.6 if scene.layout.aspect > 1.1 else 0.2, aligned_edge=LEFT), place)


def measured_on(scene: AttentionScene, focus: ValueFocus, creature: Creature | None) -> VGroup:
    count, accuracy = scene.counted("given.sentences"), scene.bundle.probe("given.accuracy", focus.layer + 1)
    share = written(float(accuracy), 2)
    means = label_text("+0.5: nouns called so; −0.5: the same nouns with colours instead; 0: halfway")
    measured = label_text(
        "measured on {count} other sentences; held out, {share} of them fall on the right side",
        count=count[0],
        share=share,
    )
    texts = [(means, constants("+0.5", "−0.5", "0")), (measured, [count, (share, accuracy)])]
    return notes_under(scene, [*texts, *([how_painted(scene.params.given())] if creature else [])], 0.28)


def show_axes(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces, creature: Creature | None) -> Mobject | None:
    """Read E and E′ along two directions, and let the creature take its colour; return what is named under it."""
    both = axes(scene, focus, 0, at.told if creature else at.whole)
    notes = measured_on(scene, focus, creature)
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
    under = under_creature(scene, focus, creature) if creature else []
    with scene.beat("axes", caption, [(texts[0], moves[0])]):
        first = [Group(line.rail, line.title, line.start) for line in both]
        scene.play(*map(FadeIn, [*first, notes, *under[:1]]), run_time=0.6)
        parts = [FadeIn(line.arrow, line.letters, line.numbers, line.shift_number) for line in both]
        if creature:
            parts += [Change(creature, state=1), *exchange(*under)]
        scene.play(*parts, run_time=1.8)
    scene.make_way(*([creature] if creature else []))
    return under[1] if under else None


def under_creature(scene: AttentionScene, focus: ValueFocus, creature: Creature) -> list[VGroup]:
    """Return the places that are named under the creature, one after the other: before the head and after it."""
    before, move = focus.step("given", 0)
    found = []
    for letter, place in (("E", before), ("E′", before + move)):
        named = placed_at(scene, letter, scene.params.given(), place)
        found.append(named.next_to(creature, DOWN, buff=GAP))
    return found
