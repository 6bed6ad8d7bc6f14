"""Beats: the frozen decoder asked for what it never learned; soft vectors before the words of the same question."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, rush
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, guessed
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import is_soft
from attention_scenes.scenes.parts.adapting.adapted_facts import NEW, AdaptedFacts, is_guess
from attention_scenes.scenes.parts.adapting.adapted_models import FROZEN, SOFT
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.reading_sums import sum_of

YAW, HEAD_ON, TALL = 38.0, 16.0, 0.63  # degrees: the question's end is near, or its start as near; less in a tall frame
NEARER = 0.1  # a soft vector that is so much nearer to a word than words to their nearest one is said to be like it


def stack_of(scene: AttentionScene, bundle: Bundle, yaw: float = YAW) -> LayerStack:
    """Return the layers as slabs of glass, the mean pattern of their heads in each, the question on the floor."""
    stage, frame = scene.layout.stage, scene.layout.frame
    patterns = bundle.read("pattern")
    mean = sum_of(patterns[:, head] for head in range(patterns.shape[1])) / bundle.count("n_heads")
    layers = [bundle.count(f"layer.{n}") for n in range(len(patterns))]
    stack = LayerStack(
        bundle.tokens(), mean, layers, (frame.left, stage.bottom), (frame.right, frame.top),
        ceiling=frame.top - 0.1,
    )  # fmt: skip
    stack.sheets, stack.rails = np.zeros_like(stack.sheets), 0.0
    box: dict[str, Any] = {"low": (stage.left, stage.bottom + 0.3), "high": (stage.left + 7.6, stage.top - 0.2)}
    box |= {"pitch": 24, "yaw": yaw}
    if not scene.layout.is_wide:
        half = (stage.top + stage.bottom) / 2
        box = {"low": (stage.left + 0.9, half - 0.4), "high": (stage.right, stage.top - 0.4), "pitch": 34}
        box["yaw"] = TALL * yaw
    for name, value in stack.whole(**box).items():
        setattr(stack, name, value)
    stack.reach = 1.0  # through the first layer: a stage is never empty
    return stack


def beside(scene: AttentionScene) -> Place:
    """Return what stands beside the stack, or below it."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.right - 4.9, stage.bottom + 0.6, stage.right, stage.top - 0.5)
    return Place(stage.left + 0.3, stage.bottom + 0.3, stage.right - 0.3, (stage.top + stage.bottom) / 2 - 1.2)


def show_asked(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Run the question through the frozen decoder: what it says, and how often that is right."""
    stack, share, guess = stack_of(scene, facts.frozen), facts.right(FROZEN, NEW)[0], facts.guess(NEW)
    digits = written(float(share))
    guesses = scene.claim(
        "the frozen decoder answers the new question about as well as a guess between the two nouns",
        is_guess(share, guess),
        claim_text("{share} and {guess}", share=digits, guess=written(float(guess))),
    )
    caption = phrased("Never learned: whose is “{word}”? Right in {share}.", word=facts.adjective,
                      share=digits)  # fmt: skip
    if guesses:
        caption = phrased("Never learned: whose is “{word}”? It guesses: right in {share}.",
                          word=facts.adjective, share=digits)  # fmt: skip
    heading, bars = bars_of(scene, facts, FROZEN)
    scene.add(stack, heading)
    with scene.beat("asked", caption, [(digits, share)]):
        scene.play(Change(stack, reach=float(stack.n_layers + 1), run_time=1.9))
        scene.play(FadeIn(bars, run_time=0.7))
        scene.wait(0.6)


def bars_of(scene: AttentionScene, facts: AdaptedFacts, key: str) -> tuple[Lines, Distribution]:
    """Return what a model says after the question: a heading, and bars of its likeliest words."""
    place, found, em = beside(scene), facts.next(key), scene.layout.em
    bars = Distribution(
        [guessed(token) for token in found.tokens], join([found.probabilities, found.rest]), found.others,
        full=1.5 if scene.layout.is_wide else 2.0, em=1.25 * em.word, step=2.1 * em.word, widest=2.2,
    )  # fmt: skip
    text = label_text("{adjective} was the …", adjective=named(facts.adjective))
    heading = Lines(text, em.heading, place.width, "text", edge=-1)
    whole = Group(heading, bars).arrange(DOWN, buff=0.5, aligned_edge=LEFT)
    whole.move_to(place.at(LEFT), LEFT)
    return heading, bars


def show_soft(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Put the trained vectors before the words, and say which words they are nearest to."""
    stack = stack_of(scene, facts.soft, yaw=HEAD_ON)
    stack.glow = np.array([float(is_soft(token)) for token in facts.soft.tokens()])
    cosines, words = facts.soft.probe("soft.cosine"), facts.soft.probe("soft.words")
    usual = words.sum() / len(words)
    count = grouped(facts.trained(SOFT))
    like = scene.claim(
        "a soft vector is much nearer to some word than words are to their nearest other word",
        float(cosines.value.max()) > float(usual) + NEARER,
        claim_text("{one} and {other}", one=written(float(cosines.value.max())), other=written(float(usual))),
    )
    caption = phrased("Prompt tuning: {count} numbers before the words; they match no word.", count=count[0])
    if like:
        caption = phrased("Prompt tuning: soft vectors before the words, {count} trained numbers.", count=count[0])
    rows = nearest_words(scene, facts, usual)
    scene.change_provenance(label_text("soft vectors before the words"))
    cut_to(scene, stack, rows[0], rows[-1])
    with scene.beat("soft", caption, [count]):
        scene.play(Change(stack, reach=float(stack.n_layers + 1), run_time=1.9))
        scene.play(FadeIn(*rows[1:-1], run_time=0.7, rate_func=rush))
        scene.wait(0.7)


def nearest_words(scene: AttentionScene, facts: AdaptedFacts, usual: Reading) -> Group:
    """Return which word each soft vector is nearest to, with the cosine, and what is usual among words."""
    place, em, bundle = beside(scene), scene.layout.em, facts.soft
    says, cosines = bundle.meta["probes"]["soft"]["says"], bundle.probe("soft.cosine")
    text = label_text("the word nearest to each soft vector, and the cosine")
    found = Group(Lines(text, em.word, place.width, edge=-1))
    for word, cosine in zip(says, cosines, strict=True):
        digits = written(float(cosine))
        numbers: Numbers = [(digits, cosine)]
        text = label_text("{word} {share}", word=named(spoken_of(word)), share=digits)
        found.add(Lines(text, 1.2 * em.word, place.width, "update", edge=-1, numbers=numbers))
    digits = written(float(usual))
    text = label_text("a word and the one nearest to it, on average: {share}", share=digits)
    found.add(Lines(text, em.word, place.width, "soft", edge=-1, numbers=[(digits, usual)]))
    return found.arrange(DOWN, buff=0.3, aligned_edge=LEFT).move_to(place.at(UP + LEFT), UP + LEFT)


def spoken_of(word: str) -> str:
    """Return a word of the vocabulary as it is shown: the start by its name."""
    return str(label_text("start")) if word.startswith("<") else word
