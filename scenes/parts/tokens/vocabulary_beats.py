"""Beat: the whole vocabulary as a field of cells, and which kinds of tokens are in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, Rectangle, RoundedRectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.token_merges import BEGINS_WORD, ONE_BYTE, OTHERS
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.tiles.tiles import Tile
from attention_scenes.scenes.mobjects.tiles.token_field import TokenField
from attention_scenes.scenes.parts.tokens.cut_words import CutWord, by_merges
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

ORDER = BEGINS_WORD, OTHERS, ONE_BYTE  # from left to right
COLORS = {BEGINS_WORD: "token", OTHERS: "piece", ONE_BYTE: "focus"}
EACH = {BEGINS_WORD: 3, OTHERS: 2}  # examples of a kind


def show_vocabulary(scene: AttentionScene, words: list[CutWord]) -> None:
    """Show every token as a cell in the band of its kind, count the kinds, and name some tokens of the texts."""
    place, bundle = places_in(scene.layout).whole, scene.bundle
    kinds, counts = bundle.probe("merges.kind"), bundle.probe("merges.kinds")
    low = place.bottom + 2.2 * places_in(scene.layout).small
    size = place.width, place.top - low
    colors = np.array([scene.palette.rgba(COLORS[kind]) for kind in sorted(COLORS)])
    field = TokenField(kinds, ORDER, colors, size)
    field.move_to([place.at()[0], low + size[1] / 2, 0])
    told, numbers = made_of(scene)
    note = scene.note(told, places_in(scene.layout).small, place.width, edge=0, role="text", numbers=numbers)
    note.next_to(field, DOWN, buff=0.2)
    whole, lone = grouped(bundle.count("n_vocab")), grouped(counts[ONE_BYTE])
    caption = phrased("The vocabulary: {count} tokens, {bytes} of them a single byte.", count=whole[0], bytes=lone[0])
    with scene.beat("vocabulary", caption, [whole, lone]):
        scene.play(FadeIn(field), FadeIn(note), run_time=1.0)
        for n, kind in enumerate(ORDER[:-1]):
            if float(counts[kind]):
                scene.play(FadeIn(card_of(scene, words, field, n, kind)), run_time=0.6)
        if float(counts[ONE_BYTE]):
            scene.play(FadeIn(corner_of(scene, field)), run_time=0.6)
        scene.wait(1.0)


def made_of(scene: AttentionScene) -> tuple[str, Numbers]:
    """Return what the tokens are made of: merges, single bytes, and what neither makes, such as the start token."""
    merges, lone = (scene.bundle.probe("merges.merges", 0), scene.bundle.probe("merges.kinds")[ONE_BYTE])
    rest = scene.bundle.count("n_vocab") - merges - lone
    if not by_merges(scene.bundle) or float(rest) < 1:
        return label_text("each cell is one token"), []
    counts = [grouped(each) for each in (merges, lone, rest)]
    text = label_text(
        "a cell a token: {merges} made by merges, {bytes} single bytes, {rest} others",
        merges=counts[0][0], bytes=counts[1][0], rest=counts[2][0],
    )  # fmt: skip
    return text, counts


def corner_of(scene: AttentionScene, field: TokenField) -> VGroup:
    """Return a frame round the single bytes, and how many there are beside it."""
    em, number = places_in(scene.layout).small, grouped(scene.bundle.probe("merges.kinds")[ONE_BYTE])
    low, high = field.square()
    frame = Rectangle(width=high[0] - low[0], height=high[1] - low[1], stroke_width=3, color=scene.palette.focus)
    frame.move_to((low + high) / 2)
    text = label_text("{count} are a single byte", count=number[0])
    label = scene.label(text, 1.2 * em, "focus", numbers=[number]).next_to(frame, LEFT, buff=0.6 * em)
    ground = RoundedRectangle(
        corner_radius=0.1, width=label.width + 0.8 * em, height=1.7 * em, stroke_width=0,
        fill_color=scene.palette.background, fill_opacity=0.9,
    )  # fmt: skip
    return VGroup(ground.move_to(label), label, frame)


def card_of(scene: AttentionScene, words: Sequence[CutWord], field: TokenField, place: int, kind: int) -> VGroup:
    """Return what stands over the band of a kind: how many tokens are of it, and some of the texts' own."""
    em, number = places_in(scene.layout).small, grouped(scene.bundle.probe("merges.kinds")[kind])
    left, right = field.band(place)
    room = max(right - left - 0.5, 1.0)
    digits = scene.label(number[0], min(scene.layout.em.hero, 0.3 * room), numbers=[number])
    name = fitted(scene.label(name_of(kind), 1.2 * em), room)
    most = EACH[kind] - (not scene.layout.is_wide)  # a narrow band has room for one fewer
    tiles = [Tile(text, 1.4 * em, COLORS[kind], each) for text, each in tokens_of(scene, words, kind)[:most]]
    lines = [digits, name]
    if tiles:
        lines.append(fitted(VGroup(*tiles).arrange(RIGHT, buff=0.3 * em), room))
    card = VGroup(*lines).arrange(DOWN, buff=0.8 * em)
    ground = RoundedRectangle(
        corner_radius=0.2, width=card.width + em, height=card.height + em, stroke_width=0,
        fill_color=scene.palette.background, fill_opacity=0.88,
    )  # fmt: skip
    return VGroup(ground, card).move_to([(left + right) / 2, field.get_center()[1] + 1.2 * em, 0])


def name_of(kind: int) -> str:
    return label_text("begin with a space") if kind == BEGINS_WORD else label_text("begin without one")


def tokens_of(scene: AttentionScene, words: Sequence[CutWord], kind: int) -> list[tuple[str, Reading]]:
    """Return the texts' tokens of a kind, each once, the longest first."""
    kinds = scene.bundle.probe("merges.kind").value
    found = {
        text: number
        for word in words
        for text, number in zip(word.pieces, word.ids, strict=True)
        if kinds[int(number.value)] == kind
    }
    return sorted(found.items(), key=lambda each: -len(each[0]))
