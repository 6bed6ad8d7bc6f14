"""Layout checks for every scene: text out of the frame, too small, or touching other text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from manim import VMobject, tempconfig
from scipy.spatial import cKDTree

from attention_scenes.film.frames.camera import SkiaCamera
from attention_scenes.film.playback.manim_patches import patched_manim
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.film.products.scene_docs import RATE
from attention_scenes.scenes.framework.layout import Layout
from attention_scenes.scenes.framework.record import family
from attention_scenes.scenes.mobjects.attention.pattern_grid import SMALLEST_DIGITS
from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST, least_em, use_least_em

EDGE = 0.02  # of the frame: text may come this near
TOUCH = 0.02  # scene units between two texts


def play_through(
    scene_class: type, params: Any, bundle: Any, size: tuple[int, int] = (1920, 1080)
) -> tuple[Any, list[str]]:
    """Run a scene without drawing and check it after every animation; return the scene and its layout problems.

    The scene has as ``texts_read`` all texts that can be read in it.
    """
    shape = {"pixel_width": size[0], "pixel_height": size[1], "frame_rate": RATE}
    found: dict[str, None] = {}
    read: set[str] = set()

    def look(scene: Any) -> None:
        beat, texts = scene.record.beats[-1].name if scene.record.beats else "start", scene.visible_texts()
        read.update(text for text, *_ in texts)
        found.update(dict.fromkeys(f"{beat}: {problem}" for problem in problems(scene, texts)))

    quiet = {"dry_run": True, "verbosity": "ERROR", "progress_bar": "none"}
    with letters_as_before(), tempconfig(shape | quiet), patched_manim():
        scene = scene_class(params=params, bundle=bundle, renderer=SkiaRenderer(SkiaCamera, skip_animations=True))
        scene.after_play, scene.texts_read = look, read
        scene.render()
    return scene, list(found)


@contextmanager
def letters_as_before() -> Iterator[None]:
    """Let a scene in a narrow frame make its letters large, and those that are made after it as they were."""
    least = least_em()
    try:
        yield
    finally:
        use_least_em(least)


def problems(scene: Any, texts: list[Any]) -> list[str]:
    """Return text out of the frame, too small, or touching other text: of those to be read in a scene as it is now."""
    lows, highs = boxes_of(texts)
    out = (np.maximum(-lows, highs) > words_reach(scene) + 1e-6).any(axis=1)
    found = [f"{texts[n][0]!r} leaves the frame" for n in np.flatnonzero(out)]
    found += [f"{text!r} is too small: {em:.3f}" for text, _, em in texts if em < least(text, scene.layout) - 1e-6]
    pairs = near(lows, highs)
    found += [f"{texts[a][0]!r} touches {texts[b][0]!r}" for a, b in pairs if touching(texts[a][1], texts[b][1])]
    if not scene.layout.is_wide:
        found += [f"the caption lies on {what}" for what in under_caption(scene)]
    return found


def boxes_of(texts: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower left and the upper right corners of texts, both ``[N, 2]``."""
    if not texts:
        return np.zeros((0, 2)), np.zeros((0, 2))
    points, starts = np.concatenate([at for _, at, _ in texts]), np.cumsum([0, *(len(at) for _, at, _ in texts[:-1])])
    return np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)


def near(lows: np.ndarray, highs: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs of texts whose boxes meet."""
    meet = (lows[:, None] - TOUCH < highs[None]).all(-1)
    return [(int(a), int(b)) for a, b in np.argwhere(np.triu(meet & meet.T, 1))]


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
    caption, line = ([*drawn_parts([m] if m else [])] for m in (scene.caption, scene.source_line))
    own = {id(part) for part in (*caption, *line)}
    others = [part for part in drawn_parts(scene.mobjects) if id(part) not in own and seen(part)]
    low, high = box_of(caption)
    found = []
    for other in [*others, *line]:
        bottom, top = box_of([other])
        if (bottom < high).all() and (low < top).all():
            found.append(repr(getattr(other, "text", type(other).__name__)))
    return found


def drawn_parts(mobjects: list[Any]) -> list[Any]:
    """Return all below these that have points of their own."""
    return [part for part in family(mobjects) if len(part.points)]


def box_of(parts: list[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower left and the upper right corner of what these parts draw, by the ends of their curves."""
    per = [part.n_points_per_cubic_curve if isinstance(part, VMobject) else 1 for part in parts]
    ends = [part.points[at::n, :2] for part, n in zip(parts, per, strict=True) for at in {0, n - 1}]
    return np.min([points.min(axis=0) for points in ends], axis=0), np.max([p.max(axis=0) for p in ends], axis=0)


def seen(mobject: Any) -> bool:
    if isinstance(mobject, DataMobject):
        return bool(mobject.opacity * mobject.opacities.max(initial=0) > 0.05)
    return max(mobject.get_fill_opacity(), mobject.get_stroke_opacity()) > 0.05


def touching(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(cKDTree(one).query(other, distance_upper_bound=TOUCH)[0].min() < TOUCH)
