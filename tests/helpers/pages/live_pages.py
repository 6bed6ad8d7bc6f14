"""Pages of films in a browser: their tape, and what they draw at a moment."""

from __future__ import annotations

import json
import lzma
import re
import struct
import zlib
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.chromium import DRAWN, picture

if TYPE_CHECKING:
    from playwright.sync_api import Page


def tape_of(page: Path) -> dict[str, Any]:
    """The tape in a page."""
    [held] = re.findall(r'id="tape">([^<]+)<', page.read_text(encoding="utf-8"))
    return unpacked(bytes_of(held))


def bytes_of(signs: str) -> bytes:
    """The bytes that signs stand for: 13 bits in two, the lower part first."""
    alphabet = [chr(code) for code in range(33, 127) if chr(code) not in '"&<']
    values = [alphabet.index(sign) for sign in signs.strip()]
    bits = "".join(f"{a + 91 * b:013b}"[::-1] for a, b in zip(values[::2], values[1::2], strict=False))
    if len(values) % 2:
        bits += f"{values[-1]:06b}"[::-1]
    return bytes(int(bits[at : at + 8][::-1], 2) for at in range(0, len(bits) - 7, 8))


def unpacked(stored: bytes) -> dict[str, Any]:
    """The tape in bytes: zlib's where they begin with 0x78, else a 2, the length, and LZMA's."""
    if stored[0] == 0x78:
        told = zlib.decompress(stored)
    else:
        assert stored[0] == 2
        way = {"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 0}
        told = lzma.decompress(stored[5:], lzma.FORMAT_RAW, filters=[way])
        assert len(told) == int.from_bytes(stored[1:5], "little")
        return with_numbers(told)
    found: dict[str, Any] = json.loads(told)
    return found


def with_numbers(told: bytes) -> dict[str, Any]:
    """The document whose columns stand behind its JSON."""
    end = 4 + int.from_bytes(told[:4], "little")
    head, left = json.loads(told[4:end]), iter(told[end:])
    columns: dict[str, list[Iterator[float]]] = {"whole": [], "single": []}
    for way in head["whole"]:
        values = [_next_number(left) for _ in range(way // 2)]
        columns["whole"].append(iter(accumulate(values) if way % 2 else values))
    for count in head["single"]:
        planes = [[next(left) for _ in range(count)] for _ in range(4)]
        columns["single"].append(struct.unpack("<f", bytes(four))[0] for four in zip(*planes, strict=True))
    assert next(left, None) is None
    begun: dict[tuple[Any, ...], Iterator[float]] = {}

    def filled(value: Any, place: tuple[Any, ...], step: int) -> Any:
        if isinstance(value, dict):
            return {k: filled(value[k], (*place, k), 2 if k == "contours" else step) for k in sorted(value)}
        if isinstance(value, list):
            every = 4 if value and isinstance(value[0], str) else step
            keys = [(len(value), at) if len(value) <= 8 else at % every for at in range(len(value))]
            return [filled(each, (*place, key), step) for key, each in zip(keys, value, strict=True)]
        kind = {0: "whole", 0.5: "single"}.get(value) if type(value) in (int, float) else None
        if kind is None:
            return value
        if (kind, *place) not in begun:
            begun[kind, *place] = columns[kind].pop(0)
        return next(begun[kind, *place])

    found: dict[str, Any] = filled(head["tape"], (), 1)
    return found


def _next_number(left: Iterator[int]) -> int:
    """The next whole number: seven bits a byte, the lowest first; its lowest bit says that it is below 0."""
    turned = shift = 0
    while (byte := next(left)) > 127:
        turned, shift = turned | (byte & 127) << shift, shift + 7
    turned |= byte << shift
    return -(turned + 1) // 2 if turned % 2 else turned // 2


def seen(page: Page, time: float, size: tuple[int, int]) -> np.ndarray:
    """What the page draws at a time, in so many pixels."""
    return picture(page.evaluate(DRAWN, [time, *size])).astype(float)
