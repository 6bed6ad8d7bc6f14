"""Beats: the way back to the size of the stream, and what each map of a head is for."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.attention.shape_formula import ShapesLine
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.vectors.linear_map import MapStep
from attention_scenes.scenes.mobjects.vectors.weighted_sum import WeightedSum
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, notes_under


def show_map_back(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces, total: WeightedSum) -> None:
    """Map the sum back to the size of the stream, and show that the sizes fit."""
    size, width = scene.counted("d_head"), scene.counted("d_model")
    names = (
        scene.label(label_text("sum: {count} numbers", count=size[0]), 0.32, "value", numbers=[size]),
        scene.label(label_text("ΔE: {count} numbers", count=width[0]), 0.32, "update", numbers=[width]),
    )
    step = MapStep(
        scene.bundle.read("z", focus.layer, focus.head, focus.query), scene.bundle.read("W_O", focus.layer, focus.head),
        focus.update, "$W_O$", names, ("value", "output", "update"), em=0.3, cell=0.14, gap=at.back_gap,
    )  # fmt: skip
    step.move_to(at.back)
    n = scene.bundle.count(f"position.{focus.query}") + 1.0
    shapes = ShapesLine(scene.bundle.count("d_model"), scene.bundle.count("d_head"), n)
    fitted(shapes, scene.layout.words.width).move_to(at.shapes)
    caption = phrased(
        "{size} in, {width} out: a last learned map brings it back to full size.", size=size[0], width=width[0]
    )
    with scene.beat("map back", caption, [size, width]):
        way = step.into.frame.get_center() - total.total.frame.get_center()
        scene.play(total.total.animate.shift(way), run_time=0.7)
        scene.play(FadeIn(names[0]), FadeIn(step.parts[1]), run_time=0.7)
        scene.play(FadeIn(step.parts[2]), run_time=0.7)
    with scene.beat("shapes", "The sizes must fit: read it from right to left."):
        scene.play(FadeIn(shapes), *map(FadeIn, share_of_heads(scene)), run_time=0.8)
        scene.wait(1)
    scene.make_way()


def share_of_heads(scene: AttentionScene) -> list[VGroup]:
    """Say why a value has so few numbers, where the heads of a layer share the size of the stream."""
    heads, size, width = (scene.bundle.count(name) for name in ("n_heads", "d_head", "d_model"))
    if float(heads * size) != float(width):
        return []
    words, numbers = product(heads, size)
    whole = grouped(heads * size)
    note = label_text(
        "why so few: {count} are one head’s share, {product} = {all}",
        count=numbers[1][0], product=words, all=whole[0],
    )  # fmt: skip
    return [notes_under(scene, [(note, [numbers[1], *numbers, whole])], 0.3, -0.07)]


def show_answer(scene: AttentionScene, at: ValuePlaces) -> None:
    """Show the answer in one frame: what each learned map of a head is for."""
    width, size = scene.counted("d_model"), scene.counted("d_head")
    said: tuple[tuple[dict[str, str], str, Numbers], ...] = (
        ({"$q$": "query", "$dot$": "text", "$k$": "key"}, label_text("who reads whom"), []),
        ({"$v$": "value"}, label_text("what is handed over: {count} numbers", count=size[0]), [size]),
        ({"$W_O$": "output"}, label_text("back to {count} numbers, added to the word", count=width[0]), [width]),
    )
    lines = VGroup()
    symbols_x, words_x, first, pitch = at.answer
    for symbols, text, numbers in said:
        name = line(*[scene.label(symbol, 0.7, role, markup=True) for symbol, role in symbols.items()], buff=0.12)
        name.set_x(symbols_x).shift(name[0].baseline * DOWN)
        room = scene.layout.words.right - words_x
        words = scene.note(text, at.answer_em, room, role="text", numbers=numbers).move_to(words_x * RIGHT, LEFT)
        words.stand_on(0) if isinstance(words, Label) else words.middle_on(0)
        lines.add(VGroup(name, words).shift((first - pitch * len(lines)) * UP))
    with scene.beat("answer", "Keys and values apart: a word is found by one, and gives another."):
        scene.play(*map(FadeIn, lines), run_time=1)
        scene.wait(1.5)
