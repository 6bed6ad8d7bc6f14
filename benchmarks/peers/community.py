"""Peer Manim Community, with Cairo and with its OpenGL renderer, from our own environment."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from ..work import Result, Spec
from .stage import Glyphs, cost


def cairo(spec: Spec) -> Result:
    """Play ``spec["script"]`` as stock Manim does."""
    from manim.renderer.cairo_renderer import CairoRenderer

    return render(spec, "cairo", CairoRenderer, {})


def opengl(spec: Spec) -> Result:
    """Play ``spec["script"]`` with Manim's OpenGL renderer, without a window."""
    from manim.mobject.opengl.opengl_vectorized_mobject import OpenGLVMobject
    from manim.renderer.opengl_renderer import OpenGLRenderer

    # Manim exchanges the base of every class of its own but of VMobject itself.
    return render(spec, "opengl", OpenGLRenderer, {"VMobject": OpenGLVMobject})


def render(spec: Spec, name: str, renderer_class: Any, words: dict[str, Any]) -> Result:
    import manim

    from attention_scenes.film.frames.aspect import film_frame

    with tempfile.TemporaryDirectory() as media:
        settings = {
            **film_frame(spec["width"], spec["height"]),
            "renderer": name,
            "frame_rate": spec["fps"],
            "media_dir": media,
            "output_file": "clip",
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "ERROR",
            "video_codec": spec["codec"],
            "video_encoder_options": spec["options"],
            "background_color": spec["script"]["background"],
        }
        with manim.tempconfig(settings):
            stage = Glyphs(vars(manim) | words, spec)

            class Played(manim.Scene):
                def construct(self) -> None:
                    stage.play_all(self)

            scene = Played(renderer_class())
            scene.render()
            found = cost(stage)
            Path(scene.renderer.file_writer.movie_file_path).rename(spec["clip"])
            context = getattr(scene.renderer, "context", None)
    return found | {"drawn": context.info["GL_RENDERER"] if context else "Cairo"}
