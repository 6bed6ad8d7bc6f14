"""Write the documentation page of a scene, in Markdown: from its docstring, parameters, beats and captions."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

from manim import tempconfig

from attention_scenes.film.catalog.chapters import OTHERS, Place
from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.parameter_schema import table
from attention_scenes.film.playback.sampled_renderer import TimestampRenderer
from attention_scenes.film.products.scene_lists import MADE, table_rows
from attention_scenes.film.system.console import clock

# First words of paragraphs in a scene's docstring, and their first words on its page.
LEADS = {
    "Answers": "It answers",
    "Measured": "Measured",
    "Told": "Told",
    "Yours": "With words of your own",
    "Further": "To read on",
}
BY_CLOCK = "*by the clock of the machine that makes the clip*"  # in a page that is the same on every machine
RATE = 30.0  # frames a second: as in a clip with the default rate


def play(scene_class: Any, bundle: Any) -> Any:
    """Play a scene with its default parameters, without drawing, and return it with its record."""
    with tempconfig({"dry_run": True, "frame_rate": RATE, "verbosity": "ERROR", "progress_bar": "none"}):
        scene = scene_class(scene_class.Params(), bundle, renderer=TimestampRenderer())
        scene.render()
    return scene


def page(scene: SceneFile, played: Any, places: Sequence[Place]) -> str:
    """Return the Markdown page of a scene that has been played."""
    record, name = played.record, scene.name
    [at] = [number for number, place in enumerate(places) if place.scene == name]
    place, length = places[at], f"{played.time:.0f} s"
    where = f"Chapter {place.number}, {place.chapter}" if place.number else OTHERS
    beats = [(clock(beat.start), beat.name, _caption(beat, record)) for beat in record.beats]
    claims = [(claim["claim"], _verdict(claim, record)) for claim in record.claims]
    parts = [
        MADE,
        f"# {name}: {place.title}\n",
        f"{where} · {length} · `{scene.path}` · {_ways(at, places)}\n",
        *[f"{_lead(paragraph)}\n" for paragraph in inspect.cleandoc(type(played).__doc__ or "").split("\n\n")],
        f"    python render.py {name}\n"
        f"    python render.py {name} -s        # its last frame alone\n"
        f"    python render.py {name} --format html        # a page that plays it and tells each number's source\n",
        f"![{name}: {place.title}]({name}.webp)\n",
        "## At a glance\n",
        f"![The last frame of each step of {name}, with its caption](thumbs/{name}.webp)\n",
        "## Step by step\n",
        table_rows(("at", "step", "caption"), beats),
    ]
    if claims:
        note = "What the narration may say only where it holds; with another sentence other words are spoken.\n"
        parts += ["## Checked before it is said\n", note, table_rows(("claim", "holds here"), claims)]
    settings = [
        (f"`{name}`", kind, _code(default), allowed, words)
        for name, kind, default, allowed, words in table(played.Params)
    ]
    parts += [
        "## What can be set\n",
        "With `--set NAME=VALUE`, or in a file: see [change it](../change-it.md).\n",
        table_rows(("parameter", "type", "default", "allowed", "what it does"), settings),
    ]
    return "\n".join(parts)


def _caption(beat: Any, record: Any) -> str:
    return BY_CLOCK if beat.name in record.beats_by_clock else beat.caption or "–"


def _verdict(claim: Mapping[str, Any], record: Any) -> str:
    return BY_CLOCK if claim["claim"] in record.claims_by_clock else "yes" if claim["holds"] else "no"


def _lead(paragraph: str) -> str:
    """Return a paragraph with its lead in bold, if it has one."""
    lead, colon, rest = paragraph.partition(":")
    return f"**{LEADS[lead]}:**{rest}" if colon and lead in LEADS else paragraph


def _ways(at: int, places: Sequence[Place]) -> str:
    before = [f"[← {places[at - 1].scene}]({places[at - 1].scene}.md)"] if at else []
    after = [f"[{place.scene} →]({place.scene}.md)" for place in places[at + 1 : at + 2]]
    return " · ".join([*before, "[all scenes](README.md)", *after])


def _code(default: str) -> str:
    return "<br>".join(f"`{line}`" for line in default.splitlines()) or "empty"
