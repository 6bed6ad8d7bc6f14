"""Words as merges build them, out of the bundle, and which of them is followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.pattern_claims import find_word, word_at
from attention_scenes.scenes.mobjects.text.token_names import BYTES, characters
from attention_scenes.scenes.mobjects.tiles.merge_tree import levels_of

BYTE_ROOM, LETTER_ROOM = 2.85, 1.2  # of a tile, in em
MOST_ROOM, MOST_LEVELS = 28.0, 8  # of a word that can be shown letter by letter


@dataclass(frozen=True)
class CutWord:
    """A word built by merges: ``first`` is its first token's place in the sentence, the start token being 0.

    ``texts``, ``joins`` and ``roots`` are those of :class:`model.probes.token_merges.MergeProbe`.
    """

    texts: Sequence[str]
    joins: Sequence[Sequence[int]]
    roots: Sequence[int]
    ranks: Reading
    numbers: Reading
    first: int

    @property
    def units(self) -> Sequence[str]:
        """The texts of its bytes or characters."""
        return self.texts[: len(self.texts) - len(self.joins)]

    @property
    def pieces(self) -> Sequence[str]:
        """The texts of its tokens."""
        return [self.texts[root] for root in self.roots]

    @property
    def ids(self) -> list[Reading]:
        """The numbers of its tokens."""
        return [self.numbers[root] for root in self.roots]

    @property
    def written(self) -> str:
        """The word as a person writes it."""
        run = "".join(f"<0x{byte:02X}>" for unit in self.units for byte in unit_bytes(unit))
        return characters(run).strip()

    @property
    def room(self) -> float:
        """Width that its letters take, in em."""
        return sum(BYTE_ROOM if is_byte(unit) else LETTER_ROOM for unit in self.units)

    def fits(self) -> bool:
        """Return whether it can be shown letter by letter."""
        return self.room <= MOST_ROOM and max(levels_of(len(self.units), self.joins)) <= MOST_LEVELS


def is_byte(unit: str) -> bool:
    """Return whether a unit is a byte that is no character by itself, ``<0xC3>``."""
    return BYTES.fullmatch(unit) is not None


def unit_bytes(unit: str) -> bytes:
    """Return the bytes of a unit's text: ``<0xC3>`` is one."""
    return bytes.fromhex(unit[3:5]) if is_byte(unit) else unit.encode()


def cut_words(bundle: Bundle, text: int) -> list[CutWord]:
    """Return the words of a text, by its place among the texts of the probe."""
    ranks, nodes = bundle.probe("merges.rank"), bundle.probe("merges.node")
    found, first = [], 1
    for word in bundle.meta["probes"]["merges"]["words"][text]:
        of_rank = slice(word["rank"], word["rank"] + len(word["joins"]))
        of_node = slice(word["node"], word["node"] + len(word["texts"]))
        found.append(CutWord(word["texts"], word["joins"], word["roots"], ranks[of_rank], nodes[of_node], first))
        first += len(word["roots"])
    return found


def by_merges(bundle: Bundle, text: int = 0) -> bool:
    """Return whether merges are what cuts a text."""
    return bundle.meta["probes"]["merges"]["by_merges"][text]


def followed(bundle: Bundle, word: str) -> CutWord | None:
    """Return the word that is followed: the one named, else the longest cut one, else the rarest; None if none fits.

    Raises
    ------
    UserError
        A word that is named and not there, or too long to be shown letter by letter.
    """
    words = cut_words(bundle, 0)
    if word:
        named = _named(bundle, word, words)
        if not named.fits():
            raise UserError(
                f"word={word!r} has {len(named.units)} letters or bytes, too many to be shown one by one: name another."
            )
        return named
    fitting = [each for each in words if each.fits()]
    cut = [each for each in fitting if len(each.roots) > 1]
    if cut:
        return max(cut, key=lambda each: len(each.units))
    return max(fitting, key=lambda each: max(each.ranks.value, default=0), default=None)


def _named(bundle: Bundle, word: str, words: Sequence[CutWord]) -> CutWord:
    """Return the longest part of a word that merges do not reach across, as of ``isn't``."""
    tokens = bundle.tokens()
    index = find_word(tokens, word)
    assert index is not None  # checked before
    places = set(word_at(tokens, index))
    parts = [each for each in words if places & {*range(each.first, each.first + len(each.roots))}]
    return max(parts, key=lambda each: len(each.units))


def letter_of_bytes(words: Sequence[CutWord]) -> tuple[CutWord, int] | None:
    """Return the first word with a letter that a merge makes of two bytes, and which merge; None where none has."""
    for word in words:
        for n, (left, right) in enumerate(word.joins):
            made = word.texts[len(word.units) + n].strip()
            if len(made) == 1 and is_byte(word.texts[left]) and is_byte(word.texts[right]) and word.fits():
                return word, n
    return None
