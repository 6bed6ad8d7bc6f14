"""The phrases that the model of whole numbers learns and those that are held out, by the probe that counts them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import torch
from torch import Tensor

from attention_scenes.model.probes.phrases.genders import GenderProbe


class Phrases(NamedTuple):
    """P phrases of two words: ``ids_P2``, and the number of the answer to each word, ``answers_P2``."""

    ids_P2: Tensor
    answers_P2: Tensor


@cache
def asked() -> GenderProbe:
    """Return the words, their genders and the phrases that are held out."""
    return GenderProbe().filled()


@cache
def words() -> tuple[str, ...]:
    """Return the vocabulary in the order of its numbers: the two answers, then nouns, then adjectives."""
    probe = asked()
    return (*probe.answers, *probe.feminine, *probe.masculine, *probe.adjectives)


def trained() -> Phrases:
    """Return the phrases that are learnt from."""
    return _numbered([phrase for phrase in asked().phrases() if phrase not in asked().held_out])


def held_out() -> Phrases:
    """Return the phrases that no step of training sees."""
    return _numbered(list(asked().held_out))


def _numbered(phrases: list[str]) -> Phrases:
    number = {word: n for n, word in enumerate(words())}
    pairs = [phrase.split() for phrase in phrases]
    answers = [[number[answer] for answer in asked().genders(phrase)] for phrase in phrases]
    return Phrases(torch.tensor([[number[word] for word in pair] for pair in pairs]), torch.tensor(answers))
