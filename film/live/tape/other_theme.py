"""The other theme of a tape: the colours of what is drawn, on light ground where the clip is dark, and the other way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from attention_scenes.film.live.tape.sampled_play import SampledPlay
from attention_scenes.film.live.tape.strokes import Op

RGB = tuple[int, int, int]
STEPS = 20  # in which an opacity's share is kept
PLAIN_SHARE = STEPS  # the same opacity
Look = tuple[int, int, int, int]  # red, green, blue, and how much of the opacity in steps


class Ends(NamedTuple):
    """One thing as a play begins and as it ends; None where it is not there."""

    first: Op | None
    last: Op | None


def ends_of(play: SampledPlay) -> dict[Hashable, Ends]:
    """Return what a play draws in its first and its last frame, by keys that two plays of one scene share."""
    found: dict[Hashable, list[Op | None]] = {}
    ordinals = ordinals_of(play)
    for end, frame in enumerate((0, len(play.frames) - 1)):
        for who in play.frames[frame]:
            for op in play.drawn(who, frame):
                found.setdefault((ordinals[who], *op.key[1:]), [None, None])[end] = op
    return {key: Ends(*pair) for key, pair in found.items()}


def ordinals_of(play: SampledPlay) -> dict[int, int]:
    """Return the place of each mobject among those that the first and the last frame draw."""
    both = dict.fromkeys([*play.frames[0], *play.frames[-1]])
    return {who: n for n, who in enumerate(both)}


class ColorTable:
    """Table of colours, each as it is in the theme that is recorded, and as it is in the other one."""

    def __init__(self) -> None:
        self.rows: list[tuple[RGB, Look | None]] = []
        self._numbers: dict[tuple[RGB, Look | None], int] = {}
        self._usual: dict[RGB, Counter[Look]] = {}

    def number(self, rgba: Sequence[float], other: Sequence[float] | None, share: int = PLAIN_SHARE) -> int:
        """Return the index of a colour; ``other`` is the same thing's in the other theme, where that is known."""
        own = _whole(rgba)
        look = (*_whole(other), share) if other is not None else None
        if look:
            self._usual.setdefault(own, Counter())[look] += 1
        if (own, look) not in self._numbers:
            self._numbers[own, look] = len(self.rows)
            self.rows.append((own, look))
        return self._numbers[own, look]

    def own(self) -> list[list[int]]:
        """Return the colours of the theme that is recorded."""
        return [list(own) for own, _ in self.rows]

    def other(self) -> list[list[float]]:
        """Return the colours of the other theme: red, green, blue, and how much of the opacity where it is not all."""
        return [_told(look or self._likely(own)) for own, look in self.rows]

    def _likely(self, own: RGB) -> Look:
        """Return what the most like colour becomes that is known."""
        if not self._usual:
            return (*own, PLAIN_SHARE)
        near = min(self._usual, key=lambda known: sum((a - b) ** 2 for a, b in zip(known, own, strict=True)))
        return self._usual[near].most_common(1)[0][0]


def share_of(own: float, other: float) -> int:
    """Return the other theme's opacity in steps of the recorded one's."""
    return PLAIN_SHARE if own < 1 / 255 else min(round(STEPS * other / own), 5 * STEPS)


def _whole(rgba: Sequence[float]) -> RGB:
    r, g, b = (round(255 * min(max(float(channel), 0.0), 1.0)) for channel in rgba[:3])
    return r, g, b


def _told(look: Look) -> list[float]:
    *rgb, share = look
    return [*rgb] if share == PLAIN_SHARE else [*rgb, share / STEPS]
