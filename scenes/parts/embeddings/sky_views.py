"""Skies of tokens: the layouts of the cloud, the tokens that are named, and from where their names stand apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import Neighbour, neighbours
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.sky.named_tokens import TITLE, NamedToken, NamedTokens
from attention_scenes.scenes.mobjects.sky.token_cloud import eye_of
from attention_scenes.scenes.mobjects.space.lens import Lens
from attention_scenes.scenes.mobjects.space.name_tag import NameTag

UNIT_DEGREES = 60.0  # that one unit of space stands for
DEGREE = 0.054  # scene units a degree has in the picture plane
ANGLE = 50.0  # of view, degrees
DISTANCE = Lens((0, 0, -1), (0, 0, 0), ANGLE).focal / (UNIT_DEGREES * DEGREE)  # of the eye, where names are read
HEIGHTS = (10.0, 24.0, 38.0)  # degrees above the horizon that are tried
TRIED = 8  # views whose names are really set
CLEAR, LOPSIDED = 1.0, 0.5  # scene units between points that are far enough apart; weight of all on one side


@dataclass(frozen=True)
class SkyView:
    """View of a sky from where its names stand apart: the eye's place, and the names as they are seen from there."""

    orbit: np.ndarray
    names: NamedTokens


def sky_layout(bundle: Bundle, centre: int) -> np.ndarray:
    """Return places ``[V, 3]`` of all tokens round a centre: the angle outwards, along the three main axes."""
    angle_V = bundle.arrays["probe:sky.angle"][centre].astype(np.float32)
    return bundle.arrays["probe:sky.axes"][centre].astype(np.float32) * (angle_V / np.float32(UNIT_DEGREES))[:, None]


def named_tokens(bundle: Bundle, query: str, hoped: str = "", most: int = 6) -> list[NamedToken]:
    """Return the tokens nearest to a word or a sum, the word itself left out, then the hoped-for word.

    Words of the sum itself are grey, the hoped-for word is lit, tokens that continue a word have the colour of pieces.
    """
    near = [each for each in neighbours(bundle, query) if not each.given or "-" in query][:most]
    found = [_named(bundle, query, each.token.id, _name(query, each), _role(bundle, each, hoped)) for each in near]
    if hoped and bundle.word(hoped).id not in [each.token.id for each in near]:
        found.append(_named(bundle, query, bundle.word(hoped).id, hoped, "focus"))
    return found


def far_tokens(bundle: Bundle, query: str, words: Sequence[str]) -> list[NamedToken]:
    """Return some words as a word's sky has them, however far they are."""
    ids = {bundle.word(word).id: word for word in words}
    return [_named(bundle, query, token, word, "text") for token, word in ids.items() if token != bundle.word(query).id]


def _name(query: str, near: Neighbour) -> str:
    """Return how a token is written: with "…" behind it where the word that was asked with goes on."""
    name = guessed(near.token)
    is_beginning = "-" not in query and name != query and query.lower().startswith(name.lower())
    return f"{name}…" if is_beginning else name


def _role(bundle: Bundle, near: Neighbour, hoped: str) -> str:
    """Return the colour role of a token's name."""
    if hoped and near.token.id == bundle.word(hoped).id:
        return "focus"
    if near.given:
        return "soft"
    return "text" if bundle.arrays["probe:sky.begins"][near.token.id] else "piece"


def _named(bundle: Bundle, query: str, token: int, name: str, role: str) -> NamedToken:
    centre = bundle.meta["probes"]["sky"]["centres"].index(query)
    asked = list(bundle.meta["probes"]["embedding"]["near"]).index(query)
    degrees = bundle.arrays["probe:sky.angle"][centre, token : token + 1]
    row = bundle.arrays["probe:sky.near_id"][centre].tolist().index(token)
    axes = bundle.arrays["probe:sky.near_axes"][centre, row]
    return NamedToken(
        name,
        Reading.at(np.cos(np.deg2rad(degrees.astype(float))), "probe:embedding.near", asked, ids=[token])[0],
        Reading.at(degrees, "probe:sky.angle", centre, ids=[token])[0],
        Reading(axes, np.arange(3), lambda axis: f"probe:sky.axes[{centre},{token},{axis}]"),
        role,
    )


def best_view(title: str, tokens: Sequence[NamedToken], middle: np.ndarray, room: Place) -> SkyView:
    """Return the view from which the most names find room, and those apart from each other."""
    turns = [(round_, up) for round_ in range(-180, 180, 10) for up in HEIGHTS]
    ranked = sorted(turns, key=lambda turn: -_apart(title, middle, _turns(turn, tokens), tokens, room))[:TRIED]
    views = []
    for turn in ranked:
        names = NamedTokens(title, tokens, _turns(turn, tokens), DEGREE, middle, *room.corners)
        views.append(SkyView(np.array([*turn, DISTANCE]), names))
    return max(views, key=_quality)  # of equals the first, which is the most even


def _turns(turn: tuple[float, float], tokens: Sequence[NamedToken]) -> np.ndarray:
    """Return the direction on screen of each token, radians, seen from there."""
    lens = Lens(eye_of(np.array([*turn, 1.0])), (0, 0, 0))
    across_K, up_K, _ = lens.axes_33 @ np.array([token.axes.value for token in tokens]).T
    return np.arctan2(up_K, across_K)


def _apart(title: str, middle: np.ndarray, turns: np.ndarray, tokens: Sequence[NamedToken], room: Place) -> float:
    """Return how far apart and how evenly round the middle points are, less those out of the frame or behind the title.

    Heights count more, for names are wide.
    """
    away = np.array([float(token.angle) for token in tokens]) * DEGREE
    points = middle + away[:, None] * np.column_stack([np.cos(turns), np.sin(turns)])
    between = np.linalg.norm((points[:, None] - points[None]) * [1, 1.6], axis=-1) + 9 * np.eye(len(points))
    outside = (points < (room.left + CLEAR, room.bottom)) | (points > (room.right - CLEAR, room.top))
    half = NameTag(title, TITLE, np.ones(4)).width / 2 + 0.15
    behind = (np.abs(points[:, 0] - middle[0]) < half) & (np.abs(points[:, 1] - middle[1] - TITLE) < TITLE)
    lopsided = len(points) * float(np.hypot(np.cos(turns).mean(), np.sin(turns).mean()))
    spread = float(np.minimum(between.min(axis=1), CLEAR).sum())
    return spread - 2 * float((outside.any(axis=1) | behind).sum()) - LOPSIDED * lopsided


def _quality(view: SkyView) -> tuple[int, int, int]:
    """Return how many of the first names are placed in turn, how many of all, and how many without a line."""
    labels = view.names.labels
    there = [label is not None for label in labels]
    first = there.index(False) if False in there else len(there)
    return first, sum(there), sum(label is not None and label.leader is None for label in labels)
