"""Manim configuration for one clip."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from manim import tempconfig

from attention_scenes.film.frames.aspect import film_frame
from attention_scenes.film.inputs.clip_options import ClipOptions
from attention_scenes.film.playback.manim_patches import patched_manim
from attention_scenes.film.system.scratch import scratch_folder


@contextmanager
def manim_settings(options: ClipOptions) -> Iterator[None]:
    """Configure Manim for one clip: its settings are global, and its files go to a folder that is removed."""
    with scratch_folder() as media:
        settings = {
            **film_frame(options.width, options.height),
            "frame_rate": options.fps,
            "background_opacity": 0.0 if options.transparent else 1.0,
            "format": "png" if options.still else "auto",  # our writer only asks: a picture, or one after the other?
            "media_dir": str(media),
            "disable_caching": True,
            "progress_bar": "none",
            "verbosity": "WARNING",
            "save_sections": False,
            "preview": False,
            "dry_run": False,
            "seed": 0,
        }
        with tempconfig(settings), patched_manim():
            yield
