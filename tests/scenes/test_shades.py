"""What stands out is dark on white ground: no text calls it light there, or names another theme's shade."""

from __future__ import annotations

import inspect
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from attention_scenes.scenes.mobjects.basics.palette import ON_BLACK, ON_WHITE
from tests.conftest import ROOT
from tests.film.inputs.test_captions import FRENCH
from tests.helpers.played import captions, played
from tests.scenes.test_scenes import SCENES

BRIGHT = re.compile(
    r"\b(light|lights|lit|lighter|bright|brighter|brightest|brightness|glows?|glowing|shines?|shining|white)\b", re.I
)
DARK = re.compile(r"\b(dark|darker|darkest|darkness|black)\b", re.I)
CLAIR = re.compile(
    r"\b(lumière|lumières|lumineuse?|éclairée?s?|brille(nt)?|brillante?|claire?s?|blanche?s?|foncée?s?|noire?s?)\b",
    re.I,
)
PAGES = re.compile(r"^(Told|Measured|Answers|Yours): |.{150}")  # of the documents, whose pictures are on black ground


def templates() -> dict[str, str]:
    """All texts of the scenes and their French, but for the words for shades themselves and the documents'."""
    tables = tomllib.loads(FRENCH.read_text(encoding="utf-8"))
    every = {text: said for table in tables.values() if isinstance(table, dict) for text, said in table.items()}
    own = {*ON_BLACK, *ON_WHITE}
    return {text: said for text, said in every.items() if text not in own and not PAGES.match(text)}


def test_no_text_says_light_of_its_own() -> None:
    every = templates()
    assert len(every) > 900
    for text, said in every.items():
        bare, spoken = re.sub(r"\{\w+\}", "", text), re.sub(r"\{\w+\}", "", said)
        assert not BRIGHT.search(bare) and not DARK.search(bare), f"{text!r}: say {{shade}}, a word of palette.shades"
        assert not CLAIR.search(spoken), f"{said!r}: dis {{shade}}"


def test_only_a_scenes_own_files_name_shades() -> None:
    shared = [*(ROOT / "scenes" / "parts" / "shared").rglob("*.py"), *(ROOT / "scenes" / "mobjects").rglob("*.py")]
    assert not [path for path in shared if "palette.shades" in path.read_text(encoding="utf-8")]


def names_shades(scene_class: Any) -> bool:
    """Whether a scene's own files take a word for a shade from the palette; no others do."""
    own = Path(inspect.getfile(scene_class))
    files = [own, *(ROOT / "scenes" / "parts" / own.stem).rglob("*.py")]
    return any("palette.shades" in file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("scene_class", [scene for scene in SCENES if names_shades(scene)])
def test_a_shade_is_named_as_the_ground_has_it(scene_class: Any) -> None:
    scene = played(scene_class, palette="light")
    every = [*scene.texts_read, *captions(scene).values()]
    wrong = [text for text in every if re.search(r"\bbright(er)?\b", text)]
    assert not wrong, wrong
