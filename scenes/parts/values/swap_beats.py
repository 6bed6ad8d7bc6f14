"""Beats: another word in the same place: where both leave the word, along both measured directions."""

from __future__ import annotations

from manim import VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.marks.move_bars import MoveBars
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.values.axis_beats import WORTH_TELLING
from attention_scenes.scenes.parts.values.coats import coat, placed_at, standing
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, into, notes_under


def show_swap(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> Creature | None:
    """Put another word in its place, and show what both do along both directions; return the first creature."""
    given, other = scene.params.given(), scene.params.other()
    creatures, under = both_creatures(scene, focus, at)
    place = at.told if creatures else at.whole
    rows = [(word, axis, phrase) for phrase, word in enumerate((given, other)) for axis in ("given", "instead")]
    moves = join([focus.step(axis, phrase)[1] for _, axis, phrase in rows])
    names = [
        label_text("with “{one}”: along “{word}”", one=word, word=given if axis == "given" else other)
        for word, axis, _ in rows
    ]
    step = min(1.35, place.height / len(rows))
    bars = into(MoveBars(names, ["update", "data_low"] * 2, moves, width=place.width, step=step, em=0.36), place)
    like = notes_under(scene, [(what_follows(scene, focus), [])], scene.layout.em.word).set_color(scene.palette.text)
    cut_to(scene, *creatures, *under, bars.names, bars.zero)
    with scene.beat("swap", *what_the_swap_does(scene, focus)):
        bars.field.growth[:] = 0
        scene.add(bars.field)
        scene.play(Change(bars.field, growth=1), FadeIn(bars.numbers), run_time=1.2)
        scene.play(FadeIn(like), run_time=0.5)
        scene.wait(0.5)
    return creatures[0] if creatures else None


def what_follows(scene: AttentionScene, focus: ValueFocus) -> str:
    """Return what the swap says of the head: does it hang on the word that is read?"""
    given, other = scene.params.given(), scene.params.other()
    own, left = (float(focus.step("given", phrase)[1]) for phrase in (0, 1))
    new = float(focus.step("instead", 1)[1])
    hangs = scene.claim(
        "how far the first word's direction rises hangs on whether that word is read",
        own > max(left, 0.0) + WORTH_TELLING,
        f"{own:+.2f}, {left:+.2f}",
    )
    less = scene.claim(
        "the other word's direction rises less than half as far as the first one's",
        2 * new < own,
        f"{new:+.2f}, {own:+.2f}",
    )
    if hangs and less:
        return label_text("so the word that is read decides; “{other}” comes through more weakly", other=other)
    if hangs:
        return label_text("so the word that is read decides")
    return label_text("so “{given}” moves much the same, whatever is read", given=given)


def both_creatures(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> tuple[list[Creature], list[VGroup]]:
    """Return the creature after this head with the word and with the other one, and what stands under each."""
    words, axes = (scene.params.given(), scene.params.other()), ("given", "instead")
    creatures, under = [], []
    for phrase, (word, axis) in enumerate(zip(words, axes, strict=True)):
        before, move = focus.step(axis, phrase)
        drawn = coat(scene, focus, phrase, [before + move], at.figure.height)
        if drawn is None:
            return [], []
        creatures.append(drawn)
        under.append(placed_at(scene, label_text("with “{word}”", word=word), word, before + move))
    standing(creatures, under, at.figure)
    return creatures, under


def what_the_swap_does(scene: AttentionScene, focus: ValueFocus) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what may be said of both directions with the other word put in."""
    given, other = scene.params.given(), scene.params.other()
    moves = [focus.step(axis, 1)[1] for axis in ("given", "instead")]
    old, new = (written(float(move), 2, sign=True) for move in moves)
    rise = [float(move) > WORTH_TELLING for move in moves]
    measured = claim_text(
        "with “{other}” put in, “{given}” moves by {old} and “{other}” by {new}",
        other=other,
        given=given,
        old=old,
        new=new,
    )
    both = scene.claim("with the other word put in, its direction rises, the old one too", all(rise), measured)
    what = {"given": given, "other": other, "old": old, "new": new}
    caption = phrased("With “{other}” put in, “{given}” moves by {old}, “{other}” by {new}.", **what)
    if both:
        caption = phrased("With “{other}” put in, “{other}” rises {new}, but “{given}” still {old}.", **what)
    if len(caption) > 70:
        caption = phrased("With the other word put in: {new} along it, {old} along the first.", old=old, new=new)
    return caption, [(old, moves[0]), (new, moves[1])]
