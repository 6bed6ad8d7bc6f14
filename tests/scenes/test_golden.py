"""Golden pictures: what may vary is looked at for its light alone, and nothing else may differ."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PIL import Image, ImageDraw

from tests.helpers import gallery
from tests.helpers.gallery import same_as_golden

LINE = (0.0, 0.5, 1.0, 0.7)
ASKED: Any = SimpleNamespace(config=SimpleNamespace(getoption=lambda name: False))


def lines(digits: str, above: str = "the same") -> Image.Image:
    picture = Image.new("RGB", (200, 100))
    draw = ImageDraw.Draw(picture)
    draw.text((10, 52), f"a difference of {digits}", "white")
    draw.text((10, 10), above, "white")
    return picture


@pytest.fixture
def golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(gallery, "GOLDEN", tmp_path)
    monkeypatch.chdir(tmp_path)
    lines("0.0000029").save(tmp_path / "one.png")
    return "one"


def test_other_digits_are_the_same_picture_where_they_may_vary(golden: str) -> None:
    same_as_golden(lines("0.0000019"), golden, ASKED, [LINE])
    same_as_golden(lines("0.0000031"), golden, ASKED, [LINE])


@pytest.mark.parametrize("other", [lines("0.0000029", "another"), lines("0.0000029", "")], ids=["another", "none"])
def test_what_stands_elsewhere_may_not(golden: str, other: Image.Image) -> None:
    with pytest.raises(pytest.fail.Exception, match="differs by"):
        same_as_golden(other, golden, ASKED, [LINE])


def test_a_line_that_is_gone_or_twice_as_long_is_told(golden: str) -> None:
    for digits in ("", "0.0000029, and more of it"):
        with pytest.raises(AssertionError, match="lit in"):
            same_as_golden(lines(digits), golden, ASKED, [LINE])
