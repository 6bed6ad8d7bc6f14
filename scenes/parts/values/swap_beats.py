"""Beats: another word in the same place: both updates, and both along the measured directions."""

from __future__ import annotations

from manim import RIGHT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.side_numbers import SideNumbers
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.values.axis_beats import WORTH_TELLING
from attention_scenes.scenes.parts.values.stream_beats import named
from attention_scenes.scenes.parts.values.value_focus import ValueFocus, length
from attention_scenes.scenes.parts.values.value_places import ValuePlaces


def show_swap(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Put another word in its place: the two updates digit by digit, and along both directions."""
    given, other = scene.params.given(), scene.params.other()
    index = len(scene.bundle.tokens("swap")) - 1
    swapped = scene.bundle.read("result", focus.layer, focus.head, index, trace="swap")
    columns = Group(*[VectorColumn(r, 6, 0.4, "update", decimals=2) for r in (focus.update, swapped)])
    columns.arrange(RIGHT, buff=at.swap_gap).move_to(at.swap[0])
    heads = [fitted(Label(label_text("ΔE with “{word}”", word=w), 0.32, "update"), 2.3) for w in (given, other)]
    parts = [named(c, head) for c, head in zip(columns, heads, strict=True)]
    names = [scene.label(label_text("with “{word}”", word=w), 0.36) for w in (given, other)]
    table = SideNumbers(
        names, [label_text("along “{word}”", word=word) for word in (given, other)],
        [(join([focus.step(axis, p)[1] for p in (0, 1)]), 2, True) for axis in ("given", "instead")],
        em=0.42, first=at.swap_columns[0], pitch=at.swap_columns[1],
    )  # fmt: skip
    table.move_to(at.swap[1])
    cosine = (focus.update * swapped).sum() / (length(focus.update) * length(swapped))
    text = written(float(cosine), 2)
    like = scene.label(
        label_text("cosine of the two ΔE: {cosine}", cosine=text), 0.32, "soft", numbers=[(text, cosine)]
    ).move_to(at.swap[2])
    with scene.beat("swap", *what_the_swap_does(scene, focus)):
        for part in parts:
            scene.play(FadeIn(part), run_time=0.6)
        scene.play(FadeIn(table), FadeIn(like), run_time=0.8)
        scene.wait(1.5)
    scene.make_way()


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
