"""Frozen records of what scenes show and say, to compare with what they show and say now.

A record is a text file of sorted lines: claims with their outcome, captions with their beat, numbers written in digits
with their sources (those of one array row in a line), and for values that are drawn as marks how many there are of an
array. It is written once, with ``python -m tests.helpers.scenes.frozen SCENE ...``, and not again when the scene is
remade: what that leaves out is named in ``left_out.toml``, with the reason.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attention_scenes.model.verify.rounding import MARKS, miswritten

FROZEN = Path(__file__).parents[2] / "scenes" / "frozen"
LEFT_OUT = FROZEN / "left_out.toml"
ANY = "·"  # any index
LONGEST = 90  # characters of a source; of a longer one its beginning and a digest are kept
FLOAT32 = 1e-6  # of a value, or of 1: what another machine may compute otherwise
# A difference that rounding alone makes, in a claim.
_NOISE = re.compile(r"\b(?:0\.0{5}\d+|\d(?:\.\d+)?e-(?:0[6-9]|[1-9]\d))")
_INDICES = re.compile(r"\[([\d,]+)\]")
_TERMS = re.compile(r"(?P<term>\+[^+]+?)(?P=term)+")
_ROW = re.compile(r"([^()]*\[(?:\d+,)*)(\d+)\]")


@dataclass(frozen=True)
class Entry:
    """One thing that a scene shows or says, in words that a person would look for."""

    kind: str  # claim, caption, number or marks
    what: str
    text: str = ""  # a number's digits, or the mark
    count: int = 1  # of marks

    def __str__(self) -> str:
        if self.kind == "marks":
            return f"marks {self.count} {self.text} of {self.what}"
        return f"{self.kind} {self.what}" + f" = {self.text}" * (self.kind == "number")


@dataclass(frozen=True)
class LeftOut:
    """Something a remade scene leaves out on purpose; ``*`` in ``what`` stands for anything.

    Where it also names what is still there, ``gone`` says how many of them are not: no more may go unseen.
    """

    scene: str
    what: str
    reason: str
    gone: int = 0

    def names(self, entry: Entry) -> bool:
        parts = map(re.escape, self.what.split("*"))
        return re.fullmatch(".*".join(parts), str(entry)) is not None


def entries_of(sidecar: dict[str, Any]) -> set[Entry]:
    """Return all that a sidecar says is shown and said."""
    claims = {
        Entry("claim", _NOISE.sub("0.00000…", f"{'holds' if c['holds'] else 'fails'}: {c['claim']} ({c['measured']})"))
        for c in sidecar["claims"]
    }
    captions = {Entry("caption", f"{b['name']}: {b['caption']}") for b in sidecar["beats"] if b["caption"]}
    shown = {(n["shown"], n["source"]) for n in sidecar["numbers"]}
    numbers = {Entry("number", brief(source), text) for text, source in shown if not is_mark_or_noise(text)}
    drawn = Counter((text, array(source)) for text, source in shown if text in MARKS)
    return claims | captions | numbers | {Entry("marks", what, mark, n) for (mark, what), n in drawn.items()}


def is_mark_or_noise(text: str) -> bool:
    """Return whether a value is drawn, or is so small that rounding alone makes it: then its place may be another."""
    return text in MARKS or _NOISE.fullmatch(text) is not None


def missing(frozen: Iterable[Entry], sidecar: dict[str, Any]) -> list[Entry]:
    """Return what was frozen and is not in the sidecar: a number may be written with other digits, not be another."""
    now = entries_of(sidecar)
    said = {(entry.kind, _said(entry)) for entry in now}
    drawn = {(entry.what, entry.text): entry.count for entry in now if entry.kind == "marks"}
    values = defaultdict(list)
    for number in sidecar["numbers"]:
        if number["shown"] not in MARKS:
            values[brief(number["source"])].append(float(number["value"]))

    def is_there(entry: Entry) -> bool:
        if entry.kind == "number":
            return any(not miswritten(entry.text, v, FLOAT32 * max(1.0, abs(v)), "") for v in values[entry.what])
        if entry.kind == "marks":
            return drawn.get((entry.what, entry.text), 0) >= entry.count
        return (entry.kind, _said(entry)) in said

    return sorted((entry for entry in frozen if not is_there(entry)), key=str)


def _said(entry: Entry) -> str:
    """Return what is said, whatever its beat is called and however another processor rounds."""
    return entry.what.split(": ", 1)[1] if entry.kind == "caption" else _NOISE.sub("0.00000…", entry.what)


def brief(source: str) -> str:
    """Return a source short enough to be kept."""
    if len(source) <= LONGEST:
        return source
    return f"{source[: LONGEST - 30]}…#{hashlib.blake2b(source.encode(), digest_size=5).hexdigest()}"


def array(source: str) -> str:
    """Return which array a source is in, layer and head included where it has them."""

    def any_of(found: re.Match[str]) -> str:
        indices = found[1].split(",")
        kept = 2 if len(indices) > 2 else 0
        return f"[{','.join(indices[:kept] + [ANY] * (len(indices) - kept))}]"

    return brief(_TERMS.sub(r"\g<term>+…", _INDICES.sub(any_of, source)))


def written(entries: set[Entry]) -> str:
    """Return a record's lines."""
    lines = [f"{e.kind} {e.what}" for e in entries if e.kind in ("claim", "caption")]
    lines += [f"marks {e.count} {e.text} {e.what}" for e in entries if e.kind == "marks"]
    rows = defaultdict(list)
    for entry in (e for e in entries if e.kind == "number"):
        row, index = _in_row(entry.what)
        rows[row].append((index, entry.text))
    for row, cells in rows.items():
        lines.append(" ".join(["number", row, *(f"{index}={text}" for index, text in sorted(cells))]))
    return "\n".join(sorted(lines)) + "\n"


def _in_row(source: str) -> tuple[str, int]:
    """Return a source's row of its array and its place there; a formula and a count are rows of one, at 0."""
    found = _ROW.fullmatch(source)
    return (f"{found[1]}{ANY}]", int(found[2])) if found else (source, 0)


def read(text: str) -> set[Entry]:
    """Return the entries of a record."""
    return {entry for line in text.splitlines() for entry in _read_line(*line.split(" ", 1))}


def _read_line(kind: str, rest: str) -> Iterator[Entry]:
    if kind == "marks":
        count, mark, what = rest.split(" ", 2)
        yield Entry(kind, what, mark, int(count))
    elif kind == "number":
        row, *cells = rest.split(" ")
        for cell in cells:
            index, text = cell.split("=")
            yield Entry(kind, row.replace(ANY, index), text)
    else:
        yield Entry(kind, rest)


def left_out() -> list[LeftOut]:
    """Return what ``left_out.toml`` names."""
    return [LeftOut(**row) for row in tomllib.loads(LEFT_OUT.read_text(encoding="utf-8")).get("left_out", [])]


def name_of(scene_class: Any) -> str:
    """Return what the command line calls a scene."""
    return scene_class.__module__.rpartition(".")[2].replace("_", "-")


def main(names: list[str]) -> None:
    """Write the records of scenes that have none."""
    from tests.helpers.played import default_play
    from tests.scenes.test_scenes import SCENES

    for scene in SCENES:
        path = FROZEN / f"{name_of(scene)}.txt"
        if name_of(scene) in names and not path.exists():
            path.write_text(written(entries_of(default_play(scene).sidecar)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
