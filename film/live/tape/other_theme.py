"""The other theme of a tape: other colours on light ground than on dark, and now and then other words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np

from attention_scenes.film.frames.drawable import Cloud
from attention_scenes.film.live.forms.strokes import Op
from attention_scenes.film.live.tape.sampled_play import SampledPlay
from attention_scenes.film.live.tape.seen_in_space import Facing, InSpace, OnPlane

RGB = tuple[int, int, int]
MOVED = 0.02  # scene units: what stands farther off in the other theme is drawn for each
STEPS = 20  # in which an opacity's share is kept
PLAIN_SHARE = STEPS  # the same opacity
Look = tuple[int, int, int, int]  # red, green, blue, and how much of the opacity in steps
HIDDEN = 0


class Ends(NamedTuple):
    """One thing in the other theme, as a play begins and as it ends; None where it is not there.

    ``apart`` where it is another thing there, such as a word that says "darker": then each is drawn in its own theme.
    """

    first: Op | None
    last: Op | None
    apart: bool = False

    @property
    def some(self) -> Op | None:
        """What is there at one of the ends."""
        return self.last or self.first


NOWHERE = Ends(None, None)


class OtherPlay:
    """A play in the other theme, beside the same play in the one that is recorded.

    Parameters
    ----------
    play
        As it was recorded.
    others
        What is drawn at its ends in the other theme, by key; empty where there is no other theme.
    """

    def __init__(self, play: SampledPlay, others: dict[tuple[Any, ...], Ends]) -> None:
        self._ordinals = ordinals_of(play) if others else {}
        own = ends_of(play) if others else {}
        self._found = {key: others[key] for key in own if key in others}
        lonely: dict[Hashable, list[tuple[Any, ...]]] = {}
        for key in others:
            if key not in own:
                lonely.setdefault(key[0], []).append(key)
        for key, ends in own.items():
            if key not in others:
                left = lonely.get(key[0], [])
                self._found[key] = others[left.pop(0)]._replace(apart=True) if left else Ends(None, None, True)
            elif _differ(ends.some, others[key].some):
                self._found[key] = others[key]._replace(apart=True)

    def ends(self, op: Op) -> Ends:
        """Return what a drawing is in the other theme."""
        return self._found.get((self._ordinals.get(op.key[0]), *op.key[1:]), NOWHERE)


def _differ(own: Op | None, other: Op | None) -> bool:
    """Return whether a thing has another outline in the other theme, or stands elsewhere."""
    if own is None or other is None or isinstance(own.place, Cloud):
        return False
    if own.shape != other.shape or type(own.place) is not type(other.place):
        return True
    if own.place is None or isinstance(own.place, InSpace | OnPlane | Facing):
        return False  # what stands in space does not give way to words
    return bool(np.abs(np.asarray(own.place) - np.asarray(other.place)).max() > MOVED)


def instead(own: Op, other: Op, start: Op) -> Op:
    """Return what is drawn in the other theme in place of ``own``, which has moved and faded since ``start``."""
    fade = own.rgba[3] / start.rgba[3] if start.rgba[3] > 0 else 1.0
    place = _taken_along(own.place, other.place, start.place)
    return other._replace(place=place, rgba=(*other.rgba[:3], min(1.0, other.rgba[3] * fade)), clip=own.clip)


def _taken_along(own: Any, other: Any, start: Any) -> Any:
    """Return where something of the other theme stands while what it stands for is on the way from ``start``."""
    if type(other) is not type(start):
        return other
    numbers, before = _numbers(other), _numbers(start)
    if numbers.shape == before.shape and np.abs(numbers - before).max() <= MOVED:
        return own  # it is another picture or word at the same place
    if isinstance(other, np.ndarray) and isinstance(own, np.ndarray) and other.ndim == own.ndim == 2:
        return other + own.mean(axis=0) - start.mean(axis=0)
    return other


def _numbers(place: Any) -> np.ndarray:
    """Return what says where something stands, whatever lens sees it."""
    if isinstance(place, Facing):
        return np.array([*place.at_3, place.size])
    if isinstance(place, OnPlane):
        place = place.in_space()
    return place.points_P3 if isinstance(place, InSpace) else np.asarray(place)


def ends_of(play: SampledPlay) -> dict[tuple[Any, ...], Ends]:
    """Return what a play draws in its first and its last frame, by keys that two plays of one scene share."""
    found: dict[tuple[Any, ...], list[Op | None]] = {}
    ordinals = ordinals_of(play)
    for end, frame in enumerate((0, len(play.frames) - 1)):
        for who in play.frames[frame]:
            for op in play.drawn(who, frame):
                key = (ordinals[who], *op.key[1:])
                found.setdefault(key, [None, None])[end] = op
    return {key: Ends(pair[0], pair[1]) for key, pair in found.items()}


def ordinals_of(play: SampledPlay) -> dict[int, int]:
    """Return the place of each mobject among those that the first and the last frame draw."""
    both = dict.fromkeys([*play.frames[0], *play.frames[-1]])
    return {who: n for n, who in enumerate(both)}


class ColorTable:
    """Table of colours, each as it is in the theme that is recorded, and as it is in the other one."""

    def __init__(self) -> None:
        self.rows: list[tuple[Look, Look | None]] = []
        self._numbers: dict[tuple[Look, Look | None], int] = {}
        self._usual: dict[RGB, Counter[Look]] = {}

    def number(self, rgba: Sequence[float], other: Sequence[float] | None, share: int = PLAIN_SHARE) -> int:
        """Return the index of a colour; ``other`` is the same thing's in the other theme, where that is known."""
        own = (*_whole(rgba), PLAIN_SHARE)
        look = (*_whole(other), share) if other is not None else None
        if look:
            self._usual.setdefault(own[:3], Counter())[look] += 1
        return self._number(own, look)

    def alone(self, rgba: Sequence[float], in_other: bool) -> int:
        """Return the index of the colour of what is drawn in one theme alone."""
        seen, hidden = (*_whole(rgba), PLAIN_SHARE), (*_whole(rgba), HIDDEN)
        return self._number(hidden, seen) if in_other else self._number(seen, hidden)

    def _number(self, own: Look, look: Look | None) -> int:
        if (own, look) not in self._numbers:
            self._numbers[own, look] = len(self.rows)
            self.rows.append((own, look))
        return self._numbers[own, look]

    def own(self) -> list[list[float]]:
        """Return the colours of the theme that is recorded: red, green, blue, and 0 where it is not drawn there."""
        return [_told(own) for own, _ in self.rows]

    def other(self) -> list[list[float]]:
        """Return the colours of the other theme: red, green, blue, and how much of the opacity where it is not all."""
        return [_told(look or self._likely(own[:3])) for own, look in self.rows]

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
