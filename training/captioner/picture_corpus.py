"""Pictures and their captions, as the translator's pairs: those that are trained on, and those that are not."""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np

from attention_scenes.model.probes.captioning.draw_picture import draw_picture
from attention_scenes.model.probes.captioning.held_out_pictures import held_out_pictures, unseen_pictures
from attention_scenes.model.probes.captioning.world import END, START, WORDS, TwoThings, two_trained
from attention_scenes.model.translator.probed_captioner import patches_of
from attention_scenes.model.translator.probed_translator import filled_up
from attention_scenes.training.translator.pair_corpus import Pairs

NUMBER = {word: number for number, word in enumerate(WORDS)}
DRAWN = 10_000  # pictures that batches are drawn from


def captioned(pictures: list[tuple[TwoThings, int]]) -> Pairs:
    """Return pictures, each drawn from a seed, as rows of patches that all count, and their captions."""
    rows = [[NUMBER[word] for word in (START, *two.words(), END)] for two, _ in pictures]
    return Pairs(*patches_of([_dots(two, seed) for two, seed in pictures]), *filled_up(rows))


def batch(numbers: list[int]) -> Pairs:
    """Return some of the pictures that are trained on."""
    return captioned([trained(number) for number in numbers])


@cache
def held_out() -> Pairs:
    """Return pictures of known things that training never shows together."""
    return captioned(held_out_pictures())


@cache
def unseen() -> Pairs:
    """Return pictures with a thing that training never shows."""
    return captioned(unseen_pictures())


@cache
def trained(number: int) -> tuple[TwoThings, int]:
    """Return what a picture that is trained on shows, and its seed."""
    return two_trained(Random(f"trained {number}")), number


@cache
def _dots(two: TwoThings, seed: int) -> np.ndarray:
    return draw_picture(two, seed).dots
