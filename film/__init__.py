"""Scenes in, files out. Whoever imports any of it gets Manim with its own defaults."""

from film.manim_defaults import use_own_defaults

use_own_defaults()
