"""What a run's checkpoints measured, as the beats of training show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.training.checkpoints import key_of, others_of, runs, step_of

MOST_SHOWN = 11  # tokens on the grid: those of the first clause
READS = 0.5  # of its weight: a noun that gives its adjectives so much is said to read them
ADJECTIVES = 0.25  # by how much more it reads them than other words the same places, to be called a reader of them


def named_head(scene: AttentionScene) -> tuple[str, Numbers]:
    """Return which layer and head are shown, as the source line takes it."""
    layer, head = scene.counted("head.layer"), scene.counted("head.head")
    return label_text("layer {layer} · head {head}", layer=layer[0], head=head[0]), [layer, head]


@dataclass(frozen=True)
class TrainingFacts:
    """The checkpoints of the run that is shown, and the last ones of the others.

    Attributes
    ----------
    bundles
        Of all checkpoints by key.
    seed
        Of the run that is shown.
    head
        Layer and head.
    steps
        Of its checkpoints.
    """

    bundles: Mapping[str, Bundle]
    seed: int
    head: tuple[int, int]
    steps: tuple[int, ...]

    @classmethod
    def of(cls, scene: AttentionScene) -> TrainingFacts:
        return cls(scene.bundles, scene.params.seed, scene.bundle.chosen_head(), runs()[scene.params.seed])

    def at(self, step: int, seed: int | None = None) -> Bundle:
        """Return a checkpoint's answers."""
        return self.bundles[key_of(self.seed if seed is None else seed, step)]

    @property
    def last(self) -> Bundle:
        return self.at(self.steps[-1])

    @property
    def stepped(self) -> Bundle:
        """The checkpoint that takes a gradient step."""
        return self.at(step_of(self.seed))

    @property
    def at_step(self) -> int:
        """Which checkpoint it is, from 0."""
        return self.steps.index(step_of(self.seed))

    def step(self, number: int) -> tuple[str, Reading]:
        """Return after how many steps a checkpoint was kept, as a label takes it."""
        return grouped(Reading.constant(self.steps[number]))

    # -- the sentence -----------------------------------------------------------------------------------

    @cached_property
    def tokens(self) -> list[Token]:
        return list(self.last.tokens())

    @cached_property
    def shown(self) -> int:
        """How many tokens the grid shows: those before the first full stop."""
        texts = [token.text.strip() for token in self.tokens]
        return min(texts.index(".") if "." in texts[1:] else len(texts), MOST_SHOWN)

    @cached_property
    def asked(self) -> bool:
        """Whether the sentence asks how a noun that the grid shows was."""
        return self._asked_noun() is not None

    def _asked_noun(self) -> int | None:
        texts = [token.text.strip() for token in self.tokens]
        if "how" not in texts or len(texts) <= (at := texts.index("how") + 3):
            return None
        return texts.index(texts[at]) if texts[at] in texts[: self.shown] else None

    @cached_property
    def focus(self) -> int:
        """The noun that is asked about; else what gives one other word, the first token aside, most of its weight."""
        if (noun := self._asked_noun()) is not None:
            return noun
        weights = self.pattern(-1).value
        most = [weights[q, 1:q].max() if q > 1 else 0.0 for q in range(self.shown)]
        return int(np.argmax(most))

    @cached_property
    def own(self) -> list[int]:
        """Its adjectives: words of the answer before it."""
        texts = [token.text.strip() for token in self.tokens]
        if not self.asked:
            return []
        answer = set(texts[texts.index("how") + 4 :]) - {"a", "the", "and", "very", "."}
        return [n for n in range(1, self.focus) if texts[n] in answer]

    def word(self, index: int) -> str:
        return called(self.tokens, index)

    @cached_property
    def words(self) -> list[str]:
        return [called(self.tokens, n) for n in range(len(self.tokens))]

    # -- what was measured ------------------------------------------------------------------------------

    def pattern(self, checkpoint: int) -> Reading:
        """Return the head's weights on the tokens that are shown, ``[T, T]``."""
        return self.at(self.steps[checkpoint]).read("pattern", *self.head)[: self.shown, : self.shown]

    def patterns(self) -> list[Reading]:
        return [self.pattern(n) for n in range(len(self.steps))]

    def reads(self, checkpoint: int) -> Reading:
        """Return what the noun gives its adjectives together."""
        return join([self.pattern(checkpoint)[self.focus, key] for key in self.own]).sum()

    def scores(self, name: str, *index: int) -> Reading:
        """Return a score of every checkpoint, ``[C]``."""
        return join([self.at(step).probe(f"checkpoint_scores.{name}", *index) for step in self.steps])

    def score(self, name: str, *index: int, seed: int | None = None) -> Reading:
        """Return a score of a run's last checkpoint."""
        step = self.steps[-1] if seed is None else runs()[seed][-1]
        return self.at(step, seed).probe(f"checkpoint_scores.{name}", *index)

    @property
    def guess(self) -> Reading:
        """How many answers a guess among the adjectives of the sentence gets right."""
        return self.last.probe("checkpoint_scores.guess", 0)

    def cuts(self, seed: int | None = None) -> Reading:
        """Return shares of right answers, ``[4]``: nothing cut, other edges, those of this head, of the layer."""
        step = self.steps[-1] if seed is None else runs()[seed][-1]
        return self.at(step, seed).probe("noun_edges.right")

    def gradient(self, name: str, *index: int) -> Reading:
        """Return an array of the gradient step."""
        return self.stepped.probe(f"gradient_step.{name}", *index)

    # -- the map that was learned -----------------------------------------------------------------------

    def spectra(self) -> Reading:
        """Return the singular values of the head's map W_Qᵀ W_K at every checkpoint, ``[C, K]``."""
        found = [self.at(step).probe("head_spectrum.sigma", self.head[1]) for step in self.steps]
        return join(found).reshape(len(found), *found[0].shape)

    def shuffled(self) -> Reading:
        """Return the least, the mean and the most of each when the same numbers are shuffled, ``[C, 3, K]``."""
        found = [self.at(step).probe("head_spectrum.shuffled", self.head[1]) for step in self.steps]
        return join([each.reshape(-1) for each in found]).reshape(len(found), *found[0].shape)

    def order(self, step: int, seed: int, head: int) -> tuple[Reading, Reading]:
        """Return the largest singular value of a head's map at a checkpoint, and those of shuffles, ``[3]``."""
        bundle = self.at(step, seed)
        return bundle.probe("head_spectrum.sigma", head, 0), bundle.probe("head_spectrum.shuffled", head)[:, 0]

    @property
    def others(self) -> list[int]:
        return others_of(self.seed)
