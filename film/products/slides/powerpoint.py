"""PowerPoint file of a deck, made by manim-slides, with videos that start by themselves."""

from __future__ import annotations

import io
from contextlib import redirect_stderr
from pathlib import Path

import pptx
from manim_slides.config import PresentationConfig
from manim_slides.convert import PowerPoint
from pptx.dml.color import RGBColor
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from attention_scenes.film.products.slides.steps import Step

LONG_SIDE = 1280  # of a slide, in pixels of 1/96 inch: 13.3 inches, as PowerPoint's own
# What PowerPoint writes for a video that starts "Automatically". manim-slides makes do with less: then the video starts
# when its slide is reached going forwards, but not going back.
TIMING = Path(__file__).with_name("timing.xml")


def write_slides(path: Path, title: str, language: str, parts: list[PresentationConfig], steps: list[Step]) -> None:
    """Write a PowerPoint file, a slide for each of ``steps``, which are those of ``parts`` one after the other.

    ``language`` is the code of the notes' language: PowerPoint spells, and reads them out, in it.
    """
    width, height = parts[0].resolution
    scale = LONG_SIDE / max(width, height)
    slides = PowerPoint(
        presentation_configs=parts,
        width=round(width * scale),
        height=round(height * scale),
        auto_play_media=False,
    )
    with redirect_stderr(io.StringIO()):  # its progress bar, which would stand in ours
        slides.convert_to(path)
    deck = pptx.Presentation(str(path))
    deck.core_properties.title, deck.core_properties.author = title, ""
    deck.core_properties.language = language
    colors = [part.background_color.as_hex("long") for part in parts for _ in part.slides]
    for slide, step, color in zip(deck.slides, steps, colors, strict=True):
        _finish(slide, step, RGBColor.from_string(color[1:].upper()))
        for run in slide.notes_slide.element.iter(qn("a:r")):
            run.get_or_add_rPr().set("lang", language)
    deck.save(str(path))


def _finish(slide: pptx.slide.Slide, step: Step, background: RGBColor) -> None:
    """Set a slide's background, and its video's description and automatic start."""
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = background
    [video] = slide.shapes
    video.name = step.beat or step.place.title
    video.element.xpath("p:nvPicPr/p:cNvPr")[0].set("descr", step.words)
    start, end = step.seconds
    text = TIMING.read_text(encoding="utf-8")
    text = text.replace("SHAPE", str(video.shape_id)).replace("MILLISECONDS", str(round((end - start) * 1000)))
    slide.element.replace(slide.element.find(qn("p:timing")), parse_xml(text))
