"""Merge tree: a word's bytes as a row of tiles, and above two that a merge joins the tile that it makes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, UP, VGroup, VMobject

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.tiles.tiles import (
    CLOSE,
    PAD,
    Tile,
    rank_words,
    small_em,
    smallest_em,
    tile_height,
    tile_text,
)

RISE = 0.3  # from a tile up to the one above it, in em


def levels_of(units: int, joins: Sequence[Sequence[int]]) -> list[int]:
    """Return for each node how many merges stand above each other in it: 0 for the units, which come first."""
    levels = [0] * units
    for left, right in joins:
        levels.append(1 + max(levels[left], levels[right]))
    return levels


class MergeTree(VGroup):
    """Tiles of a word: its bytes below, above them what merges make of two, each with its rank.

    Parameters
    ----------
    texts
        Of the nodes: bytes first, then what each merge makes.
    joins
        For each merge the two nodes that it joins.
    ranks
        ``[J]``, the place of each merge in the list.
    roots
        The nodes that are left, from left to right.
    size
        Width and height that it must fit into.
    em
        Of the letters, at most.

    Attributes
    ----------
    tiles
        A tile for each node.
    forks
        For each merge the two lines under its tile.
    foot
        Height of the middle of its bytes when it was made; where the tree is moved to changes nothing.
    """

    def __init__(
        self,
        texts: Sequence[str],
        joins: Sequence[Sequence[int]],
        ranks: Reading,
        roots: Sequence[int],
        size: tuple[float, float],
        em: float,
    ) -> None:
        self.joins, self.roots, self.units = joins, roots, len(texts) - len(joins)
        self.widths = [Label(tile_text(text), 1.0).width for text in texts]
        self.digits = [0.0] * self.units + [Label(rank_words(grouped(rank)[0]), 1.0).width for rank in ranks]
        while True:
            self.em = em
            xs, ys, width, height = self._places()
            if (width <= size[0] and height <= size[1]) or em * 0.96 < smallest_em():
                break
            em *= 0.96
        self.tiles = [
            Tile(text, em, "token" if n < self.units else "piece", None if n < self.units else ranks[n - self.units],
                 says=rank_words)
            .shift([x, y, 0])
            for n, (text, x, y) in enumerate(zip(texts, xs, ys, strict=True))
        ]  # fmt: skip
        self.forks = [self._fork(n) for n in range(len(joins))]
        super().__init__(*self.forks, *self.tiles)
        self.center()
        self.foot = float(self.leaves[0].box.get_y())

    @property
    def leaves(self) -> list[Tile]:
        return self.tiles[: self.units]

    def made(self, merge: int) -> Tile:
        """Return the tile that a merge makes."""
        return self.tiles[self.units + merge]

    def width_of(self, node: int) -> float:
        return max(self.widths[node] * self.em, self.digits[node] * small_em(self.em)) + PAD * self.em

    def _places(self) -> tuple[list[float], list[float], float, float]:
        """Return where tiles stand, and how wide and high all of them are."""
        em, gap = self.em, CLOSE * self.em
        spans = [self.width_of(n) for n in range(self.units)]
        for n, (left, right) in enumerate(self.joins, self.units):
            spans.append(max(self.width_of(n), spans[left] + gap + spans[right]))
        xs, pen = [0.0] * len(spans), 0.0
        for root in self.roots:
            self._set(root, pen, spans, xs)
            pen += spans[root] + gap  # no wider between trees: where a word is cut comes out of the merges
        low, high = tile_height(em, False), tile_height(em, True)
        levels = levels_of(self.units, self.joins)
        ys = [low / 2 + RISE * em + (level - 1) * (RISE * em + high) + high / 2 if level else 0.0 for level in levels]
        return xs, ys, pen - gap, low + max(levels) * (RISE * em + high)

    def _set(self, node: int, left: float, spans: Sequence[float], xs: list[float]) -> None:
        """Place a node in the middle of its span, which begins at ``left``, and its two below it."""
        xs[node] = left + spans[node] / 2
        if node >= self.units:
            one, two = self.joins[node - self.units]
            left = xs[node] - (spans[one] + CLOSE * self.em + spans[two]) / 2
            self._set(one, left, spans, xs)
            self._set(two, left + spans[one] + CLOSE * self.em, spans, xs)

    def _fork(self, merge: int) -> VGroup:
        """Return a line from each of the two tiles: up first, so that it crosses no other tile."""
        foot = self.made(merge).box.get_edge_center(DOWN)
        lines = VGroup()
        for n in self.joins[merge]:
            top = self.tiles[n].box.get_edge_center(UP)
            bend = np.array([top[0], foot[1] - 0.6 * RISE * self.em, 0])
            line = VMobject(stroke_width=2.5, stroke_color=palette().faint)
            lines.add(line.set_points_as_corners([top, bend, foot]))
        return lines

    def snapped(self, merge: int) -> list[np.ndarray]:
        """Return where the two tiles of a merge stand, side by side, just before they become one."""
        one, two = (self.tiles[n] for n in self.joins[merge])
        middle, wide = self.made(merge).box.get_center(), one.box.width + two.box.width
        return [middle + [(one.box.width - wide) / 2, 0, 0], middle + [(wide - two.box.width) / 2, 0, 0]]
