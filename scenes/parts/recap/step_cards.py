"""The five steps side by side: a drawing and a name each, and, once it is told, what a head gave for it."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, RIGHT, UP, Group, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.illustrations.icons import STEPS
from attention_scenes.scenes.mobjects.illustrations.pictures import picture
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.mobjects.vectors.map_cells import MapCells
from attention_scenes.scenes.parts.recap.recap_places import places_in
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

FAINT = 0.6  # the opacity of a step that is not told yet
LONG = 1.7  # of a map's longer side, in scene units


class StepCards(VGroup):
    """The drawings and names of the five steps, faint until :meth:`light`."""

    def __init__(self, scene: AttentionScene) -> None:
        self.places, self.icons, self.names = places_in(scene.layout), {}, {}
        for (step, (name, *_)), place in zip(STEPS.items(), self.places.steps, strict=True):
            self.icons[step] = picture(step, self.places.icon_height).move_to(place + self.places.icon)
            self.names[step] = Label(name, 0.38).move_to(place + self.places.name)
            self.names[step].stand_on((place + self.places.name)[1]).set_fill(opacity=FAINT)
        super().__init__(*[icon.copy().fade(1 - FAINT) for icon in self.icons.values()], *self.names.values())

    def light(self, step: str) -> list[object]:
        """Return animations that bring a step to full colour."""
        return [FadeIn(self.icons[step]), self.names[step].animate.set_fill(opacity=1)]

    def fill(
        self, scene: AttentionScene, step: str, drawn: Mobject, number: tuple[str, Reading], unit: str,
        told: tuple[str, str], numbers: Sequence[tuple[str, Reading]] = (),
    ) -> None:  # fmt: skip
        """Bring what a head gave for a step: its picture, then its number in ``unit`` over what it is (text, role)."""
        place = self.places.steps[list(STEPS).index(step)]
        drawn.scale(min(1.0, self.places.height / drawn.height)).move_to(place + self.places.picture)
        scene.play(FadeIn(drawn), run_time=0.7)
        digits = scene.label(number[0], 0.62, numbers=[number])
        parts = [digits, *([scene.label(unit, 0.32)] if unit and self.places.units else [])]
        below = scene.label(told[0], 0.32, told[1], numbers=numbers)
        middle = place + self.places.number
        words = VGroup(*[fitted(one, self.places.room).move_to(middle) for one in (line(*parts, buff=0.12), below)])
        words[0].shift((middle[1] - digits.baseline) * UP)
        below.stand_on(middle[1] - 0.52)
        scene.play(FadeIn(words), run_time=0.6)


def maps_of(scene: AttentionScene, focus: HeadFocus) -> Group:
    """Return the four maps of a head to scale, those that read above the one that writes."""
    width = float(scene.bundle.count("d_model"))
    names = (("W_Q", focus.head, "query"), ("W_K", focus.kv_head, "key"), ("W_V", focus.kv_head, "value"))
    maps = [MapCells(scene.bundle.read(name, focus.layer, head), role, LONG / width, 16) for name, head, role in names]
    back = MapCells(scene.bundle.read("W_O", focus.layer, focus.head), "output", LONG / width, 16)
    rows = Group(*maps).arrange(DOWN, buff=(LONG - sum(one.height for one in maps)) / 4)
    return Group(back, rows).arrange(RIGHT, buff=0.15)
