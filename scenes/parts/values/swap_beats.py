"""Beats: another word in the same place: where both leave the word, along both measured directions."""

from __future__ import annotations

from typing import NamedTuple

from manim import DOWN, LEFT, Group, Line, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.planes.axis_line import decimals_of_step
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.values.axis_beats import WORTH_TELLING
from attention_scenes.scenes.parts.values.coats import coat, standing
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, notes_under

EM, AIR, LEAST = 0.4, 0.3, 0.05  # of words; scene units between parts; a move of nothing leaves bars short


class Panel(NamedTuple):
    """What comes of one word that is read: the word hands to the noun, which stands there as a creature or a box."""

    word: VGroup
    noun: Group
    names: VGroup
    field: BarField
    numbers: VGroup

    @property
    def parts(self) -> list[Mobject]:
        return [self.word, self.noun, self.names]


def show_swap(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> Creature | None:
    """Put another word in its place beside the first, on one scale; return the first creature."""
    coats = both_coats(scene, focus, at.figure.height)
    before, after = (
        panel(scene, focus, phrase, place, coats[phrase]) for phrase, place in enumerate(halves(scene, at))
    )
    less = rises_less(scene, focus)
    said = [what_follows(scene, focus, less), *why_less(scene, focus)]
    like = notes_under(scene, said, 1.2 * scene.layout.em.word)
    cut_to(scene, *before.parts, before.field, before.numbers)
    with scene.beat("swap", *what_the_swap_does(scene, focus, less)):
        after.field.growth[:] = 0
        scene.play(FadeIn(after.word, run_time=0.6))
        scene.play(FadeIn(after.noun, after.names), run_time=0.8)
        scene.add(after.field)
        scene.play(Change(after.field, growth=1), FadeIn(after.numbers), run_time=1.2)
        scene.play(FadeIn(like), run_time=0.5)
        scene.wait(0.5)
    return coats[0]


def halves(scene: AttentionScene, at: ValuePlaces) -> tuple[Place, Place]:
    """Return both halves of the stage: side by side, or one over the other in a tall frame."""
    whole = at.whole
    if scene.layout.is_tall:
        return whole.part(0.0, 0.46), whole.part(0.54, 1.0)
    middle = (whole.left + whole.right) / 2
    return (Place(whole.left, whole.bottom, middle - AIR, whole.top),
            Place(middle + AIR, whole.bottom, whole.right, whole.top))  # fmt: skip


def panel(scene: AttentionScene, focus: ValueFocus, phrase: int, place: Place, creature: Creature | None) -> Panel:
    """Return what comes of one of the two words, in its half of the stage."""
    words, axes = (scene.params.given(), scene.params.other()), ("given", "instead")
    upper, lower = place.part(0.0, 0.68), place.part(0.72, 1.0)
    right = Place(upper.left + 0.45 * upper.width, upper.bottom, upper.right, upper.top)
    if creature:
        here, move = focus.step(axes[phrase], phrase)
        under = sum_of(scene, words[phrase], here, move)
        standing([creature], [under], right)
        noun = Group(creature, under)
    else:
        noun = Group(fitted(TokenBox(focus.word(focus.query), "text", EM), right.width).move_to(right.at()))
    box = TokenBox(words[phrase], "value", 1.3 * EM)
    fitted(box, 0.34 * place.width).move_to([place.left, noun[0].get_y(), 0], LEFT)
    arrow = Arrow(box.get_right(), noun[0].get_left(), scene.palette.value, 5, head=0.26, buff=0.15)
    every = [float(focus.step(axis, which)[1]) for axis in axes for which in (0, 1)]
    low, high = min(0.0, *every), max(0.0, *every)
    names, digits = max(0.36 * lower.width, 2.4), 1.2
    full = (lower.width - names - digits - AIR) / max(high - low, LEAST)
    nought, ys = lower.left + names - low * full, [lower.top - lower.height * (row + 0.5) / 2 for row in (0, 1)]
    moves = join([focus.step(axis, phrase)[1] for axis in axes])
    texts = [written(float(move), 2, sign=True) for move in moves]
    rows = BarRows(
        moves,
        [fitted(scene.label(label_text("towards “{word}”", word=word), 0.9 * EM), names - AIR) for word in words],
        [scene.label(text, 1.1 * EM, numbers=[(text, move)]) for text, move in zip(texts, moves, strict=True)],
        edge=nought, ys=ys, full=full, thick=0.3 * lower.height, colors=scene.palette.rgba("update", 0.85),
        before=AIR / 2 - low * full,
    )  # fmt: skip
    zero = Line([nought, lower.top, 0], [nought, lower.bottom, 0], stroke_width=2, color=scene.palette.soft)
    return Panel(VGroup(box, arrow), noun, VGroup(zero, rows.names), rows.field, rows.numbers)


def sum_of(scene: AttentionScene, word: str, here: Reading, move: Reading) -> VGroup:
    """Return where a noun stands along a word's direction; where there is room, from where the head moved it."""
    digits = 2
    if scene.layout.is_wide:
        digits = decimals_of_step(here, move)
    sign, step = ("+", move) if float(move) >= 0 else ("−", -move)
    parts = [(written(float(part), digits), part) for part in (here, step, here + move)]
    (start, _), (change, _), (end, _) = parts
    said = f"{start} {sign} {change} = {end}"
    if not scene.layout.is_wide:
        said, parts = end, parts[2:]
    lines: list[tuple[str, Numbers]] = [(label_text("“{word}”", word=word), []), (said, parts)]
    return VGroup(*[scene.label(text, EM, numbers=numbers) for text, numbers in lines]).arrange(DOWN, buff=0.12)


def both_coats(scene: AttentionScene, focus: ValueFocus, height: float) -> list[Creature | None]:
    """Return the creature after this head with the word and with the other one; none where one has no coat."""
    found = []
    for phrase, axis in enumerate(("given", "instead")):
        before, move = focus.step(axis, phrase)
        found.append(coat(scene, focus, phrase, [before + move], height))
    return found if all(found) else [None, None]


def rises_less(scene: AttentionScene, focus: ValueFocus) -> bool:
    """Return whether the first word's direction rises less with the other word in its place."""
    own, left = (float(focus.step("given", phrase)[1]) for phrase in (0, 1))
    return scene.claim(
        "with the other word put in, the first one's direction rises less",
        own > max(left, 0.0) + WORTH_TELLING,
        claim_text("{one} with the first word, {other} with the other", one=written(own, 2, sign=True),
                   other=written(left, 2, sign=True)),
    )  # fmt: skip


def what_follows(scene: AttentionScene, focus: ValueFocus, less: bool) -> tuple[str, Numbers]:
    """Return what the swap says of the head: does it hang on the word that is read?"""
    given, other = scene.params.given(), scene.params.other()
    moves = {axis: [focus.step(axis, phrase)[1] for phrase in (0, 1)] for axis in ("given", "instead")}
    old, new = map(float, moves["instead"])
    other_moves = scene.claim(
        "the noun moves otherwise along the other word's direction where that word is read",
        abs(new - old) >= WORTH_TELLING,
        f"{new:+.2f}, {old:+.2f}",
    )
    if not less and moves_alike(scene, *map(float, moves["given"])):
        return label_text("so “{given}” moves much the same, whatever is read", given=given), []
    if less and not other_moves:
        return label_text("so less of “{given}”, and hardly more of “{other}”", given=given, other=other), []
    (one, was), (two, before) = [
        [(written(float(move), 2, sign=True), move) for move in (moves[axis][1], moves[axis][0])] for axis in moves
    ]
    text = label_text(
        "towards “{given}” {one} instead of {was}, towards “{other}” {two} instead of {before}",
        given=given, other=other, one=one[0], was=was[0], two=two[0], before=before[0],
    )  # fmt: skip
    return text, [one, was, two, before]


def why_less(scene: AttentionScene, focus: ValueFocus) -> list[tuple[str, Numbers]]:
    """Return that the weights are not why the other word brings less of its colour, where it is read as much."""
    words = scene.params.given(), scene.params.other()
    first, second = (focus.weight_of(word, trace) for word, trace in zip(words, ("", "swap"), strict=True))
    own, new = (float(focus.step(axis, phrase)[1]) for phrase, axis in enumerate(("given", "instead")))
    if first is None or second is None or own - new < WORTH_TELLING:
        return []
    one, two, share = written(float(first), 2), written(float(second), 2), float(second / first)
    apart = scene.claim(
        "the other word brings less along its direction than its weight would explain",
        share * own - new >= WORTH_TELLING,
        claim_text("{one} and {other}", one=one, other=two),
    )
    if not apart or not (scene.layout.is_wide or scene.layout.is_tall):
        return []
    text = label_text(
        "“{other}” brings less than its weight explains: {two}, against {one} for “{given}”",
        given=words[0], other=words[1], one=one, two=two,
    )  # fmt: skip
    return [(text, [(one, first), (two, second)])]


def moves_alike(scene: AttentionScene, own: float, left: float) -> bool:
    """Return whether the first word's direction moves as far with either word."""
    return scene.claim(
        "with the other word put in, the first one's direction moves much the same",
        abs(own - left) < WORTH_TELLING,
        f"{own:+.2f}, {left:+.2f}",
    )


def what_the_swap_does(scene: AttentionScene, focus: ValueFocus, less: bool) -> tuple[str, Numbers]:
    """Return what may be said of both directions with the other word put in."""
    given, other = scene.params.given(), scene.params.other()
    own, left, new = (focus.step(axis, phrase)[1] for axis, phrase in (("given", 0), ("given", 1), ("instead", 1)))
    texts = [written(float(move), 2, sign=True) for move in (own, left, new)]
    if less:
        caption = phrased("“{other}” in place of “{given}”: “{given}” moves by {left}, not {own}.",
                          other=other, given=given, left=texts[1], own=texts[0])  # fmt: skip
        numbers = [(texts[1], left), (texts[0], own)]
    else:
        caption = phrased("With “{other}” put in, “{given}” moves by {left}, “{other}” by {new}.",
                          other=other, given=given, left=texts[1], new=texts[2])  # fmt: skip
        numbers = [(texts[1], left), (texts[2], new)]
    if len(caption) > 70:
        caption = phrased("With the other word put in: {new} along it, {left} along the first.",
                          new=texts[2], left=texts[1])  # fmt: skip
        numbers = [(texts[2], new), (texts[1], left)]
    return caption, numbers
