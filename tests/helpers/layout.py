"""Layout checks for every scene: text out of the frame, too small, or touching other text."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
from manim import DL, UR, tempconfig
from scipy.spatial import cKDTree

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.record import family
from attention_scenes.scenes.mobjects.attention.pattern_grid import SMALLEST_DIGITS
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST

EDGE = 0.02  # of the frame: text may come this near
TOUCH = 0.02  # scene units between two texts


def play_through(
    scene_class: type, params: Any, bundle: Any, size: tuple[int, int] = (1920, 1080)
) -> tuple[Any, list[str]]:
    """Run a scene without drawing and check it after every animation; return the scene and its layout problems."""
    shape = {"pixel_width": size[0], "pixel_height": size[1]}
    found: dict[str, None] = {}

    def look(scene: Any) -> None:
        beat = scene.record.beats[-1].name if scene.record.beats else "start"
        found.update(dict.fromkeys(f"{beat}: {problem}" for problem in problems(scene)))

    with tempconfig(shape | {"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}):
        scene = scene_class(params=params, bundle=bundle, renderer=SkiaRenderer(SkiaCamera, skip_animations=True))
        scene.after_play = look
        scene.render()
    return scene, list(found)


def problems(scene: Any) -> list[str]:
    """Return text out of the frame, too small, or touching other text, in the current state of the scene."""
    texts = scene.visible_texts()
    reach = words_reach(scene)
    found = [f"{text!r} leaves the frame" for text, at, _ in texts if (np.abs(at) > reach + 1e-6).any()]
    found += [f"{text!r} is too small: {em:.3f}" for text, _, em in texts if em < least(text, scene.layout) - 1e-6]
    boxes = [(at.min(axis=0) - TOUCH / 2, at.max(axis=0) + TOUCH / 2) for _, at, _ in texts]
    for (a, one), (b, other) in itertools.combinations(enumerate(texts), 2):
        if (boxes[a][0] < boxes[b][1]).all() and (boxes[b][0] < boxes[a][1]).all() and touching(one[1], other[1]):
            found.append(f"{one[0]!r} touches {other[0]!r}")
    if not scene.layout.is_wide:
        found += [f"the caption lies on {what}" for what in under_caption(scene)]
    return found


def words_reach(scene: Any) -> np.ndarray:
    """How far from the middle words may stand: at 16:9 to 2 % from an edge, elsewhere to the margin at the sides."""
    reach = np.array([scene.camera.frame_width, scene.camera.frame_height]) * (0.5 - EDGE)
    return reach if scene.layout.is_wide else np.array([scene.layout.words.right, reach[1]])


def least(text: str, layout: Layout) -> float:
    letters = any(c.isalpha() for c in text)
    if layout.is_wide:
        return SMALLEST if letters else SMALLEST_DIGITS
    return layout.em.note * (1 if letters else SMALLEST_DIGITS / SMALLEST)


def under_caption(scene: Any) -> list[str]:
    """What is drawn, and is neither caption nor provenance, where the caption stands or these two are on each other."""
    if scene.caption is None:
        return []
    own = {id(part) for part in family([m for m in (scene.caption, scene.source_line) if m])}
    others = [m for m in family(scene.mobjects) if id(m) not in own and len(m.points) and seen(m)]
    low, high = (scene.caption.get_critical_point(corner)[:2] for corner in (DL, UR))
    found = []
    for other in [*others, *filter(None, [scene.source_line])]:
        bottom, top = (other.get_critical_point(corner)[:2] for corner in (DL, UR))
        if (bottom < high).all() and (low < top).all():
            found.append(repr(getattr(other, "text", type(other).__name__)))
    return found


def seen(mobject: Any) -> bool:
    if isinstance(mobject, DataMobject):
        return bool(mobject.opacity * mobject.opacities.max(initial=0) > 0.05)
    return max(mobject.get_fill_opacity(), mobject.get_stroke_opacity()) > 0.05


def touching(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(cKDTree(one).query(other, distance_upper_bound=TOUCH)[0].min() < TOUCH)
