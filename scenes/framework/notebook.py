"""Show a scene in a notebook: ``Masking.show(text="…")``."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class Show:
    """A scene class's method ``show``, made for its parameters.

    What films scenes stands above them; here alone they reach up to it, when a person asks. It is named as text, for
    an import statement would count all of it among what a clip is made from: see :mod:`film.clip.fingerprint`.
    """

    def __get__(self, scene: object, scene_class: type) -> Callable[..., Any]:
        return import_module("attention_scenes.film.products.notebook.show").shower(scene_class)
