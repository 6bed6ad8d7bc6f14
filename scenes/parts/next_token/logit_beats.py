"""Beats: the unembedding makes logits, softmax makes probabilities."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Mobject, ReplacementTransform, VGroup

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.charts.distribution import Distribution
from attention_scenes.scenes.mobjects.charts.temperature import TemperatureBars
from attention_scenes.scenes.mobjects.charts.unembedding import LogitSum, UnembeddingRows
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.vectors.token_columns import TokenColumns
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import places_in
from attention_scenes.scenes.parts.shared.parameter_counts import there


class Logits(NamedTuple):
    """Logits shown: rows of the unembedding, logits and their heading, how far the vector went, what leaves next."""

    rows: UnembeddingRows
    logits: NumberField
    heading: Label
    way: np.ndarray
    leaving: list[Mobject]


class Shares(NamedTuple):
    """Probabilities on screen: bars, what a temperature changes of them, the headings, a note below."""

    bars: Distribution
    tempered: TemperatureBars
    heading: VGroup
    note: Mobject


def show_unembedding(scene: AttentionScene, last: LastToken, row: TokenColumns, note: Mobject) -> Logits:
    """Multiply the last vector with rows of the unembedding: a logit for each token."""
    vector, values = scene.bundle.read("final_norm", last.index), last.next.logits
    read = [scene.bundle.read("W_U", token.id) for token in last.next.tokens]
    tied, at = not there(scene.bundle, ("lm_head",)), places_in(scene.layout)
    rows = UnembeddingRows(
        last.names, read, last.next.others, tied=tied, columns=at.cells, step=at.row, widest=at.row_names
    )
    rows.shift(np.array([at.cells_x, at.top - rows.ys[0], 0]) - rows.cells.get_center())
    middle = rows.cells.get_y()
    column = row.columns[-1]
    way = np.array([at.vector_x, middle, 0]) - column.frame.get_center()
    ys = middle + rows.ys
    places = np.column_stack([np.full(len(ys), 0.0), ys])
    logits = NumberField(values, places, 0.36, scene.palette.rgba("data_low"), sign=True, align="right")
    logits.shift(at.logits_x * RIGHT)
    signs = VGroup(
        scene.label("×", 0.4, "soft").set_x(at.times_x).set_y(middle),
        scene.label("=", 0.4, "soft").set_x(at.equals_x).set_y(middle),
    )
    heading = scene.label(label_text("logits"), 0.32, "soft").next_to(logits, UP).stand_on(at.top + 0.52)
    total = scene.counted("n_vocab")
    caption = phrased("The unembedding: a learned row for each of {count} tokens.", count=total[0])
    with scene.beat("unembedding", caption, [total]):
        scene.play(*[FadeOut(c) for c in row.columns[:-1]], FadeOut(note), run_time=0.5)
        scene.play(column.animate.shift(way), FadeIn(rows), run_time=1)
    worked = LogitSum(last.names[0], read[0], vector, values[0]).align_to(
        scene.layout.stage.at(RIGHT, right=0.05), RIGHT
    )
    worked.align_to(at.sum_top * UP, UP)
    with scene.beat("logit", "A row times the vector, added up: that token’s logit, its score."):
        for part in worked:
            scene.play(FadeIn(part), run_time=0.8)
        scene.play(FadeIn(signs, logits, heading), run_time=0.8)
    return Logits(rows, logits, heading, way, [worked, signs, column, rows.cells, rows.still])


def show_softmax(scene: AttentionScene, last: LastToken, shown: Logits) -> Shares:
    """Turn all logits into probabilities, at each temperature."""
    follow, at_one = last.next, scene.params.temperatures.index(1.0)
    shares, scaled = [], []
    for temperature in scene.params.temperatures:
        found = next_tokens(scene.bundle, temperature=temperature)
        shares.append(join([found.probabilities, found.rest]))
        scaled.append(follow.logits if temperature == 1 else follow.logits / temperature)
    at = places_in(scene.layout)
    bars = Distribution(
        last.names, shares[at_one], follow.others, full=at.full, step=at.row, widest=at.names, room=at.room
    ).at(at.bars_left, at.top)
    tempered = TemperatureBars(bars, shares, scaled, at.bars_left - 0.2, at_one)
    heading = scene.label(label_text("probabilities"), 0.32, "soft").move_to(at.bars_left * RIGHT, LEFT)
    heading.stand_on(at.top + 0.52)
    total = scene.counted("n_vocab")
    formula = label_text(
        "softmax: {power}, divided by the sum of all {count} such powers", power='$e^"logit"$', count=total[0]
    )
    note = fitted(scene.label(formula, 0.3, "soft", markup=True, numbers=[total]), scene.layout.stage.width)
    note.move_to(at.note_y * UP + (0.1 * DOWN if scene.layout.is_wide else 0.0))
    with scene.beat("softmax", "Softmax turns all logits into probabilities that sum to one."):
        scene.let_go(*shown.leaving)
        named = zip(shown.rows.names, bars.names, strict=False)
        target = tempered.logits[at_one]
        scene.play(
            *[ReplacementTransform(a, b) for a, b in named],
            shown.logits.animate.shift(target.get_center() - shown.logits.get_center()),
            shown.heading.animate.align_to((at.bars_left - 0.2) * RIGHT, RIGHT),
            run_time=1,
        )
        scene.remove(shown.logits)
        scene.add(target)
        scene.play(FadeIn(bars.names[-1]), FadeIn(heading, note), bars.grow())
        scene.play(FadeIn(bars.numbers), run_time=0.6)
    return Shares(bars, tempered, VGroup(shown.heading, heading), note)
