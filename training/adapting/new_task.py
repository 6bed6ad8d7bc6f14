"""The new task: told an adjective, the decoder says whose it is, a question that it was never trained on.

    a fluffy blue creature roamed the verdant forest . blue was the creature .

Its words are the decoder's own. The old task asks the other way round: how was the creature.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

import torch
from torch import Tensor

from attention_scenes.model.probes.adapting.tasks import new_question, owners
from attention_scenes.training.decoder.corpus import HELD_OUT, HELD_OUT_SEED, NUMBER
from attention_scenes.training.decoder.grammar import LONGEST, START, sentence

TRAINED, TRAINED_SEED = 8_000, 5000


@dataclass(frozen=True)
class Asked:
    """Sentences that ask whose an adjective is: numbers of words ``ids_NT``, where the answer stands, and which it is.

    Rows are filled up with full stops, which come after the answer, where no mask lets it look.
    """

    ids_NT: Tensor
    place_N: Tensor
    answer_N: Tensor

    def some(self, which_N: Tensor) -> Asked:
        """Return some of them, cut where the longest of these asks."""
        place_N = self.place_N[which_N]
        return Asked(self.ids_NT[which_N, : int(place_N.max())], place_N, self.answer_N[which_N])


def drawn(source: Random, count: int, never_trained: bool) -> Asked:
    """Draw sentences of the decoder's grammar, each with a question of the new task in place of its own."""
    ids_NT, places, answers = torch.full((count, LONGEST), NUMBER["."]), list[int](), list[int]()
    for row in ids_NT:
        words = sentence(source, never_trained).words
        clause = " ".join(words[1 : words.index(".")])
        asked = new_question(clause, source.choice([word for own in owners(clause).values() for word in own]))
        said = [NUMBER[word] for word in (START, *asked.text.split(), *asked.right)]
        row[: len(said)] = torch.tensor(said)
        places.append(len(said) - 1)
        answers.append(said[-1])
    return Asked(ids_NT, torch.tensor(places), torch.tensor(answers))


@cache
def trained() -> Asked:
    """Return the sentences that batches are drawn from; no phrase that the decoder never was trained on is in them."""
    return drawn(Random(TRAINED_SEED), TRAINED, never_trained=False)


@cache
def held_out() -> Asked:
    """Return sentences whose first phrase no training shows, neither that of the decoder nor this one."""
    return drawn(Random(HELD_OUT_SEED), HELD_OUT, never_trained=True)
