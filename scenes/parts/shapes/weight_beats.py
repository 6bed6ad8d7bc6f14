"""Beats: every query meets every key, softmax along rows, and values mixed by the weights of a row."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.matrices.glass_matrix import GlassMatrix
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shapes.block_shapes import Named, block_of, names_of, said_below
from attention_scenes.scenes.parts.shapes.map_beats import QUICK, work_out
from attention_scenes.scenes.parts.shapes.two_words import TwoWords, wall


def show_scores(scene: AttentionScene, words: TwoWords) -> None:
    """Work out Q Kᵀ: a row for each query, a column for each key."""
    n, d_k = scene.bundle.count("tokens"), scene.bundle.count("d_head")
    parts = (
        Named(wall(words.rows("q"), "query"), "$Q$", (n, d_k)),
        Named(wall(words.rows("k").T, "key"), "$K^T$", (d_k, n)),
        Named(wall(words.scores, "focus"), "$Q K^T$", (n, n)),
    )
    block = block_of(scene, *parts)
    caption = phrased("Each query meets each key: K lies on its side, {n} × {n} scores.", n=scene.counted("tokens")[0])
    keys = words.words if scene.layout.is_wide else ()  # in a tall frame the columns are narrower than a word
    names = names_of(scene, block, *parts, words.words, columns=keys)
    names.add(said_below(scene, label_text("words × words: who asks, a row; who answers, a column")))
    with scene.beat("scores", caption, [scene.counted("tokens")] * 2):
        scene.play(FadeIn(block, names), run_time=0.8)
        work_out(scene, block, 0.8, 0.55)
    scene.make_way()


def show_softmax(scene: AttentionScene, words: TwoWords) -> None:
    """Divide the scores by √d_k and take the softmax of each row."""
    plates = [plate_of(scene, matrix) for matrix in (words.scores, words.scaled, words.weights)]
    first, second = two_places(scene)
    for plate, place in zip(plates, (first, second, second), strict=True):
        plate.move_to(place)
    size = scene.counted("d_head")
    divided = scene.label(f"$div sqrt({size[0]})$", 0.75, "soft", markup=True, numbers=[size])
    turned = Lines(label_text("softmax of each row"), 0.42, 1.9 if scene.layout.is_wide else 5.0, "soft")
    for way in (divided, turned):
        way.move_to((first + second) / 2)
    names = edge_words(scene, words, plates[0])
    sums = row_sums(words.weights, plates[2], scene)
    caption = phrased("Divided by √{size}, then softmax: each row adds up to {one}.", size=size[0], one="1")
    with scene.beat("softmax", caption, [size, *constants("1")]):
        scene.play(FadeIn(plates[0], names, divided), run_time=0.5)
        scene.play(FadeIn(plates[1]), run_time=0.7)
        scene.wait(0.3)
        scene.play(
            FadeOut(plates[0], divided, run_time=0.4), plates[1].animate(run_time=0.8).move_to(first),
            FadeIn(turned, plates[2], run_time=0.8),
        )  # fmt: skip
        scene.play(FadeIn(*sums, told_of_softmax(scene)), run_time=0.6)
    scene.make_way()


def told_of_softmax(scene: AttentionScene) -> VGroup:
    """Return that rows here are the columns of this film's grids, and that the model of two words has no mask."""
    stage, em = scene.layout.stage, 0.42 if scene.layout.is_wide else scene.layout.em.word
    turned = label_text("rows, as in papers; in this film’s grids softmax goes down columns")
    unmasked = label_text("no mask here: both words see each other")
    told = VGroup(*[fitted(scene.label(text, em), stage.width) for text in (turned, unmasked)])
    return told.arrange(DOWN, buff=0.16).move_to(stage.at(DOWN, up=0.24), DOWN)


def plate_of(scene: AttentionScene, matrix: Reading) -> GlassMatrix:
    """Return a matrix of scores or weights as a large plate."""
    cell, em = ((1.75, 1.45), 0.62) if scene.layout.is_wide else ((1.5, 1.3), 0.56)
    return GlassMatrix(wall(matrix, "focus"), cell, em)


def two_places(scene: AttentionScene) -> tuple[np.ndarray, np.ndarray]:
    """Return the middles of two plates: side by side, or one below the other."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return stage.at(right=-2.6, up=0.15), stage.at(right=3.0, up=0.15)
    return stage.at(up=2.4), stage.at(up=-2.2)


def row_sums(weights: Reading, plate: GlassMatrix, scene: AttentionScene) -> list[Label]:
    """Return beside a plate what each of its rows adds up to."""
    found = []
    for number, row in enumerate(weights):
        total = row.sum()
        digits = written(float(total), 2)
        label = scene.label(f"= {digits}", 0.46, "text", numbers=[(digits, total)])
        y = plate.place(plate.centers[number * len(row)])[0][1]
        found.append(label.next_to(plate, RIGHT, buff=0.2).set_y(y))
    return found


def edge_words(scene: AttentionScene, words: TwoWords, plate: GlassMatrix) -> VGroup:
    """Return the words at the left of a plate, who asks, and over it, who answers."""
    em, found, cell = 0.42 if scene.layout.is_wide else scene.layout.em.word, VGroup(), plate.cell
    for number, word in enumerate(words.words):
        asks = plate.place(plate.centers[number * len(words.words)] - [cell[0] / 2, 0])[0]
        answers = plate.place(plate.centers[number] + [0, cell[1] / 2])[0]
        found.add(fitted(scene.label(word, em, "query"), 1.75).next_to(asks, LEFT, buff=0.12))
        found.add(fitted(scene.label(word, em, "key"), cell[0] - 0.08).move_to(answers).stand_on(answers[1] + 0.18))
    return found


def show_mix(scene: AttentionScene, words: TwoWords) -> None:
    """Work out A V: each row of weights mixes the rows of V."""
    n, d_k = scene.bundle.count("tokens"), scene.bundle.count("d_head")
    parts = (
        Named(wall(words.weights, "focus"), "$A$", (n, n), label_text("weights")),
        Named(wall(words.rows("v"), "value"), "$V$", (n, d_k)),
        Named(wall(words.mixed(words.head), "value"), "$Z$", (n, d_k), label_text("mixed values")),
    )
    block = block_of(scene, *parts, decimals=2)
    asked, other = words.asked, 1 - words.asked
    weight = words.weights[asked, other]
    digits = written(float(weight), 2)
    caption = phrased(
        "A row of weights mixes rows of V: “{word}” takes {weight} of “{other}”.",
        word=words.words[asked], weight=digits, other=words.words[other],
    )  # fmt: skip
    with scene.beat("mix", caption, [(digits, weight)]):
        scene.play(FadeIn(block, names_of(scene, block, *parts, words.words)), run_time=0.8)
        work_out(scene, block, 0.7, QUICK)
    scene.make_way()
