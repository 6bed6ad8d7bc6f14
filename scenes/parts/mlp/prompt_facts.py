"""What the scene shows of a prompt that goes on with a fact: its answer, its tokens, and where the name stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from attention_scenes.model.answers.bundle import Token
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.token_names import role_of, spoken
from attention_scenes.scenes.parts.glass_ball.step_facts import Number

HALF = 0.5  # of a chance: what takes more takes it away


@dataclass(frozen=True)
class PromptFacts:
    """The prompt's numbers."""

    scene: AttentionScene
    tokens: list[Token]

    def probe(self, name: str, *index: int) -> Reading:
        return self.scene.bundle.probe(name, *index)

    def told(self, probe: str) -> dict[str, Any]:
        """Return what a probe tells beside its arrays: names, texts."""
        return dict(self.scene.bundle.meta["probes"][probe])

    def asked(self, probe: str) -> dict[str, Any]:
        """Return what a probe was asked, its lists filled in."""
        [found] = [each for each in self.scene.bundle.meta["needs"]["probes"] if each["name"] == probe]
        return dict(found)

    @property
    def names(self) -> list[str]:
        """Other names for the same place."""
        return [str(name) for name in self.asked("fact")["names"]]

    @property
    def chance(self) -> Reading:
        return self.probe("fact.chance", 0)

    @property
    def answer(self) -> str:
        """The answer's text."""
        return str(self.told("fact")["answer"])

    @property
    def known(self) -> bool:
        """Whether the model knows the fact: a word, likely, and far likelier than with words in the name's place."""
        return bool(self.probe("fact.known", 0).value) and any(letter.isalnum() for letter in self.answer)

    @property
    def name(self) -> range:
        """The tokens of the name."""
        first, end = self.probe("fact.span").value.astype(int).tolist()
        return range(first, end)

    @property
    def last(self) -> int:
        return len(self.tokens) - 1

    @property
    def subject(self) -> str:
        return str(self.told("fact")["subject"])

    def called(self, token: int) -> str:
        return spoken(self.tokens[token])

    def roles(self) -> list[str]:
        """Return the tokens' colours: the name in that of keys, the last token in that of queries."""
        found = [role_of(self.tokens, n) for n in range(len(self.tokens))]
        for token in self.name:
            found[token] = "key"
        found[self.last] = "query"
        return found

    def layer_number(self, layer: int) -> Number:
        return str(layer), self.scene.bundle.count(f"layer.{layer}")
