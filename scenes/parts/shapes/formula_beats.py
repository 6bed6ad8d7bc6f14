"""Beats: the paper's one line with the shapes of its factors, and the same product in rows and in columns."""

from __future__ import annotations

import numpy as np
from manim import DOWN, RIGHT, UP, Group, VGroup, linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.matrices.glass_matrix import GlassMatrix
from attention_scenes.scenes.mobjects.matrices.product_block import ProductBlock
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.labels import fitted, line
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shapes.block_shapes import BlockPlaces, Named, block_of, names_of
from attention_scenes.scenes.parts.shapes.map_beats import of_map
from attention_scenes.scenes.parts.shapes.two_words import TwoWords, wall

Piece = tuple[str, str, tuple[str, ...]]  # a sign, the role of its colour, and what its rows and columns are counted by
# Vaswani and others 2017, equation 1.
FORMULA: tuple[Piece, ...] = (
    ("$\"softmax\"($", "text", ()), ("$Q$", "query", ("tokens", "d_head")), ("$K^T$", "key", ("d_head", "tokens")),
    ("$\\/ sqrt(d_k))$", "text", ()), ("$V$", "value", ("tokens", "d_head")), ("$=$", "text", ()),
    ("$Z$", "value", ("tokens", "d_head")),
)  # fmt: skip
WORDS = {
    "$Q$": label_text("queries"), "$K^T$": label_text("keys"), "$V$": label_text("values"),
    "$Z$": label_text("mixed values"),
}  # fmt: skip
FLIPPED = "$(Q K^T)^T = K Q^T$"
# The same as it is written in Python.
CODE = '$"softmax(x @ W_q @ (x @ W_k).T / sqrt(d_k)) @ (x @ W_v)"$'


def show_formula(scene: AttentionScene, words: TwoWords) -> None:
    """Show all of it as the paper's line, with shapes, the code's line, and its matrices below."""
    whole_line = formula(scene)
    code = scene.label(CODE, 0.42, "soft", markup=True)
    about = scene.label(label_text("the paper’s line, rows of words; below it, as code"), 0.36)
    width = scene.layout.words.width - 0.3
    gap = 0.4 if scene.layout.is_wide else 0.7
    plates = chain(scene, words)
    parts = (fitted(whole_line, width), fitted(code, width), fitted(about, width), plates)
    whole = Group(*parts).arrange(DOWN, buff=gap)
    whole.move_to(scene.layout.stage.at(up=0.15))
    with scene.beat("formula", "All of it is one line. Where two sizes meet, they are equal and go."):
        scene.play(FadeIn(whole_line, plates), run_time=0.8)
        scene.play(FadeIn(code, about), run_time=0.6)
    scene.make_way()


def formula(scene: AttentionScene) -> VGroup:
    """Return the line, each matrix with its shape and its name under it."""
    em, made = 0.95 if scene.layout.is_wide else 0.58, VGroup()
    for text, role, counted in FORMULA:
        sign = scene.label(text, em, role, markup=True).stand_on(0)
        piece = VGroup(sign)
        if counted:
            shape, numbers = product(*[scene.bundle.count(what) for what in counted])
            piece.add(scene.label(shape, 0.45 * em, "text", numbers=numbers).move_to(sign).stand_on(-0.75 * em))
            piece.add(Lines(WORDS[text], max(0.4 * em, 0.36), 1.3, role).next_to(piece[1], DOWN, buff=0.16))
        made.add(piece)
    made.arrange(RIGHT, buff=0.3 * em)
    for (text, *_), piece in zip(FORMULA, made, strict=True):
        # A letter with something above it has no baseline of its own to stand on.
        foot = piece[0].get_bottom()[1] if text == "$K^T$" else piece[0].baseline
        piece[0].shift(-foot * UP)
        if len(piece) > 1:
            piece[1].stand_on(-0.8 * em)
            piece[2].next_to(piece[1], DOWN, buff=0.16)
    return made


def chain(scene: AttentionScene, words: TwoWords) -> Group:
    """Return weights times values, as plates of one scale."""
    wide = scene.layout.is_wide
    cell, em = ((0.85, 0.62), 0.34) if wide else ((0.66, 0.75), 0.3)
    plates = [
        GlassMatrix(wall(matrix, role), cell, em)
        for matrix, role in (
            (words.weights, "focus"), (words.rows("v"), "value"), (words.mixed(words.head), "value"),
        )
    ]  # fmt: skip
    signs = [scene.label(sign, 0.6, "soft") for sign in ("·", "=")]
    return Group(plates[0], signs[0], plates[1], signs[1], plates[2]).arrange(RIGHT, buff=0.25)


def show_columns(scene: AttentionScene, words: TwoWords) -> None:
    """Work out one product twice, in rows as code does and in columns as this film does."""
    rows = of_map(scene, words, "q")
    columns = turned(scene, words)
    same = scene.claim(
        "columns give the same numbers as rows, bit for bit",
        bool(np.array_equal(columns[0].wall.readings.value @ columns[1].wall.readings.value, words.rows("q").value.T)),
        label_text("of {count} entries", count=words.rows("q").value.size),
    )
    blocks, names = [], Group()
    for parts, places, title in zip((rows, columns), both(scene), titles(scene), strict=True):
        block = block_of(scene, *parts, places=places, ratio=0.8)
        blocks.append(block)
        names.add(beside(scene, block, parts, title, places))
    names.add(flipped(scene))
    caption = phrased("Papers and code: rows, x W. This film: columns, W x. Nearly the same.")
    if same:
        caption = phrased("Papers and code: rows, x W. This film: columns, W x. The same, turned.")
    with scene.beat("columns", caption):
        scene.play(FadeIn(*blocks, names), run_time=0.8)
        count = float(blocks[0].rows * blocks[0].columns)
        scene.play(*[Change(block, beam=count, run_time=2.6, rate_func=linear) for block in blocks])
    scene.make_way()


def flipped(scene: AttentionScene) -> VGroup:
    """Return the rule by which a product is turned, of queries and keys, below both blocks."""
    em, stage = 0.4 if scene.layout.is_wide else scene.layout.em.word, scene.layout.stage
    told = line(
        scene.label(label_text("turned, the order flips:"), em), scene.label(FLIPPED, em, markup=True), buff=0.25
    )
    return fitted(told, stage.width).move_to(stage.at(DOWN, up=0.38))


def turned(scene: AttentionScene, words: TwoWords) -> tuple[Named, Named, Named]:
    """Return the factors and the result of the same product in columns: W_Qᵀ Xᵀ = Qᵀ."""
    inputs, learnt, found = of_map(scene, words, "q")

    def side(named: Named, sign: str) -> Named:
        first, second = named.sizes
        return Named(wall(named.wall.readings.T, named.wall.role, learnt=named.wall.learnt), sign, (second, first))

    return side(learnt, "$W_Q^T$"), side(inputs, "$X^T$"), side(found, "$Q^T$")


def both(scene: AttentionScene) -> tuple[BlockPlaces, BlockPlaces]:
    """Return where the two blocks stand: side by side, or one below the other."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        low, high = stage.bottom + 0.95, stage.top - 0.7
        left = Place(stage.left + 0.1, low, -1.55, high)
        right = Place(0.45, low, stage.right - 1.05, high)
        return BlockPlaces(left, (0.72, 0.66), 0.36, 1.0, 0.48), BlockPlaces(right, (0.72, 0.66), 0.36, 1.0, 0.48)
    upper, lower = stage.part(0.06, 0.44), stage.part(0.55, 0.92)
    boxes = [Place(one.left + 0.4, one.bottom + 0.5, one.right - 1.2, one.top - 0.3) for one in (upper, lower)]
    return BlockPlaces(boxes[0], (0.72, 0.6), 0.3, 1.0, 0.42), BlockPlaces(boxes[1], (0.72, 0.5), 0.3, 1.0, 0.42)


def titles(scene: AttentionScene) -> tuple[str, str]:
    return label_text("rows: papers, code"), label_text("columns: this film")


def beside(
    scene: AttentionScene, block: ProductBlock, parts: tuple[Named, Named, Named], title: str, places: BlockPlaces
) -> Group:
    """Return a block's heading and the names of its matrices."""
    heading = scene.label(title, scene.layout.em.word * 1.2)
    box = places.box
    names = names_of(scene, block, *parts, (), places)
    return Group(names, heading.move_to([(box.left + box.right) / 2, box.top + 0.4, 0]))
