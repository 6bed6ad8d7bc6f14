"""Beats: the update added to the word, read along two measured directions, with another word, and at the start."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.side_numbers import SideNumbers
from attention_scenes.scenes.mobjects.planes.axis_line import AxisLine
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE
from attention_scenes.scenes.parts.values.values_data import ValueScene, length

WORTH_TELLING = 0.1  # of the contrast


def named(column: VectorColumn, name: Label) -> Group:
    name.next_to(column.frame, UP).stand_on(column.frame.get_top()[1] + 0.22)
    return Group(column, name)


def show_sum_in_stream(scene: ValueScene) -> None:
    """E + ΔE = E′, digit by digit."""
    before = scene.bundle.read("resid_pre", scene.layer, scene.focus)
    columns = [
        VectorColumn(r, 6, 0.4, role, decimals=2)
        for r, role in ((before, None), (scene.update, "update"), (before + scene.update, None))
    ]
    signs = [Label(sign, 0.5, "soft") for sign in "+="]
    Group(columns[0], signs[0], columns[1], signs[1], columns[2]).arrange(RIGHT, buff=0.75).move_to(
        scene.layout.stage.at(up=0.05)
    )
    for sign in signs:
        sign.set_y(columns[0].frame.get_y())
    names = ("$E$", "text"), ("$Delta E$", "update"), ("$E'$", "text")
    parts = [named(c, Label(text, 0.5, role, markup=True)) for c, (text, role) in zip(columns, names, strict=True)]
    others = grouped(scene.bundle.count("n_heads") - 1.0)
    layer = scene.counted("head.layer")
    add = label_text("the layer’s {count} other heads and its MLP add theirs too", count=others[0])
    if "o" in scene.bundle.meta["biased"]:
        add = label_text("the layer’s {count} other heads, a bias and its MLP add theirs too", count=others[0])
    entering = label_text(
        "E: “{word}” as it enters layer {layer}, no longer its column of the embedding table",
        word=scene.word(scene.focus), layer=layer[0],
    )  # fmt: skip
    lines = [
        scene.label(entering, 0.28, "soft", numbers=[layer]),
        scene.label(add, 0.28, "soft", numbers=[others]),
    ]
    note = VGroup(*[fitted(text, 12.8) for text in lines]).arrange(DOWN, buff=0.12).move_to(scene.layout.notes.at())
    with scene.beat("added", "Added to what was there: the word with its neighbour in it."):
        scene.play(FadeIn(parts[0], rate_func=late), run_time=1)
        scene.play(FadeIn(Group(signs[0], parts[1])), run_time=0.6)
        scene.play(FadeIn(Group(signs[1], parts[2])), FadeIn(note), run_time=0.6)
    scene.make_way()


def axes(scene: ValueScene, phrase: int, width: float) -> Group:
    """Two directions, of the word and of the other one, with what this head does to ``phrase`` on them."""
    steps = [scene.step(name, phrase) for name in ("given", "instead")]
    span = max(1.0, *[1.15 * abs(float(place)) for before, update in steps for place in (before, before + update)])
    words = scene.params.given(), scene.params.other()
    lines = [
        AxisLine(label_text("“{word}” →", word=word), *step, width, span).shift(y * UP)
        for step, word, y in zip(steps, words, (1.6, -0.75), strict=True)
    ]
    return Group(*lines)


def measured_on(scene: ValueScene) -> VGroup:
    count, accuracy = scene.counted("given.sentences"), scene.bundle.probe("given.accuracy", scene.layer + 1)
    share = written(float(accuracy), 2)
    lines = [
        scene.label(
            label_text("+0.5: nouns called so; −0.5: the same nouns with colours instead; 0: halfway"),
            0.28,
            "soft",
            numbers=constants("+0.5", "−0.5", "0"),
        ),
        scene.label(
            label_text(
                "measured on {count} other sentences; held out, {share} of them fall on the right side",
                count=count[0],
                share=share,
            ),
            0.28,
            "soft",
            numbers=[count, (share, accuracy)],
        ),
    ]
    return (
        VGroup(*[fitted(text, 12.8) for text in lines]).arrange(DOWN, buff=0.12).move_to(scene.layout.notes.at(up=0.03))
    )


def show_axes(scene: ValueScene) -> None:
    both, notes = axes(scene, 0, 11.5), measured_on(scene)
    moves = [scene.step(name, 0)[1] for name in ("given", "instead")]
    words = scene.params.given(), scene.params.other()
    rises = scene.claim(
        claim_text("the head moves the word towards “{word}”", word=words[0]),
        float(moves[0]) > WORTH_TELLING,
        f"{float(moves[0]):+.2f}",
    )
    texts = [written(float(m), 2, sign=True) for m in moves]
    told = phrased("Along “{word}” this head moves it by {change} only.", word=words[0], change=texts[0])
    accuracy = float(scene.bundle.probe("given.accuracy", scene.layer + 1))
    if not scene.claim("the direction names sentences held out right", accuracy >= SURE, f"{accuracy:.2f}"):
        told = phrased("Along this unsure direction “{word}” moves by {change}.", word=words[0], change=texts[0])
    elif rises:
        told = phrased("Measured directions read it: “{word}” rises by {change}.", word=words[0], change=texts[0])
    with scene.beat("axes", told, [(texts[0], moves[0])]):
        for line in both:
            scene.play(FadeIn(line.rail), FadeIn(line.title), FadeIn(line.start), run_time=0.4)
        scene.play(FadeIn(notes), run_time=0.4)
        for line in both:
            scene.play(
                FadeIn(line.arrow), FadeIn(line.letters), FadeIn(line.numbers), FadeIn(line.shift_number), run_time=0.7
            )
        scene.wait(1)
    scene.make_way()


def show_swap(scene: ValueScene) -> None:
    """The other word in its place: the two updates digit by digit, and along both directions."""
    given, other = scene.params.given(), scene.params.other()
    index = len(scene.bundle.tokens("swap")) - 1
    swapped = scene.bundle.read("result", scene.layer, scene.head, index, trace="swap")
    columns = Group(*[VectorColumn(r, 6, 0.4, "update", decimals=2) for r in (scene.update, swapped)])
    columns.arrange(RIGHT, buff=1.3).move_to(scene.layout.stage.at(right=-3.9))
    heads = [fitted(Label(label_text("ΔE with “{word}”", word=w), 0.32, "update"), 2.3) for w in (given, other)]
    parts = [named(c, head) for c, head in zip(columns, heads, strict=True)]
    names = [scene.label(label_text("with “{word}”", word=w), 0.36) for w in (given, other)]
    table = SideNumbers(
        names, [label_text("along “{word}”", word=word) for word in (given, other)],
        [(join([scene.step(axis, p)[1] for p in (0, 1)]), 2, True) for axis in ("given", "instead")],
        em=0.42, first=2.7, pitch=2.0,
    )  # fmt: skip
    table.move_to(scene.layout.stage.at(right=2.95, up=0.5))
    cosine = (scene.update * swapped).sum() / (length(scene.update) * length(swapped))
    text = written(float(cosine), 2)
    like = scene.label(
        label_text("cosine of the two ΔE: {cosine}", cosine=text), 0.32, "soft", numbers=[(text, cosine)]
    ).move_to(scene.layout.stage.at(right=2.95, up=-1.4))
    with scene.beat("swap", *what_the_swap_does(scene)):
        for part in parts:
            scene.play(FadeIn(part), run_time=0.6)
        scene.play(FadeIn(table), FadeIn(like), run_time=0.8)
        scene.wait(1.5)
    scene.make_way()


def what_the_swap_does(scene: ValueScene) -> tuple[str, list[tuple[str, Reading]]]:
    """What may be said of both directions with the other word put in."""
    given, other = scene.params.given(), scene.params.other()
    moves = [scene.step(axis, 1)[1] for axis in ("given", "instead")]
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
    told = phrased("With “{other}” put in, “{given}” moves by {old}, “{other}” by {new}.", **what)
    if both:
        told = phrased("With “{other}” put in, “{other}” rises {new}, but “{given}” still {old}.", **what)
    if len(told) > 70:
        told = phrased("With the other word put in: {new} along it, {old} along the first.", old=old, new=new)
    return told, [(old, moves[0]), (new, moves[1])]


def show_start(scene: ValueScene) -> None:
    """The first token reads only itself; its update is small beside it, and not zero."""
    updates = [scene.bundle.read("result", scene.layer, scene.head, i) for i in (0, scene.focus)]
    streams = [scene.bundle.read("resid_pre", scene.layer, i) for i in (0, scene.focus)]
    column = named(VectorColumn(updates[0], 6, 0.42, "update"), Label(label_text("ΔE of “start”"), 0.34, "update"))
    column.move_to(scene.layout.stage.at(right=-4.1))
    names = [scene.label(scene.word(i), 0.36, "start" if i == 0 else "text") for i in (0, scene.focus)]
    table = SideNumbers(
        names, (label_text("length of E"), label_text("length of ΔE")),
        [(join([length(v) for v in vectors]), places, False) for vectors, places in ((streams, 0), (updates, 1))],
        em=0.46, first=2.4, pitch=2.4,
    ).move_to(scene.layout.stage.at(right=2.0, up=0.2))  # fmt: skip
    with scene.beat("start", "The first token reads only itself; its own update is not zero."):
        scene.play(FadeIn(column), run_time=0.7)
        scene.play(FadeIn(table), run_time=0.7)
        scene.wait(1.5)
    scene.make_way()
