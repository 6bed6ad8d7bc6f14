"""Display of a page that plays what was drawn, in a notebook's frame."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from attention_scenes.film.live.player.page_shape import framed
from attention_scenes.film.products.notebook.display import ClipDisplay


@dataclass(frozen=True)
class PageDisplay(ClipDisplay):
    """Display object of a notebook: a page in a frame of its own, which nothing else of the notebook reaches."""

    @property
    def aspect(self) -> float:
        """Return the frame's width over its height, with room for the controls."""
        return round(framed(self.sidecar.clip.width, self.sidecar.clip.height), 4)

    def _repr_html_(self) -> str:
        page, title = escape(self.path.read_text(encoding="utf-8")), escape(self.summary)
        style = f"width: 100%; aspect-ratio: {self.aspect}; border: 0; border-radius: 8px"
        return (
            f'<figure style="margin: 0"><iframe srcdoc="{page}" title="{title}" sandbox="allow-scripts" '
            f'allow="fullscreen" style="{style}"></iframe>'
            f"<figcaption><small>{escape(self.label)}</small></figcaption></figure>"
        )
