"""Beats: the update added to the word, digit by digit, and that of the start token."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, early
from attention_scenes.scenes.mobjects.charts.side_numbers import SideNumbers
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.rounded_note import rounded_note
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn, decimals_of_rows
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.values.coats import coat, placed_at, standing
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, into, notes_under

COLUMN, NAME = 0.42, 0.6  # em
SHOWN, DECIMALS = 6, (2, 3)  # entries of each column; how they are written: with more where that makes them add up


def named(column: VectorColumn, name: Label) -> Group:
    name.next_to(column.frame, UP).stand_on(column.frame.get_top()[1] + 0.22)
    return Group(column, name)


def _others_add(scene: AttentionScene, count: str) -> str:
    """Return what else adds to the stream in the head's layer."""
    biased, has_mlp = "o" in scene.bundle.meta["biased"], bool(scene.bundle.meta["d_mlp"])
    if biased and has_mlp:
        return label_text("the layer’s {count} other heads, a bias and its MLP add theirs too", count=count)
    if biased:
        return label_text("the layer’s {count} other heads and a bias add theirs too", count=count)
    if has_mlp:
        return label_text("the layer’s {count} other heads and its MLP add theirs too", count=count)
    return label_text("the layer’s {count} other heads add theirs too", count=count)


def what_enters(scene: AttentionScene, focus: ValueFocus, layer: str) -> str:
    """Return what E is: in the first layer nothing but a position has been added to the word's column."""
    word = focus.word(focus.query)
    if focus.layer:
        return label_text("E: “{word}” as it enters layer {layer}, no longer its column of the embedding table",
                          word=word, layer=layer)  # fmt: skip
    if scene.adds_positions:
        return label_text(
            "E: “{word}” as it enters layer {layer}: its column of the embedding table, plus its position",
            word=word, layer=layer,
        )  # fmt: skip
    return label_text("E: “{word}” as it enters layer {layer}, where nothing has changed it yet",
                      word=word, layer=layer)  # fmt: skip


def what_changes(scene: AttentionScene, focus: ValueFocus, before: Reading) -> tuple[str, Numbers]:
    """Return what is said of the update: that it changes every number of the word, where it does."""
    size, old, update = scene.counted("d_model"), before.value, focus.update.value
    changed = int((old + update != old).sum())
    if scene.claim(
        "the update changes every number of the word", changed == len(old),
        claim_text("{some} of {all}", some=changed, all=len(old)),
    ):  # fmt: skip
        caption = phrased("Query, key, value: all for ΔE, added to all {count} numbers of the word.", count=size[0])
        return caption, [size]
    return phrased("Query, key, value: all for this one update ΔE, added to the word."), []


def show_sum_in_stream(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> Creature | None:
    """Show E + ΔE = E′, digit by digit, beside the creature as it enters; return that, which stays."""
    before = scene.bundle.read("resid_pre", focus.layer, focus.query)
    em = min(COLUMN, (at.told.height - 1.5) / 8.8)
    after = before + focus.update
    decimals, adds = decimals_of_rows((before, focus.update), after, SHOWN, *DECIMALS)
    columns = [
        VectorColumn(r, SHOWN, em, role, decimals=decimals)
        for r, role in ((before, None), (focus.update, "update"), (after, None))
    ]
    signs = [Label(sign, 0.6, "soft") for sign in "+="]
    Group(columns[0], signs[0], columns[1], signs[1], columns[2]).arrange(RIGHT, buff=0.32)
    for sign in signs:
        sign.set_y(columns[0].frame.get_y())
    names = ("$E$", "text"), ("$Delta E$", "update"), ("$E'$", "text")
    parts = [named(c, Label(text, NAME, role, markup=True)) for c, (text, role) in zip(columns, names, strict=True)]
    start, move = focus.step("given", 0)
    creature = coat(scene, focus, 0, [start, start + move], at.figure.height)
    whole = Group(*parts)
    for note in rounded_note(adds, 0.34, 2 * whole.width):  # on one line: a second one would make columns too small
        parts[2].add(fitted(note, whole.width).next_to(whole, DOWN, buff=0.2))
    into(Group(*parts, *signs), at.told if creature else at.whole)
    others = grouped(scene.bundle.count("n_heads") - 1.0)
    layer = scene.counted("head.layer")
    add = _others_add(scene, others[0])
    entering = what_enters(scene, focus, layer[0])
    note = notes_under(scene, [(entering, [layer]), (add, [others])], 0.34)
    shown: list[Group | Creature] = [parts[0]]
    if creature:
        name = placed_at(scene, focus.word(focus.query), scene.params.given(), start)
        standing([creature], [name], at.figure)
        shown.append(creature)
    with scene.beat("added", *what_changes(scene, focus, before)):
        scene.play(*[FadeIn(one, rate_func=early) for one in shown], run_time=0.8)
        scene.play(FadeIn(Group(signs[0], parts[1])), run_time=0.7)
        scene.play(FadeIn(Group(signs[1], parts[2])), FadeIn(note), run_time=0.7)
    scene.make_way(*([creature] if creature else []))
    return creature


def show_start(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Show that the first token reads only itself; its update is small beside it, and not zero."""
    updates = [scene.bundle.read("result", focus.layer, focus.head, i) for i in (0, focus.query)]
    em = min(0.56, (at.column.height - 1.5) / 8.8)
    column = named(VectorColumn(updates[0], 6, em, "update"), Label(label_text("ΔE of “start”"), 0.46, "update"))
    names = [scene.label(focus.word(i), 0.64, "start" if i == 0 else "text") for i in (0, focus.query)]
    table = SideNumbers(
        names, (label_text("length of ΔE"),), [(join([v.norm() for v in updates]), 1, False)],
        em=0.9, first=3.8, pitch=3.6,
    )  # fmt: skip
    into(column, at.column)
    into(table, at.lengths)
    cut_to(scene, column, table)
    with scene.beat("start", "What of the first token? It reads only itself; its update is not zero."):
        scene.wait(1)
