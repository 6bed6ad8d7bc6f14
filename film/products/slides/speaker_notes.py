"""Speaker notes, made from the sidecar: what a step shows, what viewers ask, what was measured."""

from __future__ import annotations

import re
from pathlib import Path

from attention_scenes.film.clip.sidecar_parts import Claim, NumberEntry
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.caption_templates import paragraphs
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.inputs.naming import beside

MOST_NEW = 6  # numbers that a speaker takes in at a glance


def verdicts(sidecar: ClipSidecar) -> tuple[str, ...]:
    """Return a sentence for each claim of the narration: whether it holds on this input, and why."""
    return tuple(_verdict(claim, Wording.of(sidecar.params)) for claim in sidecar.claims)


def _verdict(claim: Claim, words: Wording) -> str:
    what = {"claim": claim.claim, "measured": claim.measured}
    if claim.holds:
        return words("This holds here: {claim} ({measured}).", **what)
    return words("This does not hold here: {claim} ({measured}).", **what)


def opening(sidecar: ClipSidecar) -> list[str]:
    """Return the notes before a scene: what it shows, what viewers ask, what the model reads."""
    words = Wording.of(sidecar.params)
    about = " ".join(words.plain(part) for part in _described(sidecar) if not _lead(part))
    texts = dict.fromkeys(trace.text for part in sidecar.parts for trace in part.traces.values() if trace.text)
    quoted = ", ".join(words("“{text}”", text=text) for text in texts)
    return [
        *([words("What this scene shows: {about}", about=about)] if about else []),
        *_led(sidecar, "Answers"),
        *([words("What the model reads: {sentences}.", sentences=quoted)] if quoted else []),
    ]


def closing(sidecar: ClipSidecar) -> list[str]:
    """Return the notes after a scene: what it measured, what it only narrates, and which claims hold."""
    return [*_led(sidecar, "Measured", "Told"), *verdicts(sidecar)]


def on_screen(sidecar: ClipSidecar, start: float, end: float) -> list[str]:
    """Return the count of numbers on screen at ``end`` (seconds), and those that are new since ``start``."""
    words = Wording.of(sidecar.params)
    seen = [number for number in sidecar.numbers if number.start < end <= number.end + 1e-3]
    if not seen:
        return []
    new = list(dict.fromkeys(n.shown for n in seen if n.start >= start - 1e-3 and _is_read(n)))
    file, first = beside(Path(sidecar.clip.file), "json").name, ", ".join(new[:MOST_NEW])
    if len(seen) == 1:
        lines = [words("On screen: one number, in digits or drawn, with its source in {file}.", file=file)]
    else:
        lines = [
            words(
                "On screen: {count} numbers, in digits or drawn, each with its source in {file}.",
                count=len(seen),
                file=file,
            )
        ]
    if len(new) > MOST_NEW:
        more = len(new) - MOST_NEW
        lines.append(words("New with this step: {numbers} and {more} more.", numbers=first, more=more))
    elif new:
        lines.append(words("New with this step: {numbers}.", numbers=first))
    return lines


def _is_read(number: NumberEntry) -> bool:
    """Return whether a number is written in digits and is not a constant."""
    return bool(re.search(r"\d", number.shown)) and not re.fullmatch(r"[\d.]+", number.source)


def _described(sidecar: ClipSidecar) -> list[str]:
    """Return the paragraphs of a scene's description."""
    return paragraphs(sidecar.summary)


def _lead(paragraph: str) -> str:
    """Return the word before a colon that opens a paragraph, such as ``Answers``; empty where there is none."""
    found = re.match(r"([A-Z][a-z]+): ", paragraph)
    return found[1] if found else ""


def _led(sidecar: ClipSidecar, *leads: str) -> list[str]:
    """Return the paragraphs of a scene's description with these leads, in its clip's language."""
    words = Wording.of(sidecar.params)
    return [words.plain(part) for lead in leads for part in _described(sidecar) if _lead(part) == lead]
