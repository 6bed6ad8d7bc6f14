"""Page of a film without pixels: one file with the tape and the player in it, which asks no network."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from attention_scenes.film.inputs.languages import Wording, marked
from attention_scenes.film.live.player.modules import joined
from attention_scenes.film.live.player.signs import written

PLAYER = Path(__file__).parent
OURS = '<meta name="generator" content="attention-scenes film">'
NOTICES = (
    "Digits and letters: outlines of New Computer Modern, by Antonis Tsolomitis, under the GUST Font License.",
    "Player: of the same project as the film, under the MIT License.",
)


@dataclass(frozen=True)
class PageFacts:
    """Facts that a page states beside its film.

    Attributes
    ----------
    title, summary
        What the film is called, and what it shows in one line.
    words
        Translations of the page's own texts.
    claims
        For each claim of the narration what it says, whether it holds, and what was measured.
    models
        Label and weight digest of each model that computed numbers.
    verify
        The command that computes the numbers again.
    round
        Whether it is played round and round.
    """

    title: str
    summary: str
    words: Wording
    claims: tuple[tuple[str, bool, str], ...] = ()
    models: tuple[tuple[str, str], ...] = ()
    verify: str = ""
    round: bool = False


def write_page(tape: bytes, facts: PageFacts) -> bytes:
    """Return the page that plays a tape: everything from the tape and the facts is escaped, and nothing is fetched."""
    tape_text = written(tape)
    spoken = spoken_texts(facts.words)
    return filled(
        "page.html",
        "main.js",
        title=facts.title,
        words=facts.words,
        facts=facts,
        spoken=spoken,
        tape=tape_text,
        deck=False,
    )


def filled(template: str, entry: str, **given: Any) -> bytes:
    """Return a page made from a template of this folder, with the script of a module and all that it imports."""
    style, script = PLAYER.joinpath("player.css").read_text(encoding="utf-8"), joined(PLAYER / entry)
    templates = Environment(
        loader=FileSystemLoader(PLAYER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    fixed = {"ours": OURS, "policy": _policy(style, script), "style": style, "script": script, "notices": NOTICES}
    return templates.get_template(template).render(fixed, **given).encode()


def _policy(style: str, script: str) -> str:
    """Return what a browser may do on the page: run this script, apply this style, decode the pictures in the tape."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def spoken_texts(words: Wording) -> dict[str, str]:
    """Return the texts that the player says itself, by its names for them; in braces stands what it fills in."""
    texts = {
        "play": marked("Play"),
        "pause": marked("Pause"),
        "moment": marked("{time} of {seconds} seconds"),
        "count": marked("{count} numbers"),
        "some": marked("{count} numbers; the first {some} are listed"),
        "exactly": marked("exactly {value}"),
        "sum": marked("What it is the sum of"),
        "adds": marked("the sum of {count} terms: it adds up"),
        "differs": marked("the sum of {count} terms, and not {value}: it does not add up"),
        "others": marked("{count} more"),
        "made": marked("Made of"),
        "used": marked("Used in"),
        "when": marked("On screen"),
        "at": marked("at {seconds} s"),
    }
    return {name: words.plain(text) for name, text in texts.items()}
