"""Beats: what a query reads, and its weights with the start token hidden."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manim import DOWN, LEFT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text, listed, phrased
from attention_scenes.scenes.framework.pattern_claims import word_at
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_pattern.softmax_beats import Dots, bars_of, largest_keys
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

WITHOUT_START = label_text("its weights among the words,"), label_text("without “start”")


def show_reading(scene: AttentionScene, focus: HeadFocus, shown: Dots) -> Dots:
    """Say what the query reads, then hide the start token and rescale the rest."""
    query = np.repeat(np.arange(len(focus.tokens)), len(focus.tokens))
    mine, name = query == focus.query, focus.word(focus.query)
    colors = np.where(mine[:, None], scene.palette.rgba("focus"), shown.dots.colors)
    other = focus.word(focus.partner)
    caption = phrased("Of the other words, “{word}” looks most at “{other}”.", word=name, other=other)
    if len(word_at(focus.tokens, focus.partner)) > 1:
        caption = phrased("Of other tokens, “{word}” looks most at “{other}”, a piece.", word=name, other=other)
    if focus.holds:
        caption = what_it_reads(focus, name, listed(focus.adjectives_read()))
    with scene.beat("reading", caption):
        scene.play(Change(shown.dots, opacities=np.where(mine, 1, 0.35), colors=colors), run_time=1)
        scene.wait(1)
    others = focus.pattern[focus.query, 1 : focus.query + 1].sum()
    keys = [k for k in largest_keys(focus) if k]
    if not keys:
        return shown
    rescaled = without_start(focus, shown)
    without = bars_of(scene, focus, keys, others)
    label = VGroup(
        *[scene.label(text, 0.26, "focus") for text in WITHOUT_START],
        least_left(scene, focus),
    )
    label.arrange(DOWN, buff=0.1, aligned_edge=LEFT).next_to(without.field, DOWN, buff=0.3).align_to(
        scene.layout.side.at(LEFT), LEFT
    )
    with scene.beat("without start", "“start” hidden, the rest rescaled to sum to 1.", constants("1")):
        gone = FadeOut(shown.side, shown.dots, rate_func=early)
        scene.play(gone, FadeIn(without, label, rescaled, rate_func=late), run_time=1)
        scene.wait(1)
    return replace(shown, dots=rescaled, side=Group(without, label))


def what_it_reads(focus: HeadFocus, word: str, adjectives: str) -> str:
    """Return a caption with the adjectives, and what can be said of the weight that is not on them."""
    weights = focus.pattern.value[focus.query]
    if weights[0] > 0.6 * (1 - weights[focus.adjectives].sum()):
        return phrased("“{word}” reads {words}; the rest is mostly on “start”.", word=word, words=adjectives)
    return phrased("“{word}” reads {words}.", word=word, words=adjectives)


def least_left(scene: AttentionScene, focus: HeadFocus) -> Label:
    """Say of which word the least is rescaled: its dots show large what was small."""
    left = [focus.pattern[q, 1 : q + 1].sum() for q in range(1, len(focus.tokens))]
    least = int(np.argmin([float(each) for each in left]))
    share, word = written(float(left[least]), 2), focus.word(least + 1)
    text = label_text("least was left of “{word}”: {share}", word=word, share=share)
    return scene.label(text, 0.26, "soft", numbers=[(share, left[least])])


def without_start(focus: HeadFocus, shown: Dots) -> DotField:
    """Return the dots of the pattern without its first token, each query rescaled."""
    count = len(focus.tokens)
    weights = join([(focus.pattern[q, 1:] / focus.pattern[q, 1 : q + 1].sum()) for q in range(1, count)])
    dots = DotField(
        weights,
        shown.grid.centers()[1:, 1:],
        shown.dots.radius,
        shown.dots.colors.reshape(count, count, 4)[1:, 1:].reshape(-1, 4),
    )
    dots.opacities = shown.dots.opacities.reshape(count, count)[1:, 1:].ravel().copy()
    return dots.shift(shown.grid.middle)
