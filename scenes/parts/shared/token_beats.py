"""Beats: a sentence becomes tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import DOWN, LEFT, UP, Create, ReplacementTransform, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.pattern_claims import word_at, written_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.labels import fitted, line
from attention_scenes.scenes.mobjects.text.token_names import words_of
from attention_scenes.scenes.mobjects.text.token_row import TokenRow

LARGE, MOST_LETTERS = 0.95, 26  # em of a sentence that fills the stage, and letters of a line of it


def show_tokens(
    scene: AttentionScene,
    followed: int | None = None,
    *,
    large: bool = False,
    gloss: str = "",
    letters: int = MOST_LETTERS,
) -> TokenRow:
    """Show a sentence as we read it fall into the model's tokens; the row of them stays.

    Where the word of the token ``followed`` has pieces, its last is pointed out. A ``large`` sentence fills the stage,
    on several lines of some ``letters``; ``gloss`` explains a word of it.
    """
    tokens = scene.bundle.tokens()
    words = words_of(tokens)
    width = row_width(scene.layout)
    row = TokenRow(tokens, LARGE, width, 0.62 * LARGE) if large else TokenRow(tokens).shift(1.4 * UP)
    plain = as_read(scene, [written_word(tokens, word) for word in words], letters if large else 0)
    its_word = [] if followed is None else word_at(tokens, followed)
    cut = sorted((word for word in words if len(word) > 1), key=lambda word: word != its_word)
    scene.add(*plain)
    explained = [scene.label(gloss, 0.4).next_to(plain, DOWN, buff=0.6)] if gloss else []
    scene.add(*explained)
    with scene.beat("words", "A sentence, as we read it."):
        scene.wait(0.5)
    pieces = [scene.counted(f"word.{tokens[word[0]].word}.tokens") for word in cut[:1]]
    caption = phrased("The model reads tokens; here each word is one.")
    if cut:
        what = {"word": written_word(tokens, cut[0]), "count": pieces[0][0]}
        caption = phrased("The model reads tokens; “{word}” is {count} of them.", **what)
    note = scene.label(label_text("“start”: a token put before every text"), 0.3, "soft").next_to(
        row.boxes[0], UP, buff=0.2
    )
    note.align_to(row.boxes[0], LEFT)
    with scene.beat("tokens", caption, pieces):
        parts = [VGroup(*[row.labels[i] for i in word]) for word in words]
        moves = [ReplacementTransform(VGroup(whole), part) for whole, part in zip(plain, parts, strict=True)]
        scene.play(
            *moves,
            *map(FadeOut, explained),
            FadeIn(row.boxes[1:]),
            Create(row.joiners),
            FadeIn(row.token(0)),
            FadeIn(note),
        )
        if large:
            scene.let_go(note)
        else:
            scene.wait(2)
            scene.play(FadeOut(note), run_time=0.4)
    return row


def as_read(scene: AttentionScene, words: Sequence[str], letters: int) -> VGroup:
    """Return the words of a sentence as labels; large ones on lines of some ``letters``."""
    if not letters:
        return fitted(line(*[scene.label(word, 0.5) for word in words], buff=0.22), 12.6).shift(0.5 * UP)
    lines: list[list[str]] = [[]]
    for word in words:
        if len(" ".join([*lines[-1], word])) > letters:
            lines.append([])
        lines[-1].append(word)
    set_lines = [line(*[scene.label(word, LARGE) for word in one], buff=0.4 * LARGE) for one in filter(None, lines)]
    block = VGroup(*set_lines).arrange(DOWN, buff=0.5 * LARGE).move_to(scene.layout.stage.at(up=0.2))
    block.scale(min(1.0, row_width(scene.layout) / block.width, 4.4 / block.height))
    return VGroup(*[label for one in set_lines for label in one])


def row_width(layout: Layout) -> float:
    """Return how wide a sentence may be that fills the stage."""
    return min(12.6, layout.words.width)


def places_under(
    row: TokenRow, shown: Sequence[int], width: float = 12.9, widest: float = 1.3
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return where columns under some tokens stand, by what the tokens shrink, and the columns' em."""
    pitch = min(widest, width / len(shown))
    xs = (np.arange(len(shown)) - (len(shown) - 1) / 2) * pitch
    fits = np.array([0.94 * pitch / row.boxes[i].width for i in shown])
    least = 0.6 * min(1.0, 0.5 / row.labels[0].em)  # tokens of a large sentence shrink to what those of others do
    return xs, np.minimum(fits, np.clip(fits.min(), least, 1)), min(0.28, pitch / 3.6)
