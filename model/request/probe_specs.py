"""What can be measured over sentences that are not shown, as plain data; model/probes/ does the measuring."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from attention_scenes.model.errors import UserError, nearest


@cache
def probe_sentences() -> dict[str, Any]:
    """The sentences of probes.toml, on which heads and axes are measured."""
    return tomllib.loads(Path(__file__).with_name("probes.toml").read_text(encoding="utf-8"))


# Sentences for the three senses of "mole", none of them one that a clip shows.
DEFAULT_MOLE_CONTEXTS: Mapping[str, tuple[str, ...]] = {
    sense: tuple(lines) for sense, lines in probe_sentences()["mole"].items()
}


@dataclass(frozen=True)
class AdjectiveProbe:
    """Rank all heads by how much a noun attends to its adjectives, with controls (see probes/adjectives.py).

    ``template`` has the slots ``{first}``, ``{second}`` and ``{noun}``; empty lists mean the ones of probes.toml.
    """

    template: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    controls: tuple[tuple[str, str], ...] = ()
    nouns: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    axis_template: str = ""
    axis_nouns: tuple[str, ...] = ()
    carry_template: str = ""
    carry_nouns: tuple[str, ...] = ()
    name: Literal["adjective"] = "adjective"

    def filled(self) -> AdjectiveProbe:
        """The same probe with every empty field taken from probes.toml."""
        return replace(self, **_missing(self, probe_sentences()["adjective"]))


@dataclass(frozen=True)
class LeakProbe:
    """Rank all heads by the weight each would give to the future without its mask (see probes/leaks.py)."""

    sentences: tuple[str, ...] = ()
    name: Literal["leak"] = "leak"

    def filled(self) -> LeakProbe:
        """The same probe with the sentences of probes.toml where it has none."""
        return replace(self, **_missing(self, probe_sentences()["leak"]))


@dataclass(frozen=True)
class SenseProbe:
    """Where phrases around one word lie on the axes of its senses, layer by layer (see probes/senses.py).

    Parameters
    ----------
    word
        The word with several senses; it must occur in every context and every phrase.
    contexts
        For each sense, sentences that use the word so. None of them may be a phrase.
    phrases
        What is shown, with no part in measuring the axes.
    senses
        For each phrase the sense it has; ``""`` where that is open (then the nearest at the end counts).
    """

    word: str
    contexts: Mapping[str, tuple[str, ...]]
    phrases: tuple[str, ...]
    senses: tuple[str, ...] = ()
    name: Literal["sense"] = "sense"

    def __post_init__(self) -> None:
        if not self.word.strip():
            raise UserError("The word whose senses are measured is empty.")
        if len(self.contexts) < 2 or any(len(lines) < 2 for lines in self.contexts.values()):
            raise UserError(
                "A sense is measured against another: give two senses or more, each with two contexts or more."
            )
        if not self.phrases:
            raise UserError("No phrase is given to be laid along the senses.")
        if self.senses and len(self.senses) != len(self.phrases):
            raise UserError(f"{len(self.phrases)} phrases have {len(self.senses)} senses: give one each, or none.")
        if unknown := [s for s in self.senses if s and s not in self.contexts]:
            raise UserError(f"No contexts are given for the sense {unknown[0]!r}. {nearest(unknown[0], self.contexts)}")
        _none_is_shown(self.phrases, [line for lines in self.contexts.values() for line in lines])

    def filled(self) -> SenseProbe:
        return self


@dataclass(frozen=True)
class ContrastProbe:
    """Where phrases lie between two sides that differ in one word, layer by layer (see probes/contrasts.py).

    Parameters
    ----------
    name
        ``"eiffel"`` or ``"size"``, whose lists are in probes.toml, or a name of your own with lists of your own.
    phrases
        What is shown, each read at its last token, with no part in measuring the axis. Cut a sentence after the word
        that is meant: what comes later cannot reach it.
    frames
        Sentences with one slot ``{}``, each read at its last token; held out one by one to measure the accuracy.
    positive, negative
        What fills the slot on either side.
    """

    name: str
    phrases: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    kind: Literal["contrast"] = "contrast"

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z_]*", self.name):
            raise UserError(f"{self.name!r} cannot name a contrast: use small letters, such as {'size'!r}.")
        known = probe_sentences()["contrast"]
        for field, value in _missing(self, known.get(self.name, {})).items():
            object.__setattr__(self, field, value)
        if not (self.frames and self.positive and self.negative):
            raise UserError(f"No lists are kept for the contrast {self.name!r}. {nearest(self.name, known)}")
        if len(self.frames) < 2 or any(frame.count("{}") != 1 for frame in self.frames):
            raise UserError(f"The contrast {self.name!r} needs two frames or more, each with one slot {{}}.")
        if any(not phrase.strip() for phrase in self.phrases):
            raise UserError(f"A phrase to be laid along the contrast {self.name!r} is empty.")
        _none_is_shown(self.phrases, [f.replace("{}", w) for f in self.frames for w in self.positive + self.negative])

    def filled(self) -> ContrastProbe:
        return self


def colour_contrast(colour: str, phrases: tuple[str, ...] = ()) -> ContrastProbe:
    """One colour against the other colours of probes.toml, over nouns; its arrays are named after the colour."""
    lists = probe_sentences()["colours"]
    others = tuple(c for c in lists["colours"] if c != colour)
    return ContrastProbe(colour, phrases, tuple(lists["frames"]), (colour,), others)


@dataclass(frozen=True)
class EmbeddingProbe:
    """Words compared by their columns of W_E alone (see probes/embeddings.py).

    Parameters
    ----------
    words
        Words that are one token each, with a space before them.
    near
        Words and sums of words, ``"king - man + woman"``, whose ``k`` nearest tokens are wanted.
    plane
        Pairs of words: the first two span a plane, from the first word of a pair to the second.
    """

    words: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    plane: tuple[tuple[str, str], ...] = ()
    k: int = 8
    name: Literal["embedding"] = "embedding"

    def __post_init__(self) -> None:
        if not 1 <= self.k <= 100:
            raise UserError(f"{self.k} nearest tokens cannot be listed: ask for 1 to 100.")
        if self.plane and (len(self.plane) != 2 or len({frozenset(p) for p in self.plane if p[0] != p[1]}) != 2):
            raise UserError("A plane is spanned by two different pairs of words, the words of each different.")
        object.__setattr__(self, "near", tuple(dict.fromkeys(self.near)))
        for query in self.near:
            terms = signed_words(query)
            if all(sum(sign for sign, word in terms if word == each) == 0 for _, each in terms):
                raise UserError(f"{query!r} cancels to nothing, which is near to no token: leave a word standing.")
        if not self.all_words():
            raise UserError("No word is given to be compared.")

    def all_words(self) -> tuple[str, ...]:
        """Every word that occurs, each once, in the order of first mention."""
        summed = (word for query in self.near for _, word in signed_words(query))
        return tuple(dict.fromkeys((*self.words, *summed, *(word for pair in self.plane for word in pair))))

    def filled(self) -> EmbeddingProbe:
        return self


Probe = AdjectiveProbe | LeakProbe | SenseProbe | ContrastProbe | EmbeddingProbe
_KINDS = {
    "adjective": AdjectiveProbe, "leak": LeakProbe, "sense": SenseProbe, "contrast": ContrastProbe,
    "embedding": EmbeddingProbe,
}  # fmt: skip


def probe_from_json(data: Mapping[str, Any]) -> Probe:
    """The inverse of ``dataclasses.asdict`` after a way through JSON."""
    frozen = with_tuples(data)
    if "contexts" in data:
        frozen["contexts"] = with_tuples(data["contexts"])
    return _KINDS[data.get("kind", data["name"])](**frozen)


def signed_words(query: str) -> list[tuple[int, str]]:
    """``"king - man + woman"`` as ``[(1, "king"), (-1, "man"), (1, "woman")]``; a UserError where it is no sum."""
    sign, found, waiting = 1, list[tuple[int, str]](), True
    for part in query.replace("\u2212", "-").split():
        if part in ("+", "-"):
            if waiting and found:
                break
            sign, waiting = (1 if part == "+" else -1), True
        elif waiting:
            found.append((sign, part))
            waiting = False
        else:
            waiting = True
            break
    if waiting or not found:
        raise UserError(f"{query!r} is no sum of words: write it like 'king - man + woman', with spaces.")
    return found


def _missing(probe: Any, lists: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ``lists`` for which the probe has nothing itself."""
    return {key: value for key, value in with_tuples(lists).items() if not getattr(probe, key)}


def _none_is_shown(phrases: tuple[str, ...], measured_on: list[str]) -> None:
    used = {_plain(line) for line in measured_on}
    if shown := [p for p in phrases if _plain(p) in used]:
        raise UserError(f"{shown[0]!r} is both shown and a context: axes are measured on other sentences only.")


def with_tuples(table: Mapping[str, Any]) -> dict[str, Any]:
    """The same table with tuples for lists, two levels deep."""
    return {
        key: tuple(tuple(v) if isinstance(v, list) else v for v in value) if isinstance(value, list) else value
        for key, value in table.items()
    }


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
