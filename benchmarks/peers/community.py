"""Manim Community, with Cairo and with its OpenGL renderer; it lives in our own environment."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from ..work import Order, Result
from .stage import Glyphs, cost


def cairo(order: Order) -> Result:
    """Play ``order["script"]`` as stock Manim does."""
    from manim.renderer.cairo_renderer import CairoRenderer

    return render(order, "cairo", CairoRenderer, {})


def opengl(order: Order) -> Result:
    """The same with Manim's OpenGL renderer, without a window."""
    from manim.mobject.opengl.opengl_vectorized_mobject import OpenGLVMobject
    from manim.renderer.opengl_renderer import OpenGLRenderer

    # Manim exchanges the base of every class of its own but of VMobject itself.
    return render(order, "opengl", OpenGLRenderer, {"VMobject": OpenGLVMobject})


def render(order: Order, name: str, renderer_class: Any, words: dict[str, Any]) -> Result:
    import manim

    from attention_scenes.film.frames.aspect import film_frame

    with tempfile.TemporaryDirectory() as media:
        settings = {
            **film_frame(order["width"], order["height"]),
            "renderer": name,
            "frame_rate": order["fps"],
            "media_dir": media,
            "output_file": "clip",
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "ERROR",
            "video_codec": order["codec"],
            "video_encoder_options": order["options"],
            "background_color": order["script"]["background"],
        }
        with manim.tempconfig(settings):
            stage = Glyphs(vars(manim) | words, order)

            class Played(manim.Scene):
                def construct(self) -> None:
                    stage.play_all(self)

            scene = Played(renderer_class())
            scene.render()
            found = cost(stage)
            Path(scene.renderer.file_writer.movie_file_path).rename(order["clip"])
            context = getattr(scene.renderer, "context", None)
    return found | {"drawn": context.info["GL_RENDERER"] if context else "Cairo"}
