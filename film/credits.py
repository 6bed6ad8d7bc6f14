"""What a film says before its first clip and after its last one: its title, and whose work it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from film.cards import HUGE, MIDDLE, SMALL, Card, Line
from model.needs import DEFAULT_MODEL

TITLE, AFTER = "Attention, measured", "after Vaswani et al., 2017"
CREDITS = "Credits"  # what the list of chapters calls them
NUMBERS, LICENSED, UNLICENSED = "Every number was computed by", "{label} (Apache-2.0)", "{label}, under its own licence"
DRAWN, PROGRAMS = "Drawn and encoded with", "Manim Community {manim} · Skia {skia} · FFmpeg · New Computer Modern"
CITED, CITE = "To cite", "Attention, measured: CITATION.cff beside the program · its code: MIT licence"
PAPER_HEAD, PAPER = "The paper", "Vaswani et al., Attention Is All You Need, 2017: arXiv 1706.03762"
READ_ON = "To read on"
READINGS = (
    "3Blue1Brown, Attention in transformers, step by step, 2024",
    "Jay Alammar, The Illustrated Transformer, 2018",
    "docs/further.md beside the program has more, scene by scene",
)
TITLE_SECONDS, CREDITS_SECONDS = 3.5, 6.0


def opening() -> Card:
    """Return the film's title."""
    return Card([Line(TITLE, HUGE, "text", 0.1), Line(AFTER, MIDDLE, "soft", -0.9)], TITLE_SECONDS)


def closing(sidecars: Sequence[dict[str, Any]]) -> list[Card]:
    """Return the credits: of the models and programs that the clips' sidecars name, how to cite, where to read on."""
    models = {_licensed(one["model"]): None for one in sidecars if one.get("model")}
    versions = sidecars[0].get("versions", {})
    programs = PROGRAMS.format(manim=versions.get("manim", ""), skia=versions.get("skia-python", ""))
    return [
        _credits([*([(NUMBERS, list(models))] if models else []), (DRAWN, [programs]), (CITED, [CITE])]),
        _credits([(PAPER_HEAD, [PAPER]), (READ_ON, READINGS)]),
    ]


def _licensed(model: dict[str, Any]) -> str:
    form = LICENSED if model["name"] == DEFAULT_MODEL else UNLICENSED
    return form.format(label=model["label"])


def _credits(parts: Iterable[tuple[str, Sequence[str]]]) -> Card:
    """A card of several parts, each a small heading over some lines."""
    y, lines = 0.0, []
    for heading, words in parts:
        lines.append(Line(heading, SMALL, "soft", y))
        for line in words:
            y -= 0.62
            lines.append(Line(line, MIDDLE, "text", y))
        y -= 1.0
    middle = (y + 1.0) / 2
    return Card([line._replace(y=line.y - middle) for line in lines], CREDITS_SECONDS)
