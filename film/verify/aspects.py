"""Results of checking a clip, aspect by aspect: what was checked and what was found."""

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
    """Aspect that was checked: its name, how much of it was checked, and its problems."""

    name: str
    what: str
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Verdict:
    """Verdict on a file: all aspects that were checked.

    ``unchecked`` says why some of it was not, where it was not; ``beyond`` what no check looks at.
    """

    file: Path
    aspects: list[Aspect]
    unchecked: str = ""
    beyond: str = ""

    @property
    def code(self) -> int:
        """Return the exit code: 0 if all holds, 1 if something does not, 3 if something was not checked."""
        if any(aspect.problems for aspect in self.aspects):
            return DIFFERS
        return UNCHECKED if self.unchecked else HOLDS


def worst(verdicts: Iterable[Verdict]) -> int:
    """Return the exit code for several files: a difference (1) outweighs what was not checked (3)."""
    codes = {verdict.code for verdict in verdicts}
    return next((code for code in (DIFFERS, UNCHECKED) if code in codes), HOLDS)


def bytes_of(path: Path, media: ClipFacts | FilmFacts) -> Aspect:
    """Check the size and digest of a file, or folder of frames."""
    if not path.exists():
        return Aspect("bytes", "", [Problem("clip.missing", f"{path.name}: the clip is not there")])
    found = fingerprint(path)
    problems = [
        Problem(f"bytes.{key}", f"{path.name} has {key} {found[name]}, its sidecar says {stated}")
        for key, name, stated in (("size", "bytes", media.bytes), ("sha256", "sha256", media.sha256))
        if found[name] != stated
    ]
    return Aspect("bytes", f"{media.bytes:,} bytes, sha256 {media.sha256[:12]}…", problems)
