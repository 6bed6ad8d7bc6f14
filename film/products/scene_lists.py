"""Write what lists all scenes, in Markdown: the index of their pages, the README's table, where to read on."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from attention_scenes.film.catalog.chapters import OTHERS, Place, in_order
from attention_scenes.film.catalog.scenes import SceneFile

Catalog = Mapping[str, SceneFile]
MADE = "<!-- Made by `python render.py docs` from the scene's own file: change it there. -->\n"
SECTION = "## The scenes\n"  # of the README: it is made down to the next heading of its rank
MADE_SECTION = "<!-- Made by `render.py docs` -->\n"
WIDEST = 4  # pictures in a row
WIDTH = 120  # characters of a line
ABOUT_FURTHER = """\
# Where to read on

For each scene what it rests on: where the idea comes from, and where it is explained better or further than a clip can.
Sections are those of the arXiv version. For all of it, 3Blue1Brown's chapters on
[transformers](https://www.3blue1brown.com/lessons/gpt) and [attention](https://www.3blue1brown.com/lessons/attention),
and Jay Alammar's [Illustrated Transformer](https://jalammar.github.io/illustrated-transformer/).
"""
ABOUT_QUESTIONS = """\
# Which scene answers what

Questions that viewers of such films asked. A scene's page has its steps, and what was measured.
"""


def index(catalog: Catalog) -> str:
    """Return the index page, which links to all others."""
    parts = [MADE, "# The scenes\n", "In the order of the film. `python render.py NAME` renders one.\n"]
    for chapter, places in _chapters(catalog):
        rows = [(f"[{p.scene}]({p.scene}.md)", p.title, catalog[p.scene].summary) for p in places]
        number = f"{places[0].number}. " if places[0].number else ""
        parts += [f"## {number}{chapter}\n", table_rows(("scene", "title", "what it shows"), rows)]
    return "\n".join(parts)


def further(catalog: Catalog) -> str:
    """Return the page of what to read about each scene."""
    return _of_each(catalog, ABOUT_FURTHER, lambda scene: scene.further)


def questions(catalog: Catalog) -> str:
    """Return the page of the questions that scenes answer."""
    return _of_each(catalog, ABOUT_QUESTIONS, lambda scene: scene.answers)


def with_scenes(readme: str, catalog: Catalog) -> str:
    """Return the README with its section of all scenes made anew: for each chapter a table of pictures."""
    before, heading, rest = readme.partition(SECTION)
    after = rest[rest.index("\n## ") :]
    parts = [heading, MADE_SECTION]
    for chapter, places in _chapters(catalog):
        number = f"{places[0].number} · " if places[0].number else ""
        parts += [f"### {number}{chapter}\n", _pictures(places, catalog)]
    return before + "\n".join(parts) + after


def table_rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _of_each(catalog: Catalog, about: str, told: Callable[[SceneFile], str]) -> str:
    """Return a page with a paragraph on each scene, after a few words about it."""
    parts = [MADE, about]
    for chapter, places in _chapters(catalog):
        parts.append(f"## {chapter}\n")
        parts += [f"{_wrapped(f'**[{p.scene}](scenes/{p.scene}.md).** {told(catalog[p.scene])}')}\n" for p in places]
    return "\n".join(parts)


def _chapters(catalog: Catalog) -> Iterator[tuple[str, list[Place]]]:
    """Yield the title and the scenes of each chapter, those of none last."""
    for chapter, places in groupby(in_order(catalog.values()), key=lambda place: place.chapter):
        yield chapter or OTHERS, list(places)


def _pictures(places: Sequence[Place], catalog: Catalog) -> str:
    """Return a table of pictures, three or four in a row: whichever leaves fewer places empty."""
    columns = min((WIDEST, WIDEST - 1), key=lambda count: -len(places) % count)
    cells = [_picture(catalog[place.scene]) for place in places]
    cells += [""] * (-len(cells) % columns)
    rows = [cells[start : start + columns] for start in range(0, len(cells), columns)]
    lines = ["| " * columns + "|", "|---" * columns + "|", *("| " + " | ".join(row) + " |" for row in rows)]
    return "\n".join(lines) + "\n"


def _picture(scene: SceneFile) -> str:
    page = f"docs/scenes/{scene.name}"
    return f"[![{scene.name}]({page}.webp)]({page}.md)<br>**{scene.name}**: {scene.tagline or scene.summary}"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)
