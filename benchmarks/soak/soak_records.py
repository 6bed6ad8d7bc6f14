"""Records of a soak: a line of JSON a case, so that the same command goes on where it was stopped; and a summary."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Records:
    """Cases that are done, each with its ``number``, its ``kind`` and its ``faults``, in a file that only grows."""

    path: Path
    seconds: float
    done: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.path.exists():
            self.done = [json.loads(line) for line in self.path.read_text().splitlines()]

    def numbers(self) -> Iterator[int]:
        """Yield the numbers of cases to do, until the time is over."""
        end = time.monotonic() + self.seconds
        number = 1 + max((case["number"] for case in self.done), default=0)
        while time.monotonic() < end:
            yield number
            number += 1

    def add(self, number: int, kind: str, faults: list[str], **about: Any) -> None:
        """Keep a case; one with faults is printed."""
        case = {"number": number, "kind": kind, "faults": faults, **about}
        self.done.append(case)
        with self.path.open("a") as file:
            file.write(json.dumps(case) + "\n")
        if faults:
            print(json.dumps(case, ensure_ascii=False), flush=True)

    def summary(self) -> str:
        """Return how many cases of each kind there are, and how many of them have faults."""
        kinds = Counter(case["kind"] for case in self.done)
        faulty = Counter(case["kind"] for case in self.done if case["faults"])
        lines = [f"{kind:16} {count:6} {faulty[kind]:6} faulty" for kind, count in sorted(kinds.items())]
        return "\n".join([*lines, f"{'all':16} {kinds.total():6} {faulty.total():6} faulty"])
