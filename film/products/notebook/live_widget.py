"""Widget of a page that plays what was drawn: for Jupyter, marimo, VS Code and whatever else shows widgets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.products.notebook.live_display import PageDisplay


class LiveClip(anywidget.AnyWidget):
    """A clip that plays in a notebook, that Python steers, and that tells Python where it is.

    Attributes
    ----------
    time, playing, beat
        The second, whether it plays, and the name of the step: set them to steer it.
    theme, speed
        ``dark`` or ``light``; 0.1 to 8. Empty and 1 as the page has them.
    clip
        The page's file, its parameters and its sidecar.
    """

    _esm = Path(__file__).with_name("live_widget.js").read_text(encoding="utf-8")

    page = traitlets.Unicode().tag(sync=True)
    title = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float(16 / 9).tag(sync=True)
    time = traitlets.Float(0.0).tag(sync=True)
    playing = traitlets.Bool(False).tag(sync=True)
    beat = traitlets.Unicode("").tag(sync=True)
    theme = traitlets.Unicode("").tag(sync=True)
    speed = traitlets.Float(1.0).tag(sync=True)

    def __init__(self, clip: PageDisplay, **kwargs: Any) -> None:
        page = clip.path.read_text(encoding="utf-8")
        super().__init__(page=page, title=clip.summary, aspect=clip.aspect, **kwargs)
        self.clip = clip

    @property
    def path(self) -> Path:
        """Return the page's file."""
        return self.clip.path

    @property
    def sidecar(self) -> ClipSidecar:
        """Return the sidecar: sentence, beats, and each number on screen with its source."""
        return self.clip.sidecar
