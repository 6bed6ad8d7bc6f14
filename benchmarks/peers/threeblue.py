"""Peer manimgl, 3Blue1Brown's, without a window, from an environment of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from ..work import Result, Spec
from .stage import Stage, cost


def manimgl(spec: Spec) -> Result:
    """Play ``spec["script"]`` as manimgl does, which pipes its frames to ffmpeg."""
    sys.argv = ["manimgl"]  # which reads the command line when it is imported
    import moderngl
    import pyglet

    pyglet.options["headless"], pyglet.options["shadow_window"] = True, False
    create: Any = moderngl.create_standalone_context
    vars(moderngl)["create_standalone_context"] = lambda: create(backend="egl")
    import manimlib  # type: ignore[import-not-found]
    from manimlib.scene import scene_file_writer  # type: ignore[import-not-found]

    clip = Path(spec["clip"])
    # It has no setting for the encoder's options: they go before the name of the file, the last word.
    popen, options = scene_file_writer.sp.Popen, [w for k, v in spec["options"].items() for w in (f"-{k}", v)]
    scene_file_writer.sp.Popen = lambda words, **kwargs: popen([*words[:-1], *options, words[-1]], **kwargs)
    stage = Stage(vars(manimlib) | {"Create": manimlib.ShowCreation}, spec)

    class Played(manimlib.Scene):
        def construct(self) -> None:
            stage.play_all(self)

    size = (spec["width"], spec["height"])
    scene = Played(
        camera_config={"resolution": size, "fps": spec["fps"], "background_color": spec["script"]["background"]},
        file_writer_config={
            "write_to_movie": True, "output_directory": str(clip.parent), "file_name": clip.name, "quiet": True,
            "video_codec": spec["codec"],
        },
    )  # fmt: skip
    scene.run()
    return cost(stage) | {"drawn": scene.camera.ctx.info["GL_RENDERER"]}
