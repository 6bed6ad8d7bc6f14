"""Odd bytes for readers of files: any bytes at all, valid files with edits, valid JSON with other values in it."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st

# What trips readers: brackets without end, numbers without measure, ends of text, bytes that are no text.
TOKENS = (
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"\r", b"\n", b'"', b"'''", b"#", b"=", b",",
    b";", b"-", b"1e999", b"NaN", b"Infinity", b"null", b"true", b"{}", b"[]", b"[[", b"]", b"}", b"{ } { !r:>9}",
    b"9" * 5_000, b"[" * 3_000, b'{"a":' * 3_000, b"a." * 3_000, b"[[a]]\n", b"a = 1\na = 2\n", b"2000-01-01T00:00:00Z",
    b"x" * 70_000, "é漢".encode(), b"\x1b[2J", b"../../etc", b"const:1e9", b"pattern[9,9,9,9]", b"*" * 300,
    b"-" * 3_000,
)  # fmt: skip
EDITS = ("cut", "put", "twice", "other byte")
Step = str | int
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from((2**63, -(2**200), 10**400, "\ud800", "\0", "a\nb", "x" * 70_000, "-inf", "1" * 5_000)),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=6,
)  # fmt: skip


def odd_bytes(valid: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return a strategy of any bytes, and of these files with up to five edits."""
    return st.binary(max_size=200) | edited(valid)


@st.composite
def edited(draw: st.DrawFn, valid: Sequence[bytes]) -> bytes:
    """Draw one of these files, with up to five edits."""
    found = draw(st.sampled_from(valid))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, len(found)))
        length, how = draw(st.integers(1, 40)), draw(st.sampled_from(EDITS))
        piece, rest = found[at : at + length], found[at:]
        if how == "put":
            piece, rest = draw(st.sampled_from(TOKENS)), found[at:]
        elif how == "twice":
            piece = piece * 2
        elif how == "other byte":
            piece, rest = bytes([draw(st.integers(0, 255))]), found[at + 1 :]
        else:
            piece, rest = b"", found[at + length :]
        found = found[:at] + piece + rest
    return found


@st.composite
def odd_json(draw: st.DrawFn, valid: Sequence[Any]) -> bytes:
    """Draw one of these JSON documents with up to three values exchanged, taken out, or put beside under other keys."""
    found = copy.deepcopy(draw(st.sampled_from(valid)))
    for _ in range(draw(st.integers(1, 3))):
        ways = list(paths(found))
        if not ways:
            break
        *above, last = draw(st.sampled_from(ways))
        place: Any = found
        for step in above:
            place = place[step]
        how = draw(st.sampled_from(("other", "gone", "beside")))
        if how == "gone":
            del place[last]
        elif how == "beside" and isinstance(place, dict):
            place[draw(st.text(max_size=8))] = draw(VALUES)
        else:
            place[last] = draw(VALUES)
    return json.dumps(found).encode()


def paths(value: Any, *above: Step) -> Iterator[tuple[Step, ...]]:
    """Yield the way to every value in a JSON document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in items:
        yield (*above, step)
        yield from paths(below, *above, step)
