"""Values of what a source names, out of a clip's answers: ``pattern[19,8,4,3]``, ``count:d_head``, ``b.embed[2,0]``."""

from __future__ import annotations

import re
from typing import NamedTuple

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import Answers, bundles
from attention_scenes.model.numbers.sourced_array import NAMED, Reading


class Named(NamedTuple):
    """Parts of a name: the model's key, the trace's, the array's name with what follows it, and the indices."""

    key: str
    trace: str
    name: str
    at: tuple[int, ...]


def parse(atom: str) -> Named | None:
    """Return the parts of the name of an array's entry; None where it is a count, a citation or a constant."""
    key, _, rest = atom.rpartition("/")
    match = re.fullmatch(r"([\w:.\-]+)\[([\d,]+)\]", rest)
    if not match:
        return None
    # A name may hold dots behind a colon (probe:size.place, probs:0.5); before it a dot ends the trace's key.
    plain, colon, tail = match[1].partition(":")
    trace, _, name = plain.rpartition(".")
    return Named(key, trace, name + colon + tail, tuple(map(int, match[2].split(","))))


def value_of(atom: str, answers: Answers) -> float:
    """Return the value of what has a name; KeyError where the answers do not hold it."""
    key, _, rest = atom.rpartition("/")
    found = bundles(answers)
    if key not in found:
        raise KeyError(atom)
    if rest.startswith("const:"):
        return float(rest.removeprefix("const:"))
    if rest.startswith("cited:"):
        return float(Reading.cited(rest.removeprefix("cited:")))
    if rest.startswith("count:"):
        return float(found[key].count(rest.removeprefix("count:")))
    named = parse(atom)
    if named is None:
        raise KeyError(atom)
    try:
        return float(_entry(found[key], named))
    except (IndexError, TypeError) as error:
        raise KeyError(atom) from error


def _entry(bundle: Bundle, named: Named) -> Reading:
    if named.name.startswith("probe:"):
        return bundle.probe(named.name.removeprefix("probe:"), *named.at)
    return bundle.read(named.name, *named.at, trace=named.trace)


def names_in(source: str) -> list[str]:
    """Return what a source names, in its order."""
    return NAMED.findall(source)
