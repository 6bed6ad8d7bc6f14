"""A tape comes back from its signs: read here by the description alone, and in the page's tests by the player."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from attention_scenes.film.live.player.signs import written
from attention_scenes.film.live.tape.tape_writer import packed
from tests.helpers.pages.live_pages import bytes_of, unpacked

STORED = Path(__file__).with_name("tapes") / "format-1-tower.tape"


@pytest.mark.parametrize("length", range(0, 40))
def test_bytes_come_back_from_signs(length: int) -> None:
    data = Random(length).randbytes(length)
    text = written(data)
    assert bytes_of(text) == data
    assert not set(text) & set('"&<\n ') and text.isascii() and len(text) == -(-length * 8 * 2 // 13)


def test_every_kind_of_value_comes_back() -> None:
    numbers = Random(0)
    document = {
        "1": [1, -1, 127, 128, -(2**31) + 1, 2**31 - 1, 2**31, -(2**40)],
        ".": {"a": [True, None, "0", "<é>", 0, 0.5, -0.5, 0.1, 1e-12, 3.0]},
        "0": [numbers.randrange(-(10**6), 10**6) for _ in range(50)],
        "contours": [[0, [numbers.randrange(-99, 99) for _ in range(20)]], [3, [4, 5]], [1, []]],
        "shapes": [["p", *range(0, 36, 4)], ["p", *range(9)], ["c"]],
        "mixed": [[1, [2, 3]], *[[7, 8, 9]] * 12, 5],
        "pairs": [(0, 0.5), (1, 2.5)],
        "rest": [0.25] * 3 + [1 / 3] * 3,
    }
    found = unpacked(packed(document))
    assert found == json.loads(json.dumps(document))
    assert found["."]["a"][0] is True, "and no 1"


def test_numbers_in_columns_pack_smaller_than_in_their_places() -> None:
    stored = STORED.read_bytes()
    assert len(packed(unpacked(stored))) < 0.8 * len(stored)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_no_browser_reads_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="browser"):
        packed({"a": [value]})
