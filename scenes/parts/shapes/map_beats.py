"""Beats: a phrase as rows of numbers, and three maps that make queries, keys and values of them."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Group, VGroup, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.matrices.glass_matrix import GlassMatrix
from attention_scenes.scenes.mobjects.matrices.product_block import ProductBlock
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shapes.block_shapes import Named, block_of, names_of, symbol
from attention_scenes.scenes.parts.shapes.two_words import ROLES, TwoWords, wall

SLOW, QUICK = 1.8, 0.34  # seconds for an entry that is worked through, and for one of the others


def show_phrase(scene: AttentionScene, words: TwoWords) -> None:
    """Show the phrase as a matrix: a row of numbers for each word."""
    inputs = matrix_x(scene, words)
    cell = (1.6, 1.55) if scene.layout.is_wide else (1.25, 1.4)
    plate = GlassMatrix(inputs.wall, cell, 0.8 if scene.layout.is_wide else 0.6)
    plate.move_to(scene.layout.stage.at(right=0.6, up=0.75))
    rows = [
        scene.label(word, 0.62 if scene.layout.is_wide else 0.4).next_to(plate.place(at)[0], LEFT, buff=0.35)
        for word, at in zip(words.words, plate.centers[:: words.inputs.shape[1]] - [cell[0] / 2, 0], strict=True)
    ]
    name = symbol(scene, inputs, 0.8 if scene.layout.is_wide else 0.65).next_to(plate, buff=0.4)
    if not scene.layout.is_wide:
        name.next_to(plate, DOWN, buff=0.45)
    asked = label_text("which gender has “{word}” here?", word=words.words[words.asked])
    question = VGroup(
        scene.label(label_text("In French an adjective takes the gender of its noun:"), 0.5, "soft"),
        scene.label(asked, 0.5, "text"),
    ).arrange(DOWN, buff=0.2)
    fitted(question, scene.layout.words.width).move_to(scene.layout.stage.at(DOWN, up=0.8))
    width = scene.counted("d_model")
    caption = phrased("Two words, {width} numbers each, one row a word: X.", width=width[0])
    order = np.linspace(0, 1, len(plate.come))
    scene.add(Group(*rows), plate)
    with scene.beat("phrase", caption, [width]):
        scene.play(Change(plate, lit=1.0, delays=order, run_time=1.2), FadeIn(name, question, run_time=0.8))
        scene.play(Change(plate, lit=0.0, run_time=0.4))
    scene.make_way()


def show_query(scene: AttentionScene, words: TwoWords) -> None:
    """Work out X W_Q: a row meets a column, products cross in the block, their sum is an entry of Q."""
    parts = of_map(scene, words, "q")
    block = block_of(scene, *parts)
    names = names_of(scene, block, *parts, words.words)
    caption = phrased("A row of X meets a column of W: multiply, add, an entry of Q.")
    with scene.beat("query", caption):
        scene.play(FadeIn(block, names), run_time=0.8)
        scene.play(entry(block, SLOW), FadeIn(sum_of_first(scene, parts), run_time=0.6))
        scene.play(entries(block, QUICK))
    scene.make_way()


def show_keys_values(scene: AttentionScene, words: TwoWords) -> None:
    """Work out X W_K and X W_V in the same way, each quickly."""
    with scene.beat("keys and values", "The same rows through two more maps: keys K and values V."):
        for number, letter in enumerate("kv"):
            parts = of_map(scene, words, letter)
            block = block_of(scene, *parts)
            if number:
                scene.make_way()
            scene.play(FadeIn(block, names_of(scene, block, *parts, words.words)), run_time=0.6)
            work_out(scene, block, 0.27, 0.27)
            scene.wait(0.25)
    scene.make_way()


def sum_of_first(scene: AttentionScene, parts: tuple[Named, Named, Named]) -> Label:
    """Return the first entry of a product, written out."""
    row, column, found = (named.wall.readings for named in parts)
    pairs = list(zip(row[0], column[:, 0], strict=True))
    numbers = [(digits_of(number), number) for pair in pairs for number in pair] + [
        (digits_of(found[0, 0]), found[0, 0])
    ]
    terms = [f"{bracketed(one)}·{bracketed(other)}" for one, other in pairs]
    text = f"{' + '.join(terms)} = {digits_of(found[0, 0])}"
    label = fitted(scene.label(text, 0.42, parts[2].wall.role, numbers=numbers), scene.layout.words.width - 0.3)
    return label.move_to(scene.layout.stage.at(DOWN + LEFT, right=0.1, up=0.22), DOWN + LEFT)


def digits_of(reading: Reading) -> str:
    """Return a number as it is written in a sum: whole, or with two decimals."""
    return written(float(reading), 0 if float(reading).is_integer() else 2)


def bracketed(reading: Reading) -> str:
    return f"({digits_of(reading)})" if float(reading) < 0 else digits_of(reading)


def work_out(scene: AttentionScene, block: ProductBlock, first: float, others: float) -> None:
    """Let the entries of a product come one by one, the first as slowly as is said."""
    scene.play(entry(block, first))
    if block.rows * block.columns > 1:
        scene.play(entries(block, others))


def entry(block: ProductBlock, seconds: float) -> Change:
    """Return the working out of the first entry."""
    return Change(block, beam=1.0, run_time=seconds, rate_func=linear)


def entries(block: ProductBlock, seconds: float) -> Change:
    """Return the working out of all other entries, each in so many seconds."""
    count = block.rows * block.columns
    return Change(block, beam=float(count), run_time=seconds * (count - 1), rate_func=linear)


def matrix_x(scene: AttentionScene, words: TwoWords) -> Named:
    n, d = scene.bundle.count("tokens"), scene.bundle.count("d_model")
    return Named(wall(words.inputs, "text"), "$X$", (n, d))


def of_map(scene: AttentionScene, words: TwoWords, letter: str) -> tuple[Named, Named, Named]:
    """Return the two factors and the result of ``X W`` for a letter q, k or v."""
    n, d, d_k = (scene.bundle.count(what) for what in ("tokens", "d_model", "d_head"))
    big = letter.upper()
    return (
        matrix_x(scene, words),
        Named(wall(words.map(letter), ROLES[letter], learnt=True), f"$W_{big}$", (d, d_k)),
        Named(wall(words.rows(letter), ROLES[letter]), f"${big}$", (n, d_k)),
    )
