"""Beats: a sentence becomes tokens, tokens become vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import LEFT, UP, Create, ReplacementTransform, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.pattern_claims import written_word
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.labels import fitted, line
from attention_scenes.scenes.mobjects.text.token_names import words_of
from attention_scenes.scenes.mobjects.text.tokens import TokenRow


def show_tokens(scene: AttentionScene) -> TokenRow:
    """Show a sentence as we read it fall into the model's tokens; the row of them stays."""
    tokens = scene.bundle.tokens()
    words = words_of(tokens)
    plain = fitted(line(*[scene.label(written_word(tokens, word), 0.5) for word in words], buff=0.22), 12.6)
    plain.shift(0.5 * UP)
    row = TokenRow(tokens).shift(1.4 * UP)
    cut = [word for word in words if len(word) > 1]
    scene.add(*plain)
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
        scene.play(*moves, FadeIn(row.boxes[1:]), Create(row.joiners), FadeIn(row.token(0)), FadeIn(note))
        scene.wait(2)
        scene.play(FadeOut(note), run_time=0.4)
    return row


def places_under(row: TokenRow, shown: Sequence[int]) -> tuple[np.ndarray, np.ndarray, float]:
    """Return where columns under some tokens stand, by what the tokens shrink, and the columns' em."""
    pitch = min(1.3, 12.9 / len(shown))
    xs = (np.arange(len(shown)) - (len(shown) - 1) / 2) * pitch
    fits = np.array([0.94 * pitch / row.boxes[i].width for i in shown])
    return xs, np.minimum(fits, np.clip(fits.min(), 0.6, 1)), min(0.28, pitch / 3.6)
