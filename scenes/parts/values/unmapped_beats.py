"""Beats: what a head would hand over without a value map: the word's own column, at the same length."""

from __future__ import annotations

from manim import Transform, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.marks.move_bars import MoveBars
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.values.axis_beats import WORTH_TELLING
from attention_scenes.scenes.parts.values.coats import NAME, coat, standing
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, into, notes_under


def unmapped(scene: AttentionScene, focus: ValueFocus) -> tuple[Reading, Reading]:
    """Return how far the word read most would move the query along its direction if its column itself were added.

    The column is as it enters the head, made as long as the head's update. The second is the update's cosine with it.
    """
    column = scene.bundle.read("attn_in", focus.layer, focus.partner)
    axis = scene.bundle.probe("given.axis", focus.layer + 1)
    stretch = focus.update.norm() / column.norm()
    cosine = (focus.update * column).sum() / (focus.update.norm() * column.norm())
    return (axis * column).sum() * stretch, cosine


def show_unmapped(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces, creature: Creature | None) -> None:
    """Set what the head hands over beside the column itself, at the same length."""
    word, other = scene.params.given(), focus.word(focus.partner)
    start, move = focus.step("given", 0)
    plain, cosine = unmapped(scene, focus)
    moves, place = join([move, plain]), at.told if creature else at.whole
    names = [label_text("through the value map"), label_text("the column of “{word}” itself", word=other)]
    bars = into(MoveBars(names, ["update", "data_low"], moves, width=place.width, step=1.9), place)
    along = label_text("along “{word}”; both as long as ΔE", word=word)
    like = written(float(cosine), 2)
    apart = label_text("cosine of ΔE with that column: {cosine}", cosine=like)
    unasked = label_text("trained with its value map; how models learn without one: the scene ablations")
    notes = notes_under(scene, [(along, []), (apart, [(like, cosine)]), (unasked, [])], 0.34)
    creatures: list[Creature] = []
    under: list[VGroup] = []
    if creature:
        twin = coat(scene, focus, 0, [start + plain], at.figure.height)
        own = creature.copy()
        creatures = [own, *([twin] if twin else [])]
        titles = [label_text("with the map"), label_text("without")][: len(creatures)]
        under = [VGroup(scene.label(title, NAME)) for title in titles]  # bars say how far
        standing(creatures, under, at.figure)
    with scene.beat("unmapped", *what_the_map_does(scene, moves, word, other)):
        coming = (
            [Transform(creature, creatures[0]), *[FadeIn(each, rate_func=late) for each in creatures[1:]]]
            if creature
            else []
        )
        scene.play(FadeIn(bars.names, bars.zero, notes, rate_func=late), *coming, *map(FadeIn, under), run_time=1.2)
        bars.field.growth[:] = 0
        scene.add(bars.field)
        scene.play(Change(bars.field, growth=1), FadeIn(bars.numbers), run_time=1.2)


def what_the_map_does(scene: AttentionScene, moves: Reading, word: str, other: str) -> tuple[str, Numbers]:
    """Return what may be said of the column itself beside what the maps make of it."""
    texts = [written(float(move), 2, sign=True) for move in moves]
    mapped, plain = (float(move) for move in moves)
    less = scene.claim(
        "added at the same length, the word's own column moves the receiving word less than what the maps make of it",
        mapped > max(plain, 0.0) + WORTH_TELLING,
        claim_text("{plain} against {mapped}", plain=texts[1], mapped=texts[0]),
    )
    numbers = [(texts[1], moves[1]), (texts[0], moves[0])]
    if less:
        caption = phrased("Without a value map, “{word}” itself: {plain}, not {mapped}.", word=other, plain=texts[1],
                          mapped=texts[0])  # fmt: skip
        return caption, numbers
    caption = phrased("Without a value map, “{word}” itself: {plain}; with it {mapped}.", word=other, plain=texts[1],
                      mapped=texts[0])  # fmt: skip
    return caption, numbers
