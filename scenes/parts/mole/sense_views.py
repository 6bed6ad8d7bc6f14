"""Where mole's camera stands: it looks along the layers, at them from the side, or at the ring from ahead."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Animation, UpdateFromFunc

from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.space.sense_tunnel import SenseTunnel
from attention_scenes.scenes.mobjects.stage.pose import glide
from attention_scenes.scenes.parts.mole.axis_pictures import Pictures
from attention_scenes.scenes.parts.mole.mole_places import AHEAD, ALONG, SIDE, places_in

FEWEST = 4  # layers that the tunnel's length holds from the side, where the vectors part sooner


def seen_from(scene: AttentionScene, tunnel: SenseTunnel, eye: np.ndarray, layers: float) -> dict[str, Any]:
    """Return the arrays of a camera at ``eye`` for a tunnel as long as so many layers, all names in place."""
    places = places_in(scene.layout)
    keep = {name: getattr(tunnel, name) for name in ("eye", "center", "angle", "window")}
    tunnel.eye, tunnel.center, tunnel.angle = eye, np.array(places.seen(eye)), places.angle
    tunnel.window = float(np.clip(layers, min(FEWEST, tunnel.last), max(tunnel.last, 1)))
    tunnel.keep_names_within(places.left, scene.layout.words.right)
    found = {name: getattr(tunnel, name) for name in keep}
    for name, value in keep.items():
        setattr(tunnel, name, value)
    return found


def fly(tunnel: SenseTunnel, pictures: Pictures, seconds: float, **arrays: Any) -> list[Animation]:
    """Return a flight of the camera to where these arrays have it, gentle at both ends; pictures keep their axes."""
    follow = UpdateFromFunc(pictures, Pictures.follow, run_time=seconds)
    return [Change(tunnel, run_time=seconds, rate_func=glide, **arrays), *([follow] if pictures.drawings else [])]


__all__ = ["AHEAD", "ALONG", "SIDE", "fly", "seen_from"]
