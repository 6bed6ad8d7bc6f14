"""Web page of a deck in one file, made by manim-slides' converter with the installed reveal.js."""

from __future__ import annotations

from pathlib import Path

from manim_slides.config import PresentationConfig
from manim_slides.convert import RevealJS

from attention_scenes.film.products.slides.reveal_assets import reveal


class Page(RevealJS):
    """Page of manim-slides from our own template, which needs no network for reveal.js."""

    reveal_js: str
    reveal_css: str
    notes_js: str
    licence: str
    language: str

    def load_template(self) -> str:
        return Path(__file__).with_name("page.html").read_text(encoding="utf-8")


def write_page(path: Path, title: str, language: str, parts: list[PresentationConfig]) -> None:
    """Write the page of these clips, in a language given by its code; UserError where reveal.js is not installed."""
    width, height = parts[0].resolution
    page = Page(
        presentation_configs=parts,
        title=title,
        language=language,
        one_file=True,
        width=width,
        height=height,
        margin=0,
        center="false",  # reveal.js would centre a slide before its video has a height, and leave it there
        min_scale=0.01,
        max_scale=100,
        hash="true",
        background_color=parts[0].background_color,
        **reveal(),
    )
    page.convert_to(path)
