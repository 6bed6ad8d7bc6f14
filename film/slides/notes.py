"""Speaker notes, all of them from the sidecar: what a step shows, what viewers ask, what was measured."""

from __future__ import annotations

import re
from typing import Any

ABOUT = "What this scene shows: {words}"
ASKED = "Viewers ask: {words}"
READ = "What the model reads: {words}."
ON_SCREEN = "On screen: {count} numbers, in digits or drawn, each with its source in {file}."
ONE_ON_SCREEN = "On screen: one number, in digits or drawn, with its source in {file}."
NEW = "New with this step: {numbers}."
NEW_AND_MORE = "New with this step: {numbers} and {more} more."
MEASURED = "What is measured: {words}"
TOLD = "What is told, not measured: {words}"
HOLDS = "This holds here: {claim} ({measured})."
HOLDS_NOT = "This does not hold here: {claim} ({measured})."
MOST_NEW = 6  # numbers that a speaker takes in at a glance


def verdicts(sidecar: dict[str, Any]) -> tuple[str, ...]:
    """Return a sentence for each thing that the narration claims: whether it holds on this input, and why."""
    return tuple(
        (HOLDS if claim["holds"] else HOLDS_NOT).format(claim=claim["claim"], measured=claim["measured"])
        for claim in sidecar["claims"]
    )


def opening(sidecar: dict[str, Any]) -> list[str]:
    """Return what to know before a scene: what it shows, what viewers ask, what the model reads."""
    about, by_lead = _described(sidecar)
    read = dict.fromkeys(f"“{trace['text']}”" for trace in sidecar.get("traces", {}).values() if trace.get("text"))
    return [
        *([ABOUT.format(words=" ".join(about))] if about else []),
        *([ASKED.format(words=by_lead["Answers"])] if "Answers" in by_lead else []),
        *([READ.format(words=", ".join(read))] if read else []),
    ]


def closing(sidecar: dict[str, Any]) -> list[str]:
    """Return what to know after a scene: what was measured in it, what was only told, and which claims hold."""
    _, by_lead = _described(sidecar)
    leads = {"Measured": MEASURED, "Told": TOLD}
    return [*(form.format(words=by_lead[lead]) for lead, form in leads.items() if lead in by_lead), *verdicts(sidecar)]


def on_screen(sidecar: dict[str, Any], start: float, end: float) -> list[str]:
    """Return how many numbers stand on screen at ``end`` (seconds), and which of them came since ``start``."""
    seen = [number for number in sidecar.get("numbers", ()) if number["start"] < end <= number["end"] + 1e-3]
    if not seen:
        return []
    new = list(dict.fromkeys(n["shown"] for n in seen if n["start"] >= start - 1e-3 and _is_read(n)))
    file, told = f"{sidecar['clip']['file'].rsplit('.', 1)[0]}.json", ", ".join(new[:MOST_NEW])
    lines = [ONE_ON_SCREEN.format(file=file) if len(seen) == 1 else ON_SCREEN.format(count=len(seen), file=file)]
    if len(new) > MOST_NEW:
        lines.append(NEW_AND_MORE.format(numbers=told, more=len(new) - MOST_NEW))
    elif new:
        lines.append(NEW.format(numbers=told))
    return lines


def _is_read(number: dict[str, Any]) -> bool:
    """Whether it stands there in digits and is more than a constant."""
    return bool(re.search(r"\d", number["shown"])) and not re.fullmatch(r"[\d.]+", number["source"])


def _described(sidecar: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """The paragraphs of a scene's description that just tell, and by their first word those that have a lead."""
    paragraphs = [" ".join(part.split()) for part in sidecar.get("summary", "").split("\n\n") if part.strip()]
    led = [re.match(r"([A-Z][a-z]+): (.*)", paragraph) for paragraph in paragraphs]
    return (
        [paragraph for paragraph, lead in zip(paragraphs, led, strict=True) if not lead],
        {lead[1]: lead[2] for lead in led if lead},
    )
