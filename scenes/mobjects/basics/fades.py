"""Fades that change opacity and nothing else.

Manim's own fade by copying a mobject and interpolating every point of it onto itself. These touch only the alpha of
what is there, so that a picture's paths stay as they were drawn and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from manim import Animation, Group, Mobject, VMobject, smooth

from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject

COLOURS = ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")


class Fade(Animation):
    """Opacity from nothing to what it is now, or back. Several mobjects fade as one."""

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        super().__init__(mobjects[0] if len(mobjects) == 1 else Group(*mobjects), **kwargs)

    def visible_at(self, alpha: float) -> float:
        """Return the share of its opacity at a time between 0 and 1."""
        raise NotImplementedError

    def begin(self) -> None:
        self.fields: list[tuple[DataMobject, float]] = []
        self.colours: list[tuple[np.ndarray, np.ndarray]] = []
        for part in self.mobject.get_family():
            if isinstance(part, DataMobject):
                self.fields.append((part, part.opacity))
            elif isinstance(part, VMobject):
                for name in COLOURS:
                    rgbas = getattr(part, name)
                    own = rgbas.copy()  # two parts may share an array
                    setattr(part, name, own)
                    self.colours.append((own, own[:, 3].copy()))
        self.interpolate(0)

    def get_all_mobjects(self) -> list[Mobject]:
        return [self.mobject]

    def interpolate_mobject(self, alpha: float) -> None:
        self.set_share(self.visible_at(self.rate_func(alpha)))

    def set_share(self, share: float) -> None:
        for field, whole in self.fields:
            field.opacity = whole * share
        for rgbas, opacity in self.colours:
            rgbas[:, 3] = opacity * share


class Dim(Fade):
    """To ``by`` times the opacity it has now; more than one brings back what was dimmed."""

    def __init__(self, mobject: Mobject, by: float, **kwargs: Any) -> None:
        super().__init__(mobject, **kwargs)
        self.by = by

    def visible_at(self, alpha: float) -> float:
        return 1 + alpha * (self.by - 1)

    def at_once(self) -> None:
        """Dim without an animation."""
        self.begin()
        self.finish()


class FadeIn(Fade):
    """Come from nothing."""

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        super().__init__(*mobjects, introducer=True, **kwargs)

    def visible_at(self, alpha: float) -> float:
        return alpha


class FadeOut(Fade):
    """Go, and leave the scene; the mobject itself is as it was, for whoever shows it again."""

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        super().__init__(*mobjects, remover=True, **kwargs)

    def visible_at(self, alpha: float) -> float:
        return 1 - alpha

    def clean_up_from_scene(self, scene: Any = None) -> None:
        super().clean_up_from_scene(scene)
        self.set_share(1)


def early(t: float) -> float:
    """Ease an animation so that it is over by the middle: what goes is gone before something else comes."""
    return smooth(min(1.0, 2 * t))


def late(t: float) -> float:
    """Ease an animation so that it begins in the middle."""
    return smooth(max(0.0, 2 * t - 1))


def window(begin: float, length: float) -> Callable[[float], float]:
    """Return an ease that runs within a part of an animation's time, both counted in parts of it."""
    return lambda t: smooth(min(max((t - begin) / length, 0.0), 1.0))


def leaving(t: float) -> float:
    """Ease what goes so that it is still at half when what comes, at the usual pace, can be seen: nothing is empty."""
    return smooth(min(1.0, t / 0.75))


def exchange(old: Mobject, new: Mobject, run_time: float = 1.0) -> list[Fade]:
    """Return animations that show ``new`` where ``old`` was, never both at a time; morphing words would blur them."""
    return [FadeOut(old, rate_func=early, run_time=run_time), FadeIn(new, rate_func=late, run_time=run_time)]
