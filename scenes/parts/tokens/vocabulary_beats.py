"""Beat: the whole vocabulary as a field of cells, and which kinds of tokens are in it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, Circle, Line, Square, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.token_merges import BEGINS_WORD, ONE_BYTE, OTHERS
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.token_field import TokenField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.tiles import Tile
from attention_scenes.scenes.parts.tokens.cut_words import CutWord
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

KINDS = ("piece", "focus", "token")  # colours of the kinds, in the order of the probe


def show_vocabulary(scene: AttentionScene, words: list[CutWord]) -> None:
    """Show every token as a cell, mark one of each kind out of the sentence, and count the kinds."""
    place, bundle = places_in(scene.layout).whole, scene.bundle
    kinds, counts = bundle.probe("merges.kind"), bundle.probe("merges.kinds")
    legend = legend_of(scene)
    low = place.bottom + legend.height + 0.35
    size = place.width, min(place.top - low - 0.9, 0.6 * place.width)
    colors = np.array([scene.palette.rgba(role, 1.0 if role == "focus" else 0.62) for role in KINDS])
    field = TokenField(kinds, colors, size)
    field.move_to([place.at()[0], low + size[1] / 2, 0])
    legend.move_to([place.at()[0], place.bottom + legend.height / 2 + 0.05, 0])
    whole, lone = grouped(bundle.count("n_vocab")), grouped(counts[1])
    caption = phrased("The vocabulary: {count} tokens, {bytes} of them a single byte.", count=whole[0], bytes=lone[0])
    with scene.beat("vocabulary", caption, [whole, lone]):
        scene.play(FadeIn(field), run_time=1.0)
        scene.play(FadeIn(legend), run_time=0.6)
        scene.play(FadeIn(*examples_of(scene, words, field)), run_time=0.8)
        scene.wait(1.5)


def legend_of(scene: AttentionScene) -> VGroup:
    """Return for each kind its colour, its count and its name: side by side, or below each other in a tall frame."""
    counts, em = scene.bundle.probe("merges.kinds"), scene.layout.em.word
    made = VGroup()
    for kind in (BEGINS_WORD, OTHERS, ONE_BYTE):
        number = grouped(counts[kind])
        color = getattr(scene.palette, KINDS[kind])
        square = Square(0.8 * em, color=color, fill_opacity=0.8, stroke_width=0)
        label = scene.label(kind_text(kind, number[0]), em, numbers=[number])
        made.add(VGroup(square, label.next_to(square, buff=0.3 * em)))
    if scene.layout.is_wide:
        made.arrange(buff=0.9)
    else:
        made.arrange(DOWN, buff=0.3 * em, aligned_edge=np.array([-1.0, 0, 0]))
    return fitted(made, places_in(scene.layout).whole.width)


def kind_text(kind: int, count: str) -> str:
    """Return what is said of a kind of tokens."""
    if kind == BEGINS_WORD:
        return label_text("{count} begin a word", count=count)
    if kind == ONE_BYTE:
        return label_text("{count} are a single byte", count=count)
    return label_text("{count} go on in one", count=count)


def examples_of(scene: AttentionScene, words: list[CutWord], field: TokenField) -> list[VGroup]:
    """Return a mark for one token of each kind out of the sentence, and its tile over the field."""
    kinds, em = scene.bundle.probe("merges.kind").value, 0.42
    found: dict[int, tuple[str, Reading]] = {}
    for word in sorted(words, key=lambda each: len(each.roots)):
        for text, number in zip(word.pieces, word.ids, strict=True):
            found[int(kinds[int(number.value)])] = (text, number)
    marks = []
    for kind, (text, number) in found.items():
        at = field.center_of(int(number.value))
        tile = Tile(text, em, KINDS[kind], number)
        ring = Circle(0.13, color=scene.palette.text, stroke_width=3).move_to(at)
        marks.append((at, tile, ring))
    marks.sort(key=lambda each: each[0][0])
    xs = spread([at[0] for at, *_ in marks], [tile.box.width + 0.3 for _, tile, _ in marks], field)
    made = []
    for (at, tile, ring), x in zip(marks, xs, strict=True):
        tile.move_to([x, field.get_top()[1] + 0.15 + tile.box.height / 2, 0])
        lead = Line(tile.box.get_edge_center(DOWN), at + 0.13 * UP, stroke_width=2, color=scene.palette.text)
        made.append(VGroup(lead, ring, tile))
    return made


def spread(wanted: list[float], widths: list[float], field: TokenField) -> list[float]:
    """Return places of tiles near those wanted, none on another, within the field."""
    xs = list(wanted)
    for n in range(len(xs)):
        least = field.get_left()[0] + widths[0] / 2 if not n else xs[n - 1] + (widths[n - 1] + widths[n]) / 2
        xs[n] = max(xs[n], least)
    for n in reversed(range(len(xs))):
        last = n == len(xs) - 1
        most = field.get_right()[0] - widths[n] / 2 if last else xs[n + 1] - (widths[n + 1] + widths[n]) / 2
        xs[n] = min(xs[n], most)
    return xs
