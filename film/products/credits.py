"""Title and credits of a film, before its first clip and after its last one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attention_scenes.film.clip.sidecar_parts import Model
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.languages import Wording, marked
from attention_scenes.film.products.title_cards import HUGE, MIDDLE, SMALL, Card, Line
from attention_scenes.model.own_models import is_own
from attention_scenes.model.request.needs import DEFAULT_MODEL

TITLE, CREDITS = marked("Attention, measured"), marked("Credits")  # so the list of chapters calls them
READINGS = (
    "3Blue1Brown, Attention in transformers, step by step, 2024",
    "Jay Alammar, The Illustrated Transformer, 2018",
)
PAPER = "Vaswani et al., Attention Is All You Need, 2017: arXiv 1706.03762"
PROGRAMS = "Manim Community {manim} · Skia {skia} · FFmpeg · New Computer Modern"
TITLE_SECONDS, CREDITS_SECONDS = 3.5, 6.0


def opening(words: Wording) -> Card:
    """Return the card of the film's title."""
    after = words("after Vaswani et al., 2017")
    return Card([Line(words.plain(TITLE), HUGE, "text", 0.1), Line(after, MIDDLE, "soft", -0.9)], TITLE_SECONDS)


def closing(sidecars: Sequence[ClipSidecar], words: Wording) -> list[Card]:
    """Return the credits: models and programs that the clips' sidecars name, how to cite, further reading."""
    models = list(dict.fromkeys(_licensed(model, words) for one in sidecars for model in one.computed_by))
    versions = sidecars[0].versions
    programs = PROGRAMS.format(manim=versions.get("manim", ""), skia=versions.get("skia-python", ""))
    cite = words("Attention, measured: CITATION.cff beside the program · its code: MIT licence")
    more = words("docs/further.md beside the program has more, scene by scene")
    return [
        _credits(
            [
                *([(words("Numbers computed by"), models)] if models else []),
                (words("Drawn and encoded with"), [programs]),
                (words("To cite"), [cite]),
            ]
        ),
        _credits([(words("The paper"), [PAPER]), (words("To read on"), [*READINGS, more])]),
    ]


def _licensed(model: Model, words: Wording) -> str:
    if model.name == DEFAULT_MODEL:
        return words("{label} (Apache-2.0)", label=model.label)
    if is_own(model.name):
        return words("{label} (MIT)", label=model.label)
    return words("{label}, under its own licence", label=model.label)


def _credits(parts: Iterable[tuple[str, Sequence[str]]]) -> Card:
    """Return a card of several parts, each a small heading over some lines."""
    y, lines = 0.0, []
    for heading, words in parts:
        lines.append(Line(heading, SMALL, "soft", y))
        for line in words:
            y -= 0.62
            lines.append(Line(line, MIDDLE, "text", y))
        y -= 1.0
    middle = (y + 1.0) / 2
    return Card([line._replace(y=line.y - middle) for line in lines], CREDITS_SECONDS)
