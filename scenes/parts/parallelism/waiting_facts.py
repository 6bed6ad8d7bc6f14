"""What two small nets of one size took, as the beats of parallelism show it."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.token_names import called

RECURRENT, ATTENDING = range(2)  # rows of the probes' arrays
ROLES = ("first", "second")  # their colours
MICRO = 1e6
Shown = tuple[str, Reading]  # digits and their Reading


@dataclass(frozen=True)
class WaitingFacts:
    """Counts and times; the recurrent net is always the first of two."""

    bundle: Bundle

    @property
    def tokens(self) -> list[Token]:
        return list(self.bundle.tokens())

    @property
    def words(self) -> list[str]:
        return [called(self.tokens, n, longest=0) for n in range(len(self.tokens))]

    def read(self, name: str, *index: int) -> Reading:
        return self.bundle.probe(name, *index)

    @property
    def width(self) -> int:
        """How many numbers a word has in either net."""
        [asked] = [each for each in self.bundle.meta["needs"]["probes"] if each["name"] == "long"]
        return int(asked["width"])

    def lines(self, net: int) -> Reading:
        """Return the products in line of each bead of the text, ``[L, T]``."""
        return self.read(("lines.recurrent", "lines.attending")[net])

    def answers(self) -> tuple[Shown, Shown]:
        """Return the products in line until the word after the text is said."""
        return grouped(self.read("lines.answer", RECURRENT)), grouped(self.read("lines.answer", ATTENDING))

    def written(self) -> tuple[Shown, Shown]:
        """Return the products in line until as many words are written as the text has tokens."""
        last = len(self.tokens) - 1
        one, other = (grouped(self.read("lines.written", net, last)) for net in (RECURRENT, ATTENDING))
        return one, other

    def long(self, name: str, net: int) -> Reading:
        """Return a count of one net in the longest text."""
        return self.read(f"long.{name}", net)[len(self.read("long.size")) - 1]

    def work(self, number: int) -> Reading:
        """Return thousands of multiply-adds a word of both nets, ``[2]``, in one of the texts."""
        size = self.read("long.size", number)
        return join([self.read("long.work", net, number) / size / 1000.0 for net in (RECURRENT, ATTENDING)])

    def pace(self, number: int, threads: str) -> Reading:
        """Return microseconds a word of both nets, ``[2]``, in one of the texts; ``threads`` is ``one`` or ``two``."""
        size = self.read("pace.size", number)
        seconds = [self.read(f"pace.{net}_{threads}", number) for net in ("recurrent", "attending")]
        return join([each / size * MICRO for each in seconds])

    def gain(self, number: int) -> Reading:
        """Return how many times as fast both nets are in two threads as in one, ``[2]``, in one of the texts."""
        return self.pace(number, "one") / self.pace(number, "two")
