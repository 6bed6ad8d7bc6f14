"""Layout checks for every scene: text out of the frame, too small, or touching other text."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from manim import tempconfig
from scipy.spatial import cKDTree

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.scenes.mobjects.attention.pattern_grid import SMALLEST_DIGITS
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST

EDGE = 0.02  # of the frame: text may come this near
TOUCH = 0.02  # scene units between two texts


def play_through(scene_class: type, params: Any, bundle: Any) -> tuple[Any, list[str]]:
    """Run a scene without drawing and check it after every animation; return the scene and its layout problems."""
    found: dict[str, None] = {}

    def look(scene: Any) -> None:
        beat = scene.record.beats[-1].name if scene.record.beats else "start"
        found.update(dict.fromkeys(f"{beat}: {problem}" for problem in problems(scene)))

    with tempconfig({"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}):
        scene = scene_class(params=params, bundle=bundle, renderer=SkiaRenderer(SkiaCamera, skip_animations=True))
        scene.after_play = look
        scene.render()
    return scene, list(found)


def problems(scene: Any) -> list[str]:
    """Return text out of the frame, too small, or touching other text, in the current state of the scene."""
    texts = scene.visible_texts()
    reach = np.array([scene.camera.frame_width, scene.camera.frame_height]) * (0.5 - EDGE)
    found = [f"{text!r} leaves the frame" for text, at, _ in texts if (np.abs(at) > reach + 1e-6).any()]
    found += [f"{text!r} is too small: {em:.3f}" for text, _, em in texts if em < least(text) - 1e-6]
    boxes = [(at.min(axis=0) - TOUCH / 2, at.max(axis=0) + TOUCH / 2) for _, at, _ in texts]
    for (a, one), (b, other) in itertools.combinations(enumerate(texts), 2):
        if (boxes[a][0] < boxes[b][1]).all() and (boxes[b][0] < boxes[a][1]).all() and touching(one[1], other[1]):
            found.append(f"{one[0]!r} touches {other[0]!r}")
    return found


def least(text: str) -> float:
    return SMALLEST if any(c.isalpha() for c in text) else SMALLEST_DIGITS


def touching(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(cKDTree(one).query(other, distance_upper_bound=TOUCH)[0].min() < TOUCH)
