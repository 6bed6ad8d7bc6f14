"""Files of reveal.js, which shows a page's steps, where the set-up put them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from attention_scenes.film.system.program import set_up
from attention_scenes.model.errors import UserError

CARRIER, FOLDER = "pyreveal", "pyreveal/revealjs"
PARTS = {
    "reveal_js": "dist/reveal.js",
    "reveal_css": "dist/reveal.css",
    "notes_js": "dist/plugin/notes.js",
    "licence": "LICENSE",
}


def reveal() -> dict[str, str]:
    """Return the contents of reveal.js's files by their names in the template.

    Raises
    ------
    UserError
        If it is not there.
    """
    try:
        package = distribution(CARRIER)
        return {
            part: Path(str(package.locate_file(f"{FOLDER}/{file}"))).read_text(encoding="utf-8")
            for part, file in PARTS.items()
        }
    except (PackageNotFoundError, OSError):
        raise UserError(f"reveal.js, which a page needs, is not installed: {set_up()}.") from None
