"""Beats: a sentence as a person reads it falls into what the tokenizer starts from."""

from __future__ import annotations

from manim import DOWN, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, late, leaving
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.tiles.tiles import TileRow
from attention_scenes.scenes.parts.tokens.cut_words import CutWord, by_merges
from attention_scenes.scenes.parts.tokens.tokens_places import places_in


def show_letters(scene: AttentionScene, words: list[CutWord], gloss: str) -> TileRow:
    """Let the sentence fall into its bytes; the tiles of these stay."""
    places, bundle = places_in(scene.layout), scene.bundle
    plain = VGroup(Lines(scene.params.text, places.sentence, places.whole.width, edge=0))
    if gloss:
        plain.add(scene.label(gloss, 1.15 * places.small).next_to(plain, DOWN, buff=0.7))
    plain.move_to(places.whole.at())
    scene.add(plain)
    row = letters_of(scene, words)
    units = grouped(bundle.probe("merges.count", 0)[0])
    note = scene.note(note_of(words), places.small, places.whole.width, edge=0, role="text")
    note.move_to([0, places.whole.bottom + 0.15, 0])
    with scene.beat("letters", caption_of(scene, units[0]), [units]):
        scene.play(FadeOut(plain, rate_func=leaving), FadeIn(row), FadeIn(note, rate_func=late), run_time=1.6)
        scene.wait(0.6)
    scene.let_go(note)
    return row


def letters_of(scene: AttentionScene, words: list[CutWord]) -> TileRow:
    """Return a tile for each byte of the sentence."""
    places = places_in(scene.layout)
    units = [(unit, number) for number, word in enumerate(words) for unit in word.units]
    texts, numbers = [unit for unit, _ in units], [number for _, number in units]
    size = places.whole.width, places.whole.height - 0.7
    row = TileRow(texts, numbers, ["token"] * len(texts), size, places.letters)
    return row.move_to(places.whole.at(up=0.3))


def note_of(words: list[CutWord]) -> str:
    """Return what the marks on the tiles stand for."""
    if any(unit.strip().startswith("<0x") for word in words for unit in word.units):
        return label_text("␣: the space before a word   ·   0x…: a byte that is no letter by itself")
    return label_text("␣: the space before a word, one before the first word too")


def caption_of(scene: AttentionScene, units: str) -> str:
    """Return what a text is to the tokenizer."""
    if not by_merges(scene.bundle):
        return phrased("No list of merges cuts it here: these are its {count} pieces.", count=units)
    spelt = scene.params.text if scene.params.text.startswith(" ") else f" {scene.params.text}"
    of_bytes = int(units.replace(",", "")) == len(spelt.encode())
    same = scene.claim(
        "each character of the text is one byte",
        of_bytes and len(spelt) == len(spelt.encode()),
        claim_text("{characters} characters, {bytes} bytes", characters=len(spelt), bytes=len(spelt.encode())),
    )
    if same:
        return phrased("What comes in is {count} bytes: here one for each character.", count=units)
    if of_bytes:
        return phrased("What comes in is {count} bytes: some letters take two or more.", count=units)
    return phrased("What comes in is {count} letters, spaces among them.", count=units)
