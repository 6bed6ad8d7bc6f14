"""Fades that change opacity and nothing else.

Manim's own fade by copying a mobject and interpolating every point of it onto itself. These touch only the alpha of
what is there, so that a picture's paths stay as they were drawn and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from manim import Animation, Group, Mobject, VMobject, smooth

from attention_scenes.scenes.mobjects.basics.data_mobject import DataMobject

Ease = Callable[[float], float]

TEXT_GOES = 0.3  # seconds in which words make way for others
GOES, COMES = 0.3, 0.85  # of its opacity: what text loses before a cut, and has at once after it
COLOURS = ("fill_rgbas", "stroke_rgbas", "background_stroke_rgbas")


class Fade(Animation):
    """Opacity from nothing to what it is now, or back. Several mobjects fade as one.

    ``text_ease`` is the ease of the words and digits among them, where it is another: see :func:`cut_text`.
    """

    text_ease: Ease | None = None

    def __init__(self, *mobjects: Mobject, **kwargs: Any) -> None:
        super().__init__(mobjects[0] if len(mobjects) == 1 else Group(*mobjects), **kwargs)

    @property
    def has_text(self) -> bool:
        """Whether words or digits are among them."""
        return any(is_text(part) for part in self.mobject.get_family())

    def visible_at(self, alpha: float) -> float:
        """Return the share of its opacity at a time between 0 and 1."""
        raise NotImplementedError

    def begin(self) -> None:
        self.fields: list[tuple[DataMobject, float]] = []
        self.colours: list[tuple[np.ndarray, np.ndarray, bool]] = []
        for part in self.mobject.get_family():
            if isinstance(part, DataMobject):
                self.fields.append((part, part.opacity))
            elif isinstance(part, VMobject):
                for name in COLOURS:
                    rgbas = getattr(part, name)
                    own = rgbas.copy()  # two parts may share an array
                    setattr(part, name, own)
                    self.colours.append((own, own[:, 3].copy(), is_text(part)))
        self.interpolate(0)

    def get_all_mobjects(self) -> list[Mobject]:
        return [self.mobject]

    def interpolate_mobject(self, alpha: float) -> None:
        share = self.visible_at(self.rate_func(alpha))
        self.set_share(share, self.visible_at(self.text_ease(alpha)) if self.text_ease else share)

    def set_share(self, share: float, of_text: float) -> None:
        for field, whole in self.fields:
            field.opacity = whole * (of_text if is_text(field) else share)
        for rgbas, opacity, text in self.colours:
            rgbas[:, 3] = opacity * (of_text if text else share)


def is_text(mobject: Mobject) -> bool:
    """Return whether it is words or digits, and nothing else."""
    return getattr(mobject, "is_text", False) is True


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
        self.set_share(1, 1)


def early(t: float) -> float:
    """Ease an animation so that it is over by the middle: what goes is gone before something else comes."""
    return smooth(min(1.0, 2 * t))


def late(t: float) -> float:
    """Ease an animation so that it begins in the middle."""
    return smooth(max(0.0, 2 * t - 1))


def window(begin: float, length: float) -> Ease:
    """Return an ease that runs within a part of an animation's time, both counted in parts of it."""
    return lambda t: smooth(min(max((t - begin) / length, 0.0), 1.0))


def leaving(t: float) -> float:
    """Ease what goes so that it is still at half when what comes, at the usual pace, can be seen: nothing is empty."""
    return smooth(min(1.0, t / 0.75))


def rush(t: float) -> float:
    """Start almost at once and end at rest: what comes is there while what was leaves."""
    return 1 - (1 - max(0.0, t - 0.1) / 0.9) ** 3


def cut_text(going: Iterable[Fade], coming: Iterable[Any]) -> None:
    """Let words that go be gone before words that fade in can be seen: text on text is read by nobody."""
    if not (gone := [fade for fade in going if fade.has_text]):
        return
    come = [fade for fade in coming if isinstance(fade, FadeIn) and fade.rate_func is smooth and fade.has_text]
    for fade in gone if come else ():
        fade.text_ease = until(min(TEXT_GOES / fade.run_time, 0.75))
    for fade in come:
        fade.text_ease = since(min(TEXT_GOES / fade.run_time, 0.5))


def until(cut: float) -> Ease:
    """Return an ease of text that goes: it dims, and at a part of the time it is gone at once."""
    return lambda t: GOES * (t / cut) ** 2 if t < cut else 1.0


def since(cut: float) -> Ease:
    """Return an ease of text that comes where other text stood until then: it can be seen at once."""
    return lambda t: COMES + (1 - COMES) * smooth((t - cut) / (1 - cut)) if t >= cut else 0.0


def exchange(old: Mobject, new: Mobject, run_time: float = 1.0) -> list[Fade]:
    """Return animations that show ``new`` where ``old`` was, never both at a time; morphing words would blur them."""
    return [FadeOut(old, rate_func=early, run_time=run_time), FadeIn(new, rate_func=late, run_time=run_time)]
