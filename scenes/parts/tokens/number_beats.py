"""Beats: all words are cut; a token's number says which column of the embedding table is its vector."""

from __future__ import annotations

from manim import DOWN, UP, Arrow, Group, ReplacementTransform, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, late, leaving
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.tiles import Tile, TileRow
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.tokens.cut_words import CutWord
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

MOST_COLUMNS, ENTRIES = 4, 5


def token_row(scene: AttentionScene, words: list[CutWord], size: tuple[float, float], em: float) -> TileRow:
    """Return a tile for each token of a text, with its number."""
    pieces = [(text, number, len(word.roots)) for number, word in enumerate(words) for text in word.pieces]
    roles = ["piece" if count > 1 else "token" for *_, count in pieces]
    ids = join([each for word in words for each in word.ids])
    return TileRow([text for text, *_ in pieces], [number for _, number, _ in pieces], roles, size, em, ids)


def show_numbers(scene: AttentionScene, words: list[CutWord]) -> TileRow:
    """Show the whole sentence cut, then each token's number; the tiles stay."""
    places = places_in(scene.layout)
    row = token_row(scene, words, (places.whole.width, places.whole.height), places.sentence)
    row.move_to(places.whole.at(up=0.1))
    tokens = grouped(scene.bundle.probe("merges.count", 0)[1])
    caption = phrased("So with every word: {count} tokens, each with its number.", count=tokens[0])
    with scene.beat("tokens", caption, [tokens]):
        scene.play(FadeIn(*[tile.pair for tile in row.tiles]), run_time=1.2)
        scene.wait(0.5)
        scene.play(FadeIn(*[tile.number for tile in row.tiles if tile.number]), run_time=0.8)
        scene.wait(0.8)
    return row


def show_columns(scene: AttentionScene, word: CutWord, row: TileRow) -> None:
    """Take the columns of a word's tokens out of the table of embeddings."""
    places, bundle = places_in(scene.layout), scene.bundle
    shown = list(range(min(len(word.roots), MOST_COLUMNS)))
    size, vocabulary = bundle.count("d_model"), bundle.count("n_vocab")
    pitch = min(3.4, places.whole.width / len(shown))
    em = min(0.85, 0.42 * pitch)
    stage, columns, tiles, arrows = places.whole, Group(), [], VGroup()
    for n in shown:
        x = stage.at()[0] + (n - (len(shown) - 1) / 2) * pitch
        tile = Tile(word.pieces[n], em, row.tiles[word.first - 1 + n].role, word.ids[n])
        fitted(tile, pitch - 0.2).move_to([x, stage.top - 0.75, 0])
        column = VectorColumn(
            bundle.read("embed", word.first + n), ENTRIES, min(0.4, 0.2 * pitch), decimals=2, note=False
        )
        column.shift([x, stage.bottom + 0.75 + column.frame.height / 2, 0] - column.frame.get_center())
        arrows.add(Arrow(tile.box.get_edge_center(DOWN), column.frame.get_edge_center(UP), buff=0.12,
                         stroke_width=3, color=scene.palette.faint, max_tip_length_to_length_ratio=0.2))  # fmt: skip
        columns.add(column)
        tiles.append(tile)
    of, wide = grouped(size), grouped(vocabulary)
    note = label_text(
        "the table of embeddings: {columns} columns of {size} learned numbers", columns=wide[0], size=of[0]
    )
    told = scene.note(note, scene.layout.em.note * 1.1, stage.width, edge=0, numbers=[wide, of])
    told.move_to([0, stage.bottom + 0.2, 0])
    others = [tile for n, tile in enumerate(row.tiles) if n - word.first + 1 not in shown]
    caption = phrased("A number says which column is its vector. Merges only cut.")
    with scene.beat("columns", caption):
        scene.remove(row)
        scene.add(*row.tiles)
        moves = [
            ReplacementTransform(row.tiles[word.first - 1 + n], tile) for n, tile in zip(shown, tiles, strict=True)
        ]
        scene.play(*[FadeOut(tile, rate_func=leaving) for tile in others], *moves, run_time=1.2)
        scene.play(FadeIn(arrows), FadeIn(columns, told, rate_func=late), run_time=1.2)
        scene.wait(1.0)
    scene.let_go(*tiles, arrows, columns, told)
