"""The tape of a clip: all that was drawn, as one JSON object of a version that the player knows."""

from __future__ import annotations

import lzma
from collections.abc import Sequence
from typing import Any

from attention_scenes.film.live.forms.rows import merged
from attention_scenes.film.live.forms.strokes import Style
from attention_scenes.film.live.tape.canvas import Known
from attention_scenes.film.live.tape.columns import Columns
from attention_scenes.film.live.tape.other_theme import Ends, OtherPlay
from attention_scenes.film.live.tape.plays import PlayWriter
from attention_scenes.film.live.tape.sampled_play import SampledPlay

FORMAT = 5
LZMA = b"\x02"  # begins what is packed so; zlib's begins with 0x78
WAY = {"id": lzma.FILTER_LZMA1, "preset": 9, "lc": 3, "lp": 0, "pb": 0}


class TapeWriter:
    """Writer of a tape, play by play.

    Parameters
    ----------
    known
        What its canvases share.
    others
        For each play what it draws at its ends in the other theme; nothing where there is no other.
    """

    def __init__(self, known: Known, others: Sequence[dict[tuple[Any, ...], Ends]] = ()) -> None:
        self._others = others
        self._writer, self._known = PlayWriter(), known
        self.plays: list[dict[str, Any]] = []
        self._before: list[str] = []
        self._places: list[list[tuple[dict[str, Any], list[Any]]]] = []
        self.frames = 0

    def add(self, play: SampledPlay) -> None:
        """Add a play."""
        count, items = len(play.frames), []
        others = self._others[len(self.plays)] if len(self.plays) < len(self._others) else {}
        ends = OtherPlay(play, others).ends
        for who in merged(play.frames):
            if who in play.still:
                items += self._writer.still(play.still[who], ends)
            else:
                frames: list[Any] = [[] for _ in range(count)]
                for n, ops in play.moving[who]:
                    frames[n] = ops
                items += self._writer.moving(frames, ends)
        told = [*map(repr, items)]
        self.plays.append({"n": count, "h": play.held, "i": runs(items, told, self._before), "p": []})
        self._places.append(play.places.rows(count, self._writer.curves))
        self._before = told
        self.frames += max(count, play.held)

    def tape(self, head: dict[str, Any]) -> dict[str, Any]:
        """Return the tape, with a head that says what it is of."""
        writer = self._writer
        self._place(head["numbers"])
        return {
            "format": FORMAT,
            **head,
            "frames": self.frames,
            "colors": dict(zip(head["themes"], (writer.colors.own(), writer.colors.other()), strict=False)),
            "face": self._known.glyphs.face(),
            "glyphs": self._known.glyphs.rows,
            "verbs": writer.shapes.verbs,
            "contours": writer.shapes.contours,
            "shapes": writer.shapes.rows,
            "pictures": self._known.pictures.rows,
            "axes": writer.clouds.axes.rows,
            "clouds": writer.clouds.rows,
            "styles": [_style(head["theme"], style, other) for style, other in writer.styles],
            "clips": writer.clips,
            "lenses": writer.lenses,
            "curves": writer.curves.rows,
            "defs": [_trimmed(fields) for fields in writer.defs],
            "plays": self.plays,
        }

    def _place(self, numbers: list[dict[str, Any]]) -> None:
        """Name each number that stands somewhere by its place in the list of all."""
        index = {id(number): n for n, number in enumerate(numbers)}
        before: list[str] = []
        for play, places in zip(self.plays, self._places, strict=True):
            rows = [[index[id(entry)], *box] for entry, box in places if id(entry) in index]
            told = [*map(repr, rows)]
            play["p"] = runs(rows, told, before)
            before = told


def _style(theme: str, style: Style, other: int) -> list[Any]:
    """Return a style as on the tape, which lists what is dark before what is light."""
    blends = [style.blend, other] if theme == "dark" else [other, style.blend]
    return [style.stroke, style.cap, style.join, style.blend if style.blend == other else blends, style.rule]


def packed(tape: dict[str, Any]) -> bytes:
    """Return a tape as bytes; ValueError where a number is not finite, which no browser would read.

    LZMA finds what is repeated however far apart, where zlib looks 32 KB back. No browser unpacks it: the player does.
    """
    told = Columns(tape).told()
    return LZMA + len(told).to_bytes(4, "little") + lzma.compress(told, lzma.FORMAT_RAW, filters=[WAY])


def runs(items: list[Any], told: list[str], before: list[str]) -> list[Any]:
    """Return items with ``[at, count, 0]`` for those that are as a run of those before."""
    places: dict[str, int] = {}
    for n, each in enumerate(before):
        places.setdefault(each, n)
    found: list[Any] = []
    at = 0
    while at < len(told):
        start = places.get(told[at])
        if start is None:
            found.append(items[at])
            at += 1
            continue
        length = 1
        while at + length < len(told) and start + length < len(before) and told[at + length] == before[start + length]:
            length += 1
        found.append([start, length, 0])
        at += length
    return found


def _trimmed(fields: list[Any]) -> list[Any]:
    while len(fields) > 5 and not fields[-1]:
        fields = fields[:-1]
    return fields
