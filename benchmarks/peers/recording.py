"""Record the items and animations of some of a scene's beats, so that other libraries can play them.

A script, JSON-able: ``items`` (numbers, dots, bars, outlines) and ``steps``, each of which says what is taken away and
added at once, and what is then played for how many seconds; a step without plays is a pause.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Create, ReplacementTransform, VMobject, Wait, tempconfig

from attention_scenes.film.frames.aspect import film_frame
from attention_scenes.film.frames.camera import SkiaCamera, flatten
from attention_scenes.film.playback.renderer import SkiaRenderer
from attention_scenes.scenes.mobjects.basics.data_mobject import Change, DataMobject
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.marks.bars import BarField
from attention_scenes.scenes.mobjects.marks.dots import CellField, DotField
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.outlines import text_outline

from ..scenes import answers_of, scene_class
from ..work import Result, Spec
from .items import Item, bar, cell, dot, number, outline, rounded

COMES = {"fade in", "arrive", "create", "grow", "lengthen"}
GOES = {"fade out", "leave", "shrink"}


def record(spec: Spec) -> Result:
    """Run ``spec``'s scene without drawing it; return the script of ``spec["beats"]``."""
    settings = {
        **film_frame(spec["width"], spec["height"]),
        "frame_rate": spec["fps"],
        "dry_run": True,
        "progress_bar": "none",
        "verbosity": "ERROR",
    }
    found = scene_class(spec)
    script = Script()
    with tempconfig(settings):
        renderer = Recorder(script, spec["beats"])
        scene = found(found.Params(**spec["params"]), answers_of(spec), renderer=renderer)
        scene.render()
        background = scene.camera.background_color.to_hex()
    return {"background": background, "glyphs": script.glyphs, "items": script.items, "steps": script.steps}


class Recorder(SkiaRenderer):
    """Renderer that draws nothing and records in ``script`` what is played in ``beats``."""

    def __init__(self, script: Script, beats: list[str]) -> None:
        super().__init__(camera_class=SkiaCamera)
        self.script, self.beats = script, beats

    def play(self, scene: Any, *animations: Any, **kwargs: Any) -> None:
        self._original_skipping_status = True
        if self.file_writer.sections[-1].name in self.beats:
            self.script.note(scene, animations)
        super().play(scene, *animations, **kwargs)


class Script:
    """Script: items and steps in the order they occur; an item is known by its place in ``items``."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.steps: list[dict[str, Any]] = []
        self.glyphs: dict[str, list[Any]] = {}
        self._known: dict[tuple[int, int], int] = {}
        self._leaves: list[Any] = []  # kept, or an id could become another's
        self._visible: list[int] = []

    def note(self, scene: Any, animations: tuple[Any, ...]) -> None:
        """Add a step for ``animations`` that are about to be played in ``scene``."""
        seen = self.visible(scene.mobjects)
        step: dict[str, Any] = {
            "remove": [i for i in self._visible if i not in seen],
            "add": [i for i in seen if i not in self._visible],
            "seconds": float(scene.get_run_time(animations)),
            "plays": [] if isinstance(animations[0], Wait) else [p for a in animations for p in self.plays(a)],
        }
        self.steps.append(step)
        for play in step["plays"]:
            came = play.get("into", play["items"] if play["do"] in COMES else [])
            gone = play["items"] if play["do"] in GOES or "into" in play else []
            seen = [i for i in seen if i not in gone] + [i for i in came if i not in seen]
        self._visible = seen

    def plays(self, animation: Any) -> list[dict[str, Any]]:
        """Convert one of our animations to plays; an item's own opacity may only change between 0 and 1."""
        about = {"seconds": float(animation.run_time), "rate": animation.rate_func.__name__}
        match animation:
            case Change():
                found = self.changes(animation)
            case FadeIn():
                found = [("fade in", self.visible([animation.mobject]))]
            case FadeOut():
                found = [("fade out", self.visible([animation.mobject]))]
            case Create():
                found = [("create", self.visible([animation.mobject]))]
            case ReplacementTransform():
                into = self.visible([animation.target_mobject])
                return [{"do": "transform", "items": self.visible([animation.mobject]), "into": into} | about]
            case _:
                raise TypeError(f"{type(animation).__name__} has no word in a script")
        if getattr(animation, "delays", None) is not None:
            about["spread"] = animation.spread
        return [{"do": do, "items": items} | about for do, items in found if items]

    def changes(self, change: Change) -> list[tuple[str, list[int]]]:
        """Yield what appears and what disappears while the arrays of a data mobject change."""
        leaf = change.mobject
        key = "growth" if "growth" in change.arrays else "opacities"
        start = np.broadcast_to(getattr(leaf, key), leaf.opacities.shape)
        end = np.broadcast_to(np.asarray(change.arrays[key], float), start.shape)
        if not set(np.unique([start, end])) <= {0.0, 1.0}:
            raise ValueError(f"{key} that are neither 0 nor 1 have no word in a script")
        comes = "grow" if type(leaf) is DotField else "lengthen" if type(leaf) is BarField else "arrive"
        goes = "shrink" if "sizes" in change.arrays else "leave"
        return [(comes, self.entries(leaf, start < end)), (goes, self.entries(leaf, start > end))]

    def visible(self, mobjects: list[Any]) -> list[int]:
        """Return the items that ``mobjects`` show as they are now, in drawing order."""
        found: list[int] = []
        for leaf in flatten(mobjects):
            if isinstance(leaf, DataMobject):
                visible = leaf.opacities * leaf.opacity > 0
                found += self.entries(leaf, visible & (leaf.growth > 0) if hasattr(leaf, "growth") else visible)
            elif isinstance(leaf, VMobject) and len(leaf.points) > 1:
                found.append(self.item(leaf, 0, outline))
        return found

    def entries(self, leaf: Any, wanted: np.ndarray) -> list[int]:
        """Return the entries of a data mobject that are ``wanted`` and large enough to be drawn."""
        if isinstance(leaf, DotField):
            wanted = wanted & (np.sqrt(leaf.weights) > 1 / 200)
        if isinstance(leaf, NumberField):
            for character in set("".join(leaf.written)) - set(self.glyphs):
                self.glyphs[character] = rounded(text_outline(character).points)
        describes: dict[type, Any] = {NumberField: number, DotField: dot, BarField: bar, CellField: cell}
        describe = describes[type(leaf)]
        return [self.item(leaf, int(i), describe) for i in np.flatnonzero(wanted)]

    def item(self, leaf: Any, index: int, describe: Any) -> int:
        key = (id(leaf), index)
        if key not in self._known:
            self._leaves.append(leaf)
            self._known[key] = len(self.items)
            self.items.append(describe(leaf, index))
        return self._known[key]
