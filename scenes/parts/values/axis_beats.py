"""Beats: the update read along two measured directions."""

from __future__ import annotations

from manim import DOWN, RIGHT, Group, Mobject, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.planes.axis_line import AxisLine, decimals_of_step
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.values.coats import GAP, how_painted, placed_at
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, into, notes_under
from attention_scenes.scenes.parts.values.values_data import is_colour

WORTH_TELLING = 0.1  # of the contrast


def axes(scene: AttentionScene, focus: ValueFocus, phrase: int, place: Place) -> Group:
    """Return two directions, of the word and of the other one, with what this head does to ``phrase`` on them."""
    steps = [focus.step(name, phrase) for name in ("given", "instead")]
    found = [float(one) for before, update in steps for one in (before, before + update)]
    low, high = min([-0.1, *[one - 0.1 for one in found]]), max([1.1, *[one + 0.1 for one in found]])
    lines, noun = [], focus.word(focus.query)
    for step, word in zip(steps, (scene.params.given(), scene.params.other()), strict=True):
        colour = is_colour(word, scene.bundle.meta["model"])
        nought = label_text("0: another colour") if colour else label_text("0: called a colour")
        ends = nought, label_text("1: called “{word}”", word=word)
        title = label_text("how “{word}” is “{noun}”?", word=word, noun=noun)
        lines.append(AxisLine(title, ends, *step, place.width, low, high))
    lines[1].next_to(lines[0], DOWN, buff=0.5 if scene.layout.aspect > 1.1 else 0.2)
    lines[1].shift((lines[0].rail.get_left() - lines[1].rail.get_left())[0] * RIGHT)  # one ruler under the other
    return into(Group(*lines), place)


def measured_on(scene: AttentionScene, focus: ValueFocus, creature: Creature | None) -> VGroup:
    count, accuracy = scene.counted("given.sentences"), scene.bundle.probe("given.accuracy", focus.layer + 1)
    share = written(float(accuracy), 2)
    measured = label_text(
        "measured on {count} other sentences; held out, {share} of them fall on the right side",
        count=count[0],
        share=share,
    )
    texts = [(measured, [count, (share, accuracy)])]
    return notes_under(scene, [*texts, *([how_painted(scene.params.given())] if creature else [])], 0.32)


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
    if not rises and scene.claim(
        claim_text("the head moves the word away from “{word}”", word=words[0]),
        float(moves[0]) < -WORTH_TELLING,
        f"{float(moves[0]):+.2f}",
    ):
        caption = phrased("Along “{word}” this head moves it by {change}: away from it.", word=words[0],
                          change=texts[0])  # fmt: skip
    accuracy = float(scene.bundle.probe("given.accuracy", focus.layer + 1))
    if not scene.claim("the direction names sentences held out right", accuracy >= SURE, f"{accuracy:.2f}"):
        caption = phrased("Along this unsure direction “{word}” moves by {change}.", word=words[0], change=texts[0])
    elif rises:
        caption = phrased(
            "By measured directions, this head by itself adds {change} of “{word}”.", word=words[0], change=texts[0]
        )
    under = under_creature(scene, focus, creature) if creature else []
    with scene.beat("axes", caption, [(texts[0], moves[0])]):
        first = [Group(line.rail, line.ends, line.title, line.start) for line in both]
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
    decimals = decimals_of_step(before, move)
    found = []
    for letter, place in (("E", before), ("E′", before + move)):
        named = placed_at(scene, letter, scene.params.given(), place, decimals)
        found.append(named.next_to(creature, DOWN, buff=GAP))
    return found
