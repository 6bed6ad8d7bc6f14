"""Beats: what one map for both queries and keys would do: the same score both ways, and each word fits itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, Group, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField, grid_centers
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

MOST = 4  # words
CELL, LOW, NARROW = (1.2, 0.8), (1.3, 0.5), (0.88, 0.72)  # of 16:9, of tables one below the other, of 4:3
EM, NAME, TITLE = 0.32, 0.36, 0.42
DARKEST, LIGHTEST = 0.12, 0.5  # opacity of the tile of the smallest score and of the largest
APART = 1.0  # of two scores, that differ


def show_shared_map(scene: AttentionScene, focus: HeadFocus) -> None:
    """Set the scores of some words by both maps beside those that one map for both would give, before turning."""
    words = list(range(max(0, focus.query + 1 - MOST), focus.query + 1))
    q, k = (focus.read(name)[words] for name in ("q", "k"))
    own, shared = scores(q, k), scores(q, q)
    names = [focus.word(word) for word in words]
    wide, upright = scene.layout.is_wide, scene.layout.aspect < 1.1
    cell, decimals = (CELL if wide else LOW if upright else NARROW), int(wide or upright)
    tables = Group(
        ScoreTable(scene, own.T, names, label_text("two maps"), "focus", cell, decimals),
        ScoreTable(scene, shared.T, names, label_text("the query map for both"), "data_high", cell, decimals),
    )
    tables.arrange(DOWN if upright else RIGHT, buff=0.15 if upright else 1.0 if wide else 0.3)
    stage = scene.layout.stage
    tables.move_to(stage.at(up=0.3))
    fits_itself = int((np.diag(shared.value) >= shared.value.max(axis=1) - 1e-6).sum())
    same = bool(np.allclose(shared.value, shared.value.T, rtol=1e-4))
    differ = float(np.abs(own.value - own.value.T).max())
    mirrored = scene.claim(
        "with one map for both, two words have the same score both ways; with two they have not",
        same and differ > APART,
        claim_text("with two maps they differ by up to {difference}", difference=f"{differ:.1f}"),
    )
    itself = scene.claim(
        "with one map for both, each of these words fits itself best",
        fits_itself == len(words),
        claim_text("{some} of {all}", some=fits_itself, all=len(words)),
    )
    caption = phrased("Could both share one map? These are the scores it would give.")
    if mirrored:
        caption = phrased("With one map for both, each pair would score the same both ways.")
    if mirrored and itself:
        caption = phrased("One map for both: each of these fits itself best; pairs are alike.")
    size = scene.counted("d_head")
    text = label_text(
        "query · key before turning, {count} products each; along the top: who asks; down: who answers", count=size[0]
    )
    note = scene.note(text, 0.3, stage.width - 0.2, 0, role="text", numbers=[size])
    note.next_to(tables, DOWN, buff=0.2).set_x(0)
    if not wide:
        Group(tables, note).move_to(stage.at())
    pair = pair_shown(own)
    pairs = [each.frames([pair, pair[::-1]], "text") for each in tables]
    itself_best = [tables[1].frames([(n, n) for n in range(len(words))], "focus")] if itself else []
    with scene.beat("shared map", caption):
        scene.play(FadeIn(tables[0], note), run_time=0.8)
        scene.play(FadeIn(tables[1]), run_time=0.8)
        scene.play(*map(Create, [*pairs, *itself_best]), run_time=0.6)


def pair_shown(own: Reading) -> tuple[int, int]:
    """Return the two words whose scores differ most, where each has its own map."""
    apart = np.abs(own.value - own.value.T)
    one, other = np.unravel_index(int(apart.argmax()), apart.shape)
    return int(one), int(other)


def scores(queries: Reading, keys: Reading) -> Reading:
    """Return each query times each key, ``[T, T]``."""
    products = [(query * key).sum() for query in queries for key in keys]
    return join(products).reshape(len(queries), len(keys))


class ScoreTable(Group):
    """Scores as numbers on tiles, brighter where larger: a row for each key, a column for each query."""

    def __init__(
        self, scene: AttentionScene, values: Reading, names: Sequence[str], title: str, role: str,
        cell: tuple[float, float], decimals: int,
    ) -> None:  # fmt: skip
        count = len(names)
        self.cell, self.centers = cell, grid_centers(count, count, cell)
        low, high = float(values.value.min()), float(values.value.max())
        size = (values.value.ravel() - low) / max(high - low, 1e-9)
        colors = np.tile(scene.palette.rgba(role), (count * count, 1))
        colors[:, 3] = DARKEST + (LIGHTEST - DARKEST) * size
        flat = values.reshape(-1)
        self.cells = CellField(flat, self.centers, cell, colors)
        numbers = NumberField(flat, self.centers, EM, scene.palette.rgba("text"), decimals=decimals, sign=True)
        labels = Group()
        at = self.centers.reshape(count, count, 2)
        for index, name in enumerate(names):
            x, y = at[index, 0]
            labels.add(fitted(Label(name, NAME, "key"), 1.5).move_to([x - cell[0] / 2 - 0.12, y, 0], RIGHT))
            x, y = at[0, index]
            labels.add(fitted(Label(name, NAME, "query"), cell[0] - 0.04).move_to([x, y + cell[1] / 2 + 0.25, 0]))
        made = Group(self.cells, numbers, labels)
        heading = fitted(Label(title, TITLE, role if role == "focus" else "text"), made.width)
        heading.next_to(made, UP, buff=0.2).align_to(self.cells if heading.width <= self.cells.width else made, LEFT)
        super().__init__(made, heading)

    def frames(self, which: Sequence[tuple[int, int]], role: str) -> VGroup:
        """Return a frame around some cells, where the table stands now; each is a row and a column."""
        count = round(len(self.centers) ** 0.5)
        centers = self.cells.place(self.centers[[row * count + column for row, column in which]])
        (width, height), color = self.cell, getattr(palette(), role)
        return VGroup(*[
            Rectangle(width=width - 0.08, height=height - 0.08, color=color, stroke_width=4).move_to(center)
            for center in centers
        ])  # fmt: skip
