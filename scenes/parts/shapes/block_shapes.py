"""Where the block of a product stands in each layout, and the names of its matrices with their shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Layout, Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.matrices.product_block import ProductBlock
from attention_scenes.scenes.mobjects.matrices.wall import Wall
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines

BELOW = 5.6  # scene units under the left side of a block, for words


@dataclass(frozen=True)
class BlockPlaces:
    """The box of a block, the size of a result's cell and of its digits, and what is left beside it for names."""

    box: Place
    cell: tuple[float, float]
    em: float
    beside: float
    sign: float = 0.6

    @classmethod
    def of(cls, layout: Layout) -> BlockPlaces:
        stage = layout.stage
        if layout.is_wide:
            box = Place(stage.left + 1.75, stage.bottom + 0.75, stage.right - 1.75, stage.top + 0.1)
            return cls(box, (1.45, 1.2), 0.58, 1.7)
        box = Place(stage.left + 1.15, stage.bottom + 2.1, stage.right - 1.15, stage.top - 0.9)
        return cls(box, (0.82, 1.0), 0.42, 1.1, 0.44)


@dataclass(frozen=True)
class Named:
    """A matrix of a product: its look, its symbol, how many rows and columns it has, and what it is called."""

    wall: Wall
    symbol: str
    sizes: tuple[Reading, Reading]
    word: str = ""


def block_of(
    scene: AttentionScene, left: Named, top: Named, result: Named, *, decimals: int | None = 0,
    places: BlockPlaces | None = None, ratio: float = 0.76,
) -> ProductBlock:  # fmt: skip
    """Return the block of a product in its place, nothing of it worked out yet."""
    at = places or BlockPlaces.of(scene.layout)
    return ProductBlock(left.wall, top.wall, result.wall, *at.box.corners, at.cell, at.em, ratio, decimals)


def names_of(
    scene: AttentionScene, block: ProductBlock, left: Named, top: Named, result: Named, words: Sequence[str],
    places: BlockPlaces | None = None, columns: Sequence[str] = (),
) -> Group:  # fmt: skip
    """Return the names of all three with their shapes, the words that rows are of, and what columns are of."""
    at = places or BlockPlaces.of(scene.layout)
    em = scene.layout.em
    under = block.seen(block.on_left(block.rows, block.inner / 2))
    edge = block.seen(block.on_top(block.inner * 0.4, block.columns))
    side = block.seen(block.inside(block.rows / 2, block.columns, block.inner)) + 0.12 * RIGHT
    names = Group(
        symbol(scene, left, at.sign).move_to(under + 0.2 * LEFT + 0.05 * DOWN, UP + RIGHT),
        symbol(scene, top, at.sign).move_to(edge + 0.3 * RIGHT, DOWN + LEFT),
        fitted(symbol(scene, result, at.sign), scene.layout.words.right - side[0] - 0.12).move_to(side, LEFT),
    )
    labels = [scene.label(word, 0.42 if scene.layout.is_wide else em.word, left.wall.role) for word in words]
    smaller = min([1.0, *[(at.beside - 0.2) / label.width for label in labels]])
    for row, label in enumerate(labels):
        names.add(label.scale(smaller).next_to(block.seen(block.on_left(row + 0.5, 0)), LEFT, buff=0.15))
    for column, word in enumerate(columns):
        label = fitted(scene.label(word, em.word, "soft"), block.cell[0] - 0.06)
        below = block.seen(block.inside(block.rows, column + 0.5, block.inner))
        names.add(label.move_to(below).stand_on(below[1] - 0.4))
    return names


def symbol(scene: AttentionScene, named: Named, em: float) -> VGroup:
    """Return a matrix's symbol, its shape and what it is called."""
    role = "weight_plus" if named.wall.learnt else named.wall.role
    sign = scene.label(named.symbol, em, role, markup=True)
    text, numbers = product(*named.sizes)
    shape = scene.label(text, 0.62 * em, "text", numbers=numbers)
    found = VGroup(sign, shape.next_to(sign, DOWN, buff=0.14))
    if named.word:
        width = 1.6 if scene.layout.is_wide else 1.1
        found.add(Lines(named.word, max(0.36, 0.6 * em), width).next_to(shape, DOWN, buff=0.14))
    return found


def said_below(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Lines:
    """Return what is said of a block, under its left side."""
    stage, wide = scene.layout.stage, scene.layout.is_wide
    em = 0.36 if wide else scene.layout.em.note
    found = Lines(text, em, BELOW if wide else stage.width, "text", edge=-1, numbers=numbers)
    return found.move_to(stage.at(DOWN + LEFT, right=0.1, up=0.22), DOWN + LEFT)
