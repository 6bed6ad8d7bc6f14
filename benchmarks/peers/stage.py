"""Build and play a recorded script with any kind of Manim: they share their vocabulary.

What is built is what a user would write: a ``DecimalNumber`` for each number, a ``Circle`` for each dot, a
``Rectangle`` for each bar, a family of letters for a text, one ``VMobject`` for a set of lines. All of it is built
before anything is timed.
"""

from __future__ import annotations

import math
import resource
from typing import Any

import numpy as np

from ..clock import Clock
from ..work import Result, Spec

WARM = 2
ORIGIN = np.zeros(3)


class Stage:
    """Stage: builds and plays a script with one library.

    Parameters
    ----------
    words
        The library's names: ``VMobject``, ``FadeIn`` and so on.
    spec
        With ``script`` (see :mod:`benchmarks.peers.recording`) and ``fps``.
    """

    def __init__(self, words: dict[str, Any], spec: Spec) -> None:
        self.m, self.script, self.fps = words, spec["script"], spec["fps"]
        self.clock, script = Clock(), spec["script"]
        self.glyphs = {character: self.path(points) for character, points in script["glyphs"].items()}
        self.items = [getattr(self, item["kind"])(item) for item in script["items"]]

    # what is built

    def number(self, item: dict[str, Any]) -> Any:
        glyphs = []
        for character, pen in zip(item["text"], item["at"], strict=True):
            glyph = self.glyphs[character].copy().scale(item["em"], about_point=ORIGIN)
            glyphs.append(glyph.shift(np.array([*pen, 0])).set_fill(item["color"], opacity=1))
        if item["value"] is None:
            return self.m["VGroup"](*glyphs)
        made = self.decimal(item["value"], item["decimals"])
        return made.remove(*made.submobjects).add(*glyphs)

    def decimal(self, value: float, decimals: int) -> Any:
        """Build a number; the library's glyphs are replaced by ours, so that all pictures are in one face."""
        return self.m["DecimalNumber"](value, num_decimal_places=decimals)

    def dot(self, item: dict[str, Any]) -> Any:
        look = {"stroke_width": 0, "fill_color": item["color"], "fill_opacity": item["opacity"]}
        return self.m["Circle"](radius=item["radius"], **look).move_to(np.array([*item["at"], 0]))

    def bar(self, item: dict[str, Any]) -> Any:
        look = {"stroke_width": 0, "fill_color": item["color"], "fill_opacity": item["opacity"]}
        made = self.m["Rectangle"](width=item["width"], height=item["height"], **look)
        return made.move_to(np.array([*item["at"], 0]))

    def outline(self, item: dict[str, Any]) -> Any:
        (fill, fill_opacity), (stroke, stroke_opacity) = item["fill"], item["stroke"]
        parts = [self.path(points) for points in item["parts"]]
        made = parts[0] if len(parts) == 1 else self.m["VGroup"](*parts)
        return made.set_fill(fill, opacity=fill_opacity).set_stroke(
            stroke, width=item["stroke_width"], opacity=stroke_opacity
        )

    def path(self, points: list[list[float]]) -> Any:
        """Build a mobject of cubic curves; those that are straight are lines."""
        made, end = self.m["VMobject"](stroke_width=0, fill_opacity=1), None
        curves = np.pad(np.array(points), ((0, 0), (0, 1))).reshape(-1, 4, 3)
        for first, *handles, last in curves:
            if end is None or abs(first - end).max() > 1e-5:
                made.start_new_path(first)
            if np.allclose(handles, [first + (last - first) / 3, first + (last - first) * 2 / 3], atol=1e-5):
                made.add_line_to(last)
            else:
                made.add_cubic_bezier_curve_to(*handles, last)
            end = last
        return made

    # what is played

    def play_all(self, scene: Any) -> None:
        """Play every step in ``scene``, timed; a pause is one frame long.

        Before that come ``WARM`` frames that are not: one with everything in it, so that shaders are compiled, then an
        empty one.
        """
        scene.add(*self.items)
        scene.wait(1 / self.fps)
        scene.remove(*self.items)
        scene.wait(1 / self.fps)
        self.clock.start()
        self.children = children()
        for step in self.script["steps"]:
            scene.remove(*self.named(step["remove"]))
            scene.add(*self.named(step["add"]))
            if step["plays"]:
                scene.play(*[self.animation(play) for play in step["plays"]])
            else:
                scene.wait(1 / self.fps)

    def named(self, items: list[int]) -> list[Any]:
        return [self.items[i] for i in items]

    def together(self, items: list[int]) -> Any:
        found = self.named(items)
        return found[0] if len(found) == 1 else self.m["VGroup"](*found)

    def animation(self, play: dict[str, Any]) -> Any:
        how = {"run_time": play["seconds"], "rate_func": RATES[play["rate"]]}
        each, m = self.named(play["items"]), self.m
        match play["do"]:
            case "fade in":
                return m["FadeIn"](self.together(play["items"]), **how)
            case "fade out":
                return m["FadeOut"](self.together(play["items"]), **how)
            case "create":
                return m["Create"](self.together(play["items"]), **how)
            case "transform":
                return m["ReplacementTransform"](self.together(play["items"]), self.together(play["into"]), **how)
            case "arrive" | "leave":
                return self.one_by_one(m["FadeIn" if play["do"] == "arrive" else "FadeOut"], play, how)
            case "shrink":
                parts = [m["FadeOut"](item, scale=0.01, **how) for item in each]
            case "grow":
                parts = [m["GrowFromCenter"](item, **how | {"rate_func": by_area}) for item in each]
            case "lengthen":
                parts = [m["GrowFromPoint"](item, item.get_left(), **how) for item in each]
        return m["AnimationGroup"](*parts)

    def one_by_one(self, fade: Any, play: dict[str, Any], how: dict[str, Any]) -> Any:
        """Stagger animations: the last starts ``spread`` of the whole time after the first."""
        if "spread" not in play:
            return fade(self.together(play["items"]), **how)
        parts = [fade(item, rate_func=ease) for item in self.named(play["items"])]
        lag = play["spread"] / (1 - play["spread"]) / max(len(parts) - 1, 1)
        return self.m["LaggedStart"](*parts, lag_ratio=lag, run_time=play["seconds"])


class Glyphs(Stage):
    """Stage for libraries whose ``DecimalNumber`` makes its digits with ``MathTex``, which needs LaTeX."""

    def decimal(self, value: float, decimals: int) -> Any:
        glyphs, path = self.script["glyphs"], self.path

        class Glyph(self.m["VMobject"]):  # type: ignore[name-defined]
            def __init__(self, text: str, **kwargs: Any) -> None:
                super().__init__(**kwargs)
                self.become(path(glyphs[text.replace("-", "−")]))

        return self.m["DecimalNumber"](value, num_decimal_places=decimals, mob_class=Glyph)


def cost(stage: Stage) -> Result:
    """Stop the clock; return seconds of CPU, child processes included, and of wall since the first step."""
    stage.clock.stop()
    return {"cpu": stage.clock.total.cpu + children() - stage.children, "wall": stage.clock.total.wall}


def children() -> float:
    """Return the CPU seconds of child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def smooth(t: float) -> float:
    """Return Manim Community's smooth rate function, for all libraries."""
    error = 1 / (1 + math.exp(5))
    return min(max((1 / (1 + math.exp(-10 * (t - 0.5))) - error) / (1 - 2 * error), 0.0), 1.0)


def early(t: float) -> float:
    return smooth(min(1.0, 2 * t))


def late(t: float) -> float:
    return smooth(max(0.0, 2 * t - 1))


def ease(t: float) -> float:
    return t * t * (3 - 2 * t)


def by_area(t: float) -> float:
    """Return the rate function with which a circle's area grows smoothly."""
    return math.sqrt(smooth(t))


RATES = {"smooth": smooth, "early": early, "late": late}
