"""A scene at a glance, and the chapters as one film."""

from __future__ import annotations

from typing import Any

import click

from film.catalog import pick
from film.cli.house import House
from film.cli.options import CLIPS, GIVEN, OUT, PREVIEW, command


@command(epilog="Example: python render.py storyboard mole attention-pattern")
@click.argument("scenes", nargs=-1, required=True, metavar="SCENE...")
@PREVIEW
@OUT
@GIVEN
@click.pass_obj
def storyboard(house: House, scenes: tuple[str, ...], **flags: Any) -> None:
    """Draw each SCENE at a glance: DIR/SCENE-storyboard.png.

    It shows twelve frames evenly spaced and the last one of each beat, each with its time, its beat and the caption.
    Frames that look alike are shown once.
    """
    catalog = house.catalog()
    chosen = pick(scenes, catalog)
    from film.storyboard import storyboards

    _, write = house.ink("dark")
    storyboards(chosen, house.load, list(catalog), flags, write)


@command(
    epilog="""\b
Examples:
  python render.py film -qh
  python render.py film --chapter 2
  python render.py film mole attention-pattern -o talk
""",
)
@click.argument("scenes", nargs=-1, metavar="[SCENE]...")
@click.option("--chapter", metavar="1|2", help="This chapter alone, as DIR/chapter-N.mp4.")
@CLIPS
@click.pass_obj
def film(house: House, scenes: tuple[str, ...], **flags: Any) -> int:
    """Join the chapters, or the SCENEs, into DIR/film.mp4 with title cards, credits, chapter marks and subtitles.

    Players show the subtitles when they are asked for, or by themselves where no caption is in the picture.

    Clips in DIR that are up to date are used as they are; the others are rendered first. Beside the film stand film.srt
    with the captions and film.json, which lists the clips with their digests and times.
    """
    from film.chapters import programme

    catalog = house.catalog()
    pick(scenes, catalog)
    places = programme(scenes, flags["chapter"], catalog)
    from film.feature import make_film

    return make_film(places, catalog, house.load, flags, house.child, house.ink)
