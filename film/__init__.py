"""Render scenes into files. Importing this package makes Manim use its own defaults."""

if __name__ == "film":
    raise ImportError("Write `from attention_scenes.film…` in place of `from film…`: the name is a common one.")

from attention_scenes.film.system.manim_defaults import use_own_defaults

use_own_defaults()
