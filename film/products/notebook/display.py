"""Display a clip or a picture in a notebook, and its progress before that."""

from __future__ import annotations

import base64
import sys
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.languages import ENGLISH
from attention_scenes.film.inputs.naming import beside
from attention_scenes.film.jobs.progress import showing
from attention_scenes.film.jobs.progress_protocol import OVER, Show, State

PATIENCE = 0.2  # seconds between two pictures of the progress


@dataclass(frozen=True)
class ClipDisplay:
    """Display object of a notebook: a clip or a picture.

    Attributes
    ----------
    path
        The file; it is kept until ``python render.py cache clear notebooks``.
    summary
        What the scene shows, in one line.
    params
        The scene's parameters.
    label
        The model whose numbers they are.
    at
        The second of the clip that a picture is of; None for a clip, or its last frame.
    """

    path: Path
    summary: str
    params: Any
    label: str
    at: float | None = None

    @property
    def sidecar(self) -> ClipSidecar:
        """Return the sidecar: sentence, beats, and each number on screen with its source."""
        return ClipSidecar.read(beside(self.path, "json"))

    def __repr__(self) -> str:
        return f"<{self.summary} {self.path}>"

    def _repr_html_(self) -> str:
        sentence, description = getattr(self.params, "text", ""), beside(self.path, "txt")
        about = description.read_text(encoding="utf-8").partition("\n\n")[0] if description.is_file() else self.summary
        words = escape(" ".join(filter(None, [about.strip(), sentence and f"“{sentence}”"])))
        style = 'style="max-width: 100%; height: auto; border-radius: 8px"'
        if self.path.suffix == ".png":
            media = f'<img src="{_data_url(self.path, "image/png")}" alt="{words}" {style}>'
        else:
            media = (
                f'<video controls playsinline preload="metadata" aria-label="{words}" {style}{self._inside()}</video>'
            )
        below = f"{escape(self.label)}" + (f", at {self.at:g} s" if self.at is not None else "")
        return f'<figure style="margin: 0">{media}<figcaption><small>{below}</small></figcaption></figure>'

    def _inside(self) -> str:
        """Return the poster, the clip and its captions as HTML, as far as they exist."""
        poster, track = beside(self.path, "poster.png"), beside(self.path, "vtt")
        found = f' poster="{_data_url(poster, "image/png")}">' if poster.is_file() else ">"
        found += f'<source src="{_data_url(self.path, "video/mp4")}" type="video/mp4">'
        if track.is_file():
            default = "" if self.params.captions else " default"
            source = _data_url(track, "text/vtt")
            language = escape(self.params.language)
            label = "English" if language == ENGLISH else "Captions"
            found += f'<track kind="captions" srclang="{language}" label="{label}" src="{source}"{default}>'
        return found


def _data_url(path: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def progress(title: str) -> AbstractContextManager[Show]:
    """Return the progress display of one clip: below the cell in a notebook, on stderr elsewhere."""
    if "IPython" in sys.modules:
        from IPython import get_ipython

        if hasattr(get_ipython(), "kernel"):
            return _Cell(title)
    return showing([title])


class _Cell:
    """Progress bar below the cell, which disappears when the work is done."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._last = 0.0

    def __enter__(self) -> _Cell:
        from IPython.display import HTML, display

        self._html = HTML
        self._place = display(HTML(""), display_id=True)
        return self

    def __exit__(self, *exception: object) -> None:
        self._place.update(self._html(""))

    def show(self, clip: str, state: State, words: str = "", done: float = 0, total: float = 0) -> None:
        now = time.monotonic()
        if state in OVER or (now - self._last < PATIENCE and done):
            return
        self._last = now
        words = escape(": ".join(filter(None, [self._title, state, words])))
        how_far = f' value="{done / total:.3f}"' if total else ""
        self._place.update(self._html(f"<label>{words} <progress{how_far}></progress></label>"))

    def line(self, text: str) -> None:
        print(text, file=sys.stderr)
