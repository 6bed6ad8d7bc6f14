"""Beats: the tokens of a sentence take their columns out of the embedding table."""

from __future__ import annotations

import numpy as np
from manim import DOWN, UP, Create, Group, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, late
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.text.constant import constant, constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.token_names import role_of
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.mobjects.vectors.embedding_table import FAINT, LIT, EmbeddingTable
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.embeddings.embedding_places import places_in
from attention_scenes.scenes.parts.embeddings.embeddings_data import Asked
from attention_scenes.scenes.parts.shared.token_beats import places_under

DRAWN, ROWS = 84, 16
LARGEST = 0.36  # em of a column's numbers
PIECE = 0.5  # opacity of a piece's thread


class TokenTable:
    """The table between the tokens and their columns. Call :meth:`show` and :meth:`take_out` in this order."""

    def __init__(self, scene: AttentionScene, asked: Asked, row: TokenRow) -> None:
        self.scene, self.asked, self.row = scene, asked, row
        self.places = places = places_in(scene.layout)
        count = len(asked.tokens)
        last = count if asked.hero is None else max(asked.hero + 1, min(places.most, count))
        self.shown = list(range(max(0, last - places.most), last))
        width, widest = (12.9, 1.3) if scene.layout.is_wide else (scene.layout.words.width, 1.6)
        self.xs, self.scales, _ = places_under(row, self.shown, width, widest)
        self.em = min(LARGEST, (self.xs[1] - self.xs[0]) / 3.3) if len(self.xs) > 1 else LARGEST
        self.roles = [role_of(asked.tokens, i) for i in self.shown]
        self.cut = VGroup()
        self.table = self.make_table()
        self.columns = [self.column(i, x, self.em, places.entries) for i, x in zip(self.shown, self.xs, strict=True)]

    def make_table(self) -> EmbeddingTable:
        bundle, tokens = self.scene.bundle, self.asked.tokens
        roles = {tokens[i].id: role for i, role in zip(self.shown, self.roles, strict=True)}
        others = sorted({token.id for token in bundle.tokens("others")} - set(roles))
        chosen = np.linspace(0, len(others) - 1, DRAWN - len(roles)).round().astype(int)
        self.ids = sorted([*roles, *(others[i] for i in np.unique(chosen))])
        columns = [bundle.read("W_E", i) for i in self.ids]
        return EmbeddingTable(columns, [roles.get(i, "") for i in self.ids], self.places.table, ROWS)

    def column(self, index: int, x: float, em: float, visible: int) -> VectorColumn:
        column = VectorColumn(self.scene.bundle.read("embed", index), visible, em, decimals=2, note=False)
        return column.shift([x - column.frame.get_x(), self.places.columns_top - column.frame.get_top()[1], 0])

    def tell_drawn(self) -> None:
        """Say in the line of the source what of the table is drawn."""
        columns, rows = self.scene.counted("n_vocab"), self.scene.counted("d_model")
        drawn = grouped(constant(len(self.ids))), grouped(constant(ROWS))
        text = label_text(
            "drawn: {some} of {columns} columns, {few} of {rows} rows; larger numbers {shade}",
            some=drawn[0][0], columns=columns[0], few=drawn[1][0], rows=rows[0],
            shade=self.scene.palette.shades.more,
        )  # fmt: skip
        self.scene.change_provenance(text, [columns, rows, *drawn])

    def show(self) -> None:
        scene, row = self.scene, self.row
        places = zip(self.shown, self.xs, self.scales, strict=True)
        moves = [
            row.token(i).animate.scale(s).move_to(scene.layout.sentence.at(right=x, up=0.15)) for i, x, s in places
        ]
        away = [FadeOut(row.token(i)) for i in range(len(self.asked.tokens)) if i not in self.shown]
        index = [self.ids.index(self.asked.tokens[i].id) for i in self.shown]
        whole = scene.counted("n_vocab")
        self.table.move_to([0, self.places.table_y[0], 0])
        caption = phrased("The embedding table: a learned column for each of {count} tokens.", count=whole[0])
        table = FadeIn(self.table.cells, self.table.symbol)
        scene.play(FadeOut(row.joiners), *away, *moves, table, run_time=0.6)
        scene.wait(0.15)
        self.tell_drawn()
        with scene.beat("table", caption, [whole]):
            starts = [row.boxes[i].get_edge_center(DOWN) for i in self.shown]
            self.inward = self.threads_in(index, starts)
            pieces = FadeIn(self.pieces_note(), rate_func=late)
            scene.play(Create(self.inward, lag_ratio=0.1), FadeIn(self.table.frames), pieces, run_time=1.0)
        self.index, self.starts = index, starts

    def pieces_note(self) -> VGroup:
        """Say why a word is cut, where one is."""
        if "piece" not in self.roles:
            return VGroup()
        text = label_text("blue: pieces of a word that has no column of its own")
        note = self.scene.note(text, 0.38, self.scene.layout.words.width, 0, role="piece")
        self.cut = VGroup(note.move_to(self.scene.layout.notes.at(up=0.1 if self.scene.layout.is_wide else 0.55)))
        return self.cut

    def threads_in(self, index: list[int], starts: list[np.ndarray]) -> VGroup:
        lines = zip(index, starts, self.roles, strict=True)
        return self.lit(VGroup(*[self.table.thread_in(i, start, role) for i, start, role in lines]))

    def lit(self, threads: VGroup) -> VGroup:
        """Make bright the thread of the word followed, so that an eye has one to follow, and those of pieces."""
        for line, role in zip(threads, self.roles, strict=True):
            line.set_stroke(opacity=PIECE if role == "piece" else FAINT)
        if self.asked.hero is not None:
            threads[self.shown.index(self.asked.hero)].set_stroke(opacity=LIT)
        return threads

    def take_out(self) -> None:
        scene = self.scene
        size, width = scene.counted("d_model")
        some, all_ = len(self.shown), scene.bundle.count("tokens")
        few = str(self.places.entries)
        what, counts = {"few": few, "size": size, "shade": scene.palette.shades.more}, []
        note = label_text("each column: {few} of its {size} numbers, larger ones {shade}", **what)
        if some < len(self.asked.tokens):
            counts = [(str(some), constant(some)), (str(len(self.asked.tokens)), all_)]
            note = label_text(
                "{some} of {all} tokens shown; each column: {few} of its {size} numbers, larger ones {shade}",
                some=some, all=len(self.asked.tokens), **what,
            )  # fmt: skip
        numbers = [*constants(few), (size, width), *counts]
        told = scene.note(note, 0.34, scene.layout.words.width, 0, numbers=numbers)
        told.move_to(scene.layout.notes.at(up=-0.23 if scene.layout.is_wide else 0.55))
        caption = phrased("Each token takes out its own: {count} numbers, its embedding.", count=size)
        scene.change_provenance(label_text("embedding table"))
        with scene.beat("columns", caption, [(size, width)]):
            scene.wait(0.2)
            outward, strips = self.make_room()
            self.told = told
            falls = [
                strip.animate.stretch_to_fit_height(column.frame.height).move_to(column.frame)
                for strip, column in zip(strips, self.columns, strict=True)
            ]
            scene.play(FadeIn(self.inward), *falls, Create(outward, lag_ratio=0.1), run_time=1.0)
            frames = [FadeIn(Group(c.dots, c.frame), run_time=0.8) for c in self.columns]
            scene.play(*map(FadeOut, strips), *frames, *[c.arrive(0.8) for c in self.columns], FadeIn(self.told))

    def make_room(self) -> tuple[VGroup, list[CellField]]:
        """Press the table together; return the threads out of it and a strip of each column to be taken out."""
        scene, table, low, y = self.scene, self.table, self.places.pressed, self.places.table_y[1]
        scene.play(
            FadeOut(self.cut), FadeOut(self.inward),
            table.cells.animate.stretch_to_fit_height(low).set_y(y),
            table.frames.animate.stretch_to_fit_height(low + 0.06).set_y(y), table.symbol.animate.set_y(y),
            run_time=0.5,
        )  # fmt: skip
        self.inward = self.threads_in(self.index, self.starts)
        ends = [column.frame.get_edge_center(UP) + 0.06 * UP for column in self.columns]
        threads = zip(self.index, ends, self.roles, strict=True)
        outward = VGroup(*[table.thread_out(i, end, role) for i, end, role in threads])
        return self.lit(outward), [table.strip(i) for i in self.index]

    def column_of_hero(self) -> VectorColumn | None:
        """Return the column of the word followed, where it is in the sentence."""
        hero = self.asked.hero
        return None if hero is None else self.columns[self.shown.index(hero)]
