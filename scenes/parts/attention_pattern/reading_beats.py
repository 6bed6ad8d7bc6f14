"""Beats: what a query reads, and its weights with the start token hidden."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text, listed, phrased
from attention_scenes.scenes.framework.pattern_claims import word_at
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in
from attention_scenes.scenes.parts.attention_pattern.side_text import NOTE, side_text, side_title
from attention_scenes.scenes.parts.attention_pattern.softmax_beats import Beside, bars_of, largest_keys
from attention_scenes.scenes.parts.attention_pattern.stage import Stage
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

SHADE, LEAST_NAME = 0.55, 0.5  # how much darker the others are; the opacity of a name that is not read


def show_reading(scene: AttentionScene, focus: HeadFocus, stage: Stage, beside: Beside) -> Beside:
    """Say what the query reads, then hide the start token and rescale the rest."""
    grid, name, other = stage.grid, focus.word(focus.query), focus.word(focus.partner)
    caption = phrased("Of the other words, “{word}” looks most at “{other}”.", word=name, other=other)
    if not focus.partner:
        caption = phrased("No other word comes before “{word}”, so it reads none.", word=name)
    elif len(word_at(focus.tokens, focus.partner)) > 1:
        caption = phrased("Of other tokens, “{word}” looks most at “{other}”, a piece.", word=name, other=other)
    if focus.holds:
        caption = what_it_reads(focus, name, listed(focus.adjectives_read()))
    with scene.beat("reading", caption):
        scene.play(
            Change(grid, shade=SHADE, names=lit_names(focus) * stage.roomy(stage.flat), run_time=1.0, rate_func=late)
        )
    others = focus.pattern[focus.query, 1 : focus.query + 1].sum()
    keys = [k for k in largest_keys(focus) if k]
    if not keys:
        return beside
    hide_start(focus, stage)
    without = bars_of(scene, focus, keys, others)
    label = said_of_the_rest(scene, focus, without)
    heading = side_title(scene, label_text("without “start”, rescaled"))
    with scene.beat("without start", "We hide “start” and rescale the rest to sum to 1.", constants("1")):
        gone = FadeOut(beside.told, rate_func=early), *exchange(beside.heading, heading)
        scene.play(Change(grid, rescaled=1), *gone, FadeIn(without, label, rate_func=late), run_time=1.6)
    return Beside(heading, Group(without, label))


def said_of_the_rest(scene: AttentionScene, focus: HeadFocus, bars: Bars) -> Label | Lines:
    """Return how little was rescaled most, under them, or beside them where they stand under the grid."""
    places = places_in(scene.layout)
    side, width = places.side, places.side.width - places.second
    label = least_left(scene, focus, width)
    if places.below:
        return label.move_to(side.at(UP + LEFT, right=places.second, up=-0.75), UP + LEFT)
    return label.next_to(bars.field, DOWN, buff=0.3).align_to(side.at(LEFT), LEFT)


def lit_names(focus: HeadFocus) -> np.ndarray:
    """Return opacities of the names of queries and of keys, ``[2 T]``: brighter where the focus reads more."""
    count = len(focus.tokens)
    share = np.clip(3 * focus.pattern.value[focus.query], 0, 1)
    queries = np.where(np.arange(count) == focus.query, 1.0, LEAST_NAME)
    return np.concatenate([queries, LEAST_NAME + (1 - LEAST_NAME) * share])


def what_it_reads(focus: HeadFocus, word: str, adjectives: str) -> str:
    """Return a caption with the adjectives, and what can be said of the weight that is not on them."""
    weights = focus.pattern.value[focus.query]
    if weights[0] > 0.6 * (1 - weights[focus.adjectives].sum()):
        return phrased("“{word}” reads {words}; the rest is mostly on “start”.", word=word, words=adjectives)
    return phrased("“{word}” reads {words}.", word=word, words=adjectives)


def least_left(scene: AttentionScene, focus: HeadFocus, width: float) -> Label | Lines:
    """Say of which word the least is rescaled: its dots show large what was small."""
    left = [focus.pattern[q, 1 : q + 1].sum() for q in range(1, len(focus.tokens))]
    least = int(np.argmin([float(each) for each in left]))
    share, word = written(float(left[least]), 2), focus.word(least + 1)
    text = label_text("“{word}” gave words only {share}, now all", word=word, share=share)
    return side_text(scene, text, NOTE, "soft", [(share, left[least])], width)


def hide_start(focus: HeadFocus, stage: Stage) -> None:
    """Give the grid the weights without the first token, each query rescaled."""
    pairs = stage.grid.pairs
    entries = np.flatnonzero(pairs[:, 1] > 0)
    rescaled = [focus.pattern[q, 1 : q + 1] / focus.pattern[q, 1 : q + 1].sum() for q in range(1, len(focus.tokens))]
    stage.grid.reweigh(join(rescaled), entries)
