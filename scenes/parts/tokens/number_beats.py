"""Beats: all words are cut; a token's number says which column of the embedding table is its vector."""

from __future__ import annotations

from manim import DOWN, Group, ReplacementTransform

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, leaving
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.tiles.tiles import Tile, TileRow
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.tokens.cut_words import CutWord, by_merges
from attention_scenes.scenes.parts.tokens.token_tiles import tiles_of
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

MOST_COLUMNS, ENTRIES = 4, 5


def show_numbers(scene: AttentionScene, words: list[CutWord]) -> TileRow:
    """Show the whole sentence cut, then each token's number; the tiles stay."""
    places = places_in(scene.layout)
    row = tiles_of(words, (places.whole.width, places.whole.height), places.sentence)
    row.move_to(places.whole.at(up=0.1))
    tokens = grouped(scene.bundle.probe("merges.count", 0)[1])
    caption = phrased("Every word is cut so: {count} tokens, each numbered in the vocabulary.", count=tokens[0])
    with scene.beat("tokens", caption, [tokens]):
        scene.play(FadeIn(*[tile.pair for tile in row.tiles]), run_time=1.0)
        scene.play(FadeIn(*[tile.number for tile in row.tiles if tile.number]), run_time=0.8)
        scene.wait(0.3)
    return row


def show_columns(scene: AttentionScene, word: CutWord, row: TileRow) -> None:
    """Take the columns of a word's tokens out of the table of embeddings."""
    places, bundle = places_in(scene.layout), scene.bundle
    shown = list(range(min(len(word.roots), MOST_COLUMNS)))
    size, vocabulary = bundle.count("d_model"), bundle.count("n_vocab")
    pitch = min(4.0, places.whole.width / len(shown))
    em = min(0.9, 0.4 * pitch)
    stage, parts, tiles = places.whole, Group(), []
    low = stage.bottom + 1.7 * places.small
    for n in shown:
        x = stage.at()[0] + (n - (len(shown) - 1) / 2) * pitch
        tile = fitted(Tile(word.pieces[n], em, row.tiles[word.first - 1 + n].role), pitch - 0.2)
        tile.move_to([x, stage.top - 0.6 * em, 0])
        number = grouped(word.ids[n])
        name = label_text("column {number}", number=number[0])
        named = fitted(scene.label(name, 0.5, "focus", numbers=[number]), pitch - 0.2)
        named.next_to(tile, DOWN, buff=0.28)
        high = named.get_bottom()[1] - 0.25
        size_of = min(0.42, 0.19 * pitch, (high - low) / (1.22 * (ENTRIES + 1) + 0.3))
        column = VectorColumn(bundle.read("embed", word.first + n), ENTRIES, size_of, decimals=2, note=False)
        column.shift([x, high - column.frame.height / 2, 0] - column.frame.get_center())
        parts.add(named, column)
        tiles.append(tile)
    of, wide = grouped(size), grouped(vocabulary)
    note = label_text(
        "of the table of embeddings: {columns} columns of {size} learned numbers", columns=wide[0], size=of[0]
    )
    told = scene.note(note, places.small, stage.width, edge=0, role="text", numbers=[wide, of])
    told.next_to(parts, DOWN, buff=0.3).set_x(stage.at()[0])
    Group(*tiles, parts, told).move_to(stage.at())
    others = [tile for n, tile in enumerate(row.tiles) if n - word.first + 1 not in shown]
    caption = phrased("A token’s number picks its vector, a learned column.")
    if by_merges(bundle):
        caption = phrased("Byte-pair merges only cut: a token’s number picks its learned vector.")
    with scene.beat("columns", caption):
        scene.remove(row)
        scene.add(*row.tiles)
        cut = [row.tiles[word.first - 1 + n] for n in shown]
        moves = [ReplacementTransform(old.pair, new) for old, new in zip(cut, tiles, strict=True)]
        gone = [*others, *[tile.number for tile in cut if tile.number]]
        scene.remove(*cut)
        scene.add(*[part for tile in cut for part in tile])
        scene.play(*[FadeOut(each, rate_func=leaving) for each in gone], *moves, run_time=1.2)
        scene.play(FadeIn(parts, told), run_time=1.0)
        scene.wait(0.6)
    scene.let_go(*tiles, parts, told)
