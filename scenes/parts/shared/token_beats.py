"""Beats: a sentence becomes tokens, tokens become vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from manim import LEFT, UP, Create, Group, ReplacementTransform, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.pattern_claims import word_at, written_word
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.text.token_names import words_of
from attention_scenes.scenes.mobjects.text.tokens import TokenRow
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus


def show_tokens(scene: AttentionScene, followed: int | None = None) -> TokenRow:
    """Show a sentence as we read it fall into the model's tokens; the row of them stays.

    Where the word of the token ``followed`` has pieces, its last is pointed out.
    """
    tokens = scene.bundle.tokens()
    words = words_of(tokens)
    plain = fitted(line(*[scene.label(written_word(tokens, word), 0.5) for word in words], buff=0.22), 12.6)
    plain.shift(0.5 * UP)
    row = TokenRow(tokens).shift(1.4 * UP)
    its_word = [] if followed is None else word_at(tokens, followed)
    cut = sorted((word for word in words if len(word) > 1), key=lambda word: word != its_word)
    scene.add(*plain)
    with scene.beat("words", "A sentence, as we read it."):
        scene.wait(0.5)
    pieces = [scene.counted(f"word.{tokens[word[0]].word}.tokens") for word in cut[:1]]
    caption = phrased("The model reads tokens; here each word is one.")
    if cut:
        what = {"word": written_word(tokens, cut[0]), "count": pieces[0][0]}
        caption = phrased("The model reads tokens; “{word}” is {count} of them.", **what)
        if its_word in cut[:1]:
            caption = phrased("The model reads tokens; “{word}” is {count}: its last is followed.", **what)
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


def show_vectors(scene: AttentionScene, focus: HeadFocus, row: TokenRow) -> None:
    """Show a column under each token, on entering the model and on entering the layer.

    Only as many columns as can be read stand under their tokens: the last ones up to the focus.
    """
    shown = list(range(max(0, focus.query - 11), min(len(focus.tokens), max(focus.query + 1, 12))))
    size = scene.bundle.meta["d_model"]
    xs, scales, em = places_under(row, shown)

    def columns(readings: Callable[[int], Reading]) -> list[VectorColumn]:
        made = [VectorColumn(readings(i), 6, em, decimals=2, note=False) for i in shown]
        return [
            c.shift(np.array([x - c.frame.get_x(), -0.55 - c.frame.get_y(), 0])) for c, x in zip(made, xs, strict=True)
        ]

    before = columns(lambda i: scene.bundle.read("embed", i))
    after = columns(lambda i: scene.bundle.read("attn_in", focus.layer, i))
    elided = Label(
        label_text(
            "each column: 6 of its {size} numbers, larger ones {shade}", size=size, shade=scene.palette.shades.more
        ),
        0.26,
        "soft",
        numbers=[*constants("6"), scene.counted("d_model")],
    ).move_to(scene.layout.notes.at())
    moves = [
        row.token(i).animate.scale(s).move_to(scene.layout.stage.at(right=x, up=1.1))
        for i, x, s in zip(shown, xs, scales, strict=True)
    ]
    away = [FadeOut(row.token(i)) for i in range(len(focus.tokens)) if i not in shown]
    caption = phrased("Each token becomes a vector: a column of {count} numbers.", count=str(size))
    with scene.beat("vectors", caption, [scene.counted("d_model")]):
        scene.play(*moves, *away, FadeOut(row.joiners), run_time=0.8)
        frames = [FadeIn(Group(c.dots, c.frame), run_time=0.8) for c in before]
        scene.play(*frames, *[c.arrive(1.2) for c in before], FadeIn(elided))
    with scene.beat("entering", *entering(scene, focus)):
        scene.play(FadeOut(*[c.numbers for c in before]), run_time=0.3)
        scene.play(*[c.arrive(1.2) for c in after])
    scene.make_way()


def entering(scene: AttentionScene, focus: HeadFocus) -> tuple[str, Numbers]:
    """Return what has become of the vectors on their way to the head, and the numbers in it."""
    if focus.layer > 1:
        number = scene.bundle.count("head.layer")
        layers, last = grouped(number), grouped(number - 1.0)
        caption = phrased(
            "After {layers} layers, 0 to {last}, normalised, they enter this head.", layers=layers[0], last=last[0]
        )
        return caption, [layers, *constants("0"), last]
    if focus.layer:
        return phrased("After one layer, 0, and normalised, they enter this head."), constants("0")
    if scene.adds_positions:
        return phrased("With positions added, and normalised, they enter this head."), ()
    return phrased("Normalised, they enter this head."), ()
