"""Peer manimgx, which needs Python 3.13, from an environment of its own."""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from ..work import Result, Spec
from .stage import Glyphs, cost

# x264's own names of what FFmpeg calls otherwise.
X264 = {"bf": "bframes", "g": "keyint", "refs": "ref", "coder": "cabac"}


def manimgx(spec: Spec) -> Result:
    """Play ``spec["script"]`` as manimgx does, which draws with Vulkan and encodes with x264 within the process."""
    import manimgx as m  # type: ignore[import-not-found]
    from manimgx import _engine
    from manimgx.rendering import feed  # type: ignore[import-not-found]

    if spec["codec"] != "libx264":
        raise SystemExit(f"manimgx writes H.264 with x264 and knows no {spec['codec']}: leave out --encoder codec=…")
    if not any(Path("/dev").glob("dri/render*")) and not Path("/dev/nvidiactl").exists():
        use_own_lavapipe(Path(m.__file__).parent / "lavapipe" / "libvulkan_lvp.so", Path(spec["clip"]).parent)
    settings = dict(spec["options"])
    preset, crf = settings.pop("preset", "medium"), float(settings.pop("crf", 23))
    if "coder" in settings:
        settings["coder"] = str(int(settings["coder"] in ("cabac", "ac", "1")))
    options = [(X264.get(name, name), value) for name, value in settings.items()]

    def tuned_player(width: int, height: int) -> Any:
        player = _engine.Player(width, height)  # of a class that cannot be derived from, hence this stand-in
        calls = {name: getattr(player, name) for name in dir(player) if not name.startswith("_")}
        calls["begin_export"] = partial(player.begin_export, options=options)
        return SimpleNamespace(**calls)

    feed.Player = tuned_player
    m.config.pixel_width, m.config.pixel_height = spec["width"], spec["height"]
    m.config.frame_rate, m.config.background_color = spec["fps"], spec["script"]["background"]
    stage = GXStage(vars(m), spec)

    class Played(m.Scene):
        def construct(self) -> None:
            stage.play_all(self)

    Played().render(spec["clip"], preset=preset, crf=crf)
    return cost(stage) | {"drawn": _engine.adapter_info()["name"]}


class GXStage(Glyphs):
    def path(self, points: list[list[float]]) -> Any:
        """Set all points at once: manimgx fails to transform paths that grew curve by curve."""
        return self.m["VMobject"](stroke_width=0, fill_opacity=1).set_points(np.pad(np.array(points), ((0, 0), (0, 1))))


def use_own_lavapipe(library: Path, folder: Path) -> None:
    """Have Vulkan use manimgx's own software driver where there is no GPU: the system's may be ten times slower."""
    manifest = folder / "lavapipe.json"
    about = {"file_format_version": "1.0.0", "ICD": {"library_path": str(library), "api_version": "1.3.0"}}
    manifest.write_text(json.dumps(about))
    os.environ.update(VK_DRIVER_FILES=str(manifest), VK_ICD_FILENAMES=str(manifest))
