"""Results of checking a clip: what was checked and what was found, one aspect after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from attention_scenes.film.clip.sidecar_parts import ClipFacts
from attention_scenes.film.clip.sidecar_schema import FilmFacts
from attention_scenes.film.system.files import fingerprint
from attention_scenes.model.verify.problems import Problem

HOLDS, DIFFERS, UNCHECKED = 0, 1, 3  # exit codes; 2 is for what is no sidecar at all


@dataclass(frozen=True)
class Aspect:
    """One thing that was checked: its name, what of it was looked at, and what does not hold."""

    name: str
    what: str
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """All that was checked of a file.

    ``unchecked`` says why some of it was not, where it was not; ``beyond`` what no check looks at.
    """

    file: Path
    aspects: list[Aspect]
    unchecked: str = ""
    beyond: str = ""

    @property
    def code(self) -> int:
        """Return the exit code: 0 where all holds, 1 where something does not, 3 where something was not checked."""
        if any(aspect.problems for aspect in self.aspects):
            return DIFFERS
        return UNCHECKED if self.unchecked else HOLDS


def worst(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code for several: that something differs goes before that something was not checked."""
    codes = {verdict.code for verdict in verdicts}
    return next((code for code in (DIFFERS, UNCHECKED) if code in codes), HOLDS)


def bytes_of(path: Path, media: ClipFacts | FilmFacts) -> Aspect:
    """Compare a file, or folder of frames, with its size and digest."""
    if not path.exists():
        return Aspect("bytes", "", [Problem("clip.missing", f"{path.name}: the clip is not there")])
    found = fingerprint(path)
    problems = [
        Problem(f"bytes.{key}", f"{path.name} has {key} {found[name]}, its sidecar says {stated}")
        for key, name, stated in (("size", "bytes", media.bytes), ("sha256", "sha256", media.sha256))
        if found[name] != stated
    ]
    return Aspect("bytes", f"{media.bytes:,} bytes, sha256 {media.sha256[:12]}…", problems)
