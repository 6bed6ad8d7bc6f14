"""Report of ``verify``, as lines of text or as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from attention_scenes.film.verify.aspects import Aspect, Verdict, worst

MOST_TOLD = 20  # problems of one aspect that are printed


def lines(verdict: Verdict) -> Iterator[str]:
    """Yield the lines of the report on one file: its problems, each with its code, and its aspects."""
    for aspect in verdict.aspects:
        for problem in aspect.problems[:MOST_TOLD]:
            yield f"{verdict.file}: {problem.code}: {problem}"
        if len(aspect.problems) > MOST_TOLD:
            yield f"{verdict.file}: … and {len(aspect.problems) - MOST_TOLD} more"
        if aspect.problems or aspect.what:
            yield f"{verdict.file}: {_summary(aspect)}"
    for left in filter(None, (verdict.unchecked, verdict.beyond)):
        yield f"{verdict.file}: {left}"


def _summary(aspect: Aspect) -> str:
    if not aspect.problems:
        return f"{aspect.name} hold: {aspect.what}"
    count = "1 problem" if len(aspect.problems) == 1 else f"{len(aspect.problems):,} problems"
    return f"{aspect.name} DO NOT HOLD: {count}"


def document(verdicts: list[Verdict]) -> str:
    """Return the report on all files as JSON: the exit code, and the aspects of each file with their problems."""
    return json.dumps({"exit": worst(verdicts), "files": [_file(verdict) for verdict in verdicts]}, indent=1)


def _file(verdict: Verdict) -> dict[str, Any]:
    return {
        "file": str(verdict.file),
        "exit": verdict.code,
        "unchecked": verdict.unchecked or verdict.beyond or None,
        "aspects": [
            {
                "aspect": aspect.name,
                "holds": not aspect.problems,
                "checked": aspect.what,
                "problems": [{"code": problem.code, "what": problem.what} for problem in aspect.problems],
            }
            for aspect in verdict.aspects
        ],
    }
