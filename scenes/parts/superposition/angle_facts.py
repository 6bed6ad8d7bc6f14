"""What superposition speaks of: readings of both probes, piles of angles, and big numbers beside them."""

from __future__ import annotations

from typing import Any

from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.angles.angle_piles import AnglePiles, Pile
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written

NEURONS, RANDOM, TOKENS, CENTRED, RANDOM_TOKENS = range(5)  # the sets of an ArrowAnglesProbe
RIGHT_ANGLE = 90


class AngleFacts:
    """The numbers of a superposition scene, as they are written and with their Readings."""

    def __init__(self, scene: AttentionScene) -> None:
        self.scene, self.bundle = scene, scene.bundle
        self.has_neurons = bool(self.of("count", NEURONS) > 1)
        self.width = scene.bundle.count("d_model")

    def of(self, name: str, kind: int) -> Any:
        """Return a number of one of the sets of the model's arrows."""
        return self.bundle.probe(f"angles.{name}", kind).value

    def read(self, name: str, *index: int) -> Reading:
        """Return a Reading of the model's arrows."""
        return self.bundle.probe(f"angles.{name}", *index)

    def packed(self, name: str, *index: int) -> Reading:
        """Return a Reading of the arrows that are pushed apart, or of random ones."""
        return self.bundle.probe(f"packed.{name}", *index)

    @property
    def count(self) -> tuple[str, Reading]:
        return grouped(constant(int(self.scene.params.count)))

    @property
    def dimensions(self) -> tuple[str, Reading]:
        return grouped(constant(int(self.scene.params.dimensions)))

    @staticmethod
    def degrees(reading: Reading) -> tuple[str, Reading]:
        return written(float(reading), 1), reading

    @staticmethod
    def off(angle: Reading) -> tuple[str, Reading]:
        """Return by how many degrees an angle is off a right angle."""
        left = constant(RIGHT_ANGLE) - angle
        return written(float(left), 1), left

    def model_pile(self, kind: int, role: str) -> Pile:
        """Return the pile of one of the sets of the model's arrows."""
        shares, points = self.read("hist", kind), self.read("points", kind)
        return Pile(shares.reshape(1, -1), points.reshape(1, -1), role)


def box_of(scene: AttentionScene) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the box that pictures in space may fill: all above the caption."""
    frame, stage = scene.layout.frame, scene.layout.stage
    return (frame.left, stage.bottom), (frame.right, frame.top)


def picture_place(scene: AttentionScene, margin: float = 0.3) -> Place:
    """Return where the picture stands: all of the stage; in a tall frame what is below the numbers."""
    stage = scene.layout.stage
    if scene.layout.is_tall:
        return Place(stage.left, stage.bottom + 1.0, stage.right, stage.top - 3.6)
    return Place(stage.left + margin, stage.bottom + 0.75, stage.right - margin, stage.top + 0.3)


def beside_place(scene: AttentionScene, right: bool = False) -> Place:
    """Return where a big number stands: at the upper left, or at the upper right; in a tall frame on top."""
    stage = scene.layout.stage
    if scene.layout.is_tall:
        half = (stage.left + stage.right) / 2
        ends = (half + 0.1, stage.right) if right else (stage.left, half - 0.1)
        return Place(ends[0], stage.top - 3.0, ends[1], stage.top)
    if right:
        return Place(stage.right - 4.2, stage.top - 2.6, stage.right, stage.top + 0.2)
    return Place(stage.left, stage.top - 2.6, stage.left + 4.2, stage.top + 0.2)


def big_number(
    scene: AttentionScene, number: tuple[str, Reading], unit: str, told: str, role: str,
    numbers: Numbers = (), *, right: bool = False,
) -> Group:  # fmt: skip
    """Return a number that the frame is about, and what it is below it."""
    place, em = beside_place(scene, right), scene.layout.em
    hero = fitted(scene.label(f"{number[0]}{unit}", em.hero * 0.9, role, numbers=[number]), place.width)
    size = 0.42 if scene.layout.is_wide else em.word
    edge = 1 if right and not scene.layout.is_tall else -1
    lines = Lines(told, size, place.width, "text", edge=edge, numbers=numbers)
    group = Group(hero, lines).arrange(DOWN, buff=0.25, aligned_edge=LEFT if edge < 0 else -LEFT)
    corner = UP + (LEFT if edge < 0 else -LEFT)
    return group.move_to(place.at(corner), corner)


def post_name(
    scene: AttentionScene, field: AnglePiles, n: int, text: str, *, beside: int = 0, up: float = 0.0,
    free: bool = False, numbers: Numbers = (),
) -> Label:  # fmt: skip
    """Return what a needle stands for, in its colour: over its upper end, or left (-1) or right (1) of it.

    Where no big number stands at the right, the place over it is ``free``.
    """
    em = 0.4 if scene.layout.is_wide else scene.layout.em.note
    name = scene.label(text, em, field.needle_roles[n], numbers=numbers)
    x, y = field.top_of(n).tolist()
    if beside:
        name.move_to([x + 0.35 * beside, y - 0.3 + up, 0], RIGHT if beside < 0 else LEFT)
    else:
        name.move_to([x, y + 0.3 + up, 0], DOWN)
        aside = max(abs(name.get_left()[0]), abs(name.get_right()[0])) > scene.layout.stage.right - 4.2
        if scene.layout.is_wide and aside and not free:  # where big numbers stand
            name.move_to([x + 0.3, y - 3.2, 0], LEFT)
    return scene.layout.stage.hold(name)


def under_names(place: Place) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the corners of a place that leaves room for names over the needles."""
    return (place.left, place.bottom), (place.right, place.top - 0.55)


def narrower(scene: AttentionScene) -> float:
    """Return by which factor angles lie closer together: in a tall frame piles are higher than wide."""
    return 0.5 if scene.layout.is_tall else 1.0


def add_piles(scene: AttentionScene, piles: list[Pile], **given: Any) -> AnglePiles:
    """Return a field of piles in the scene's box."""
    em = 0.36 if scene.layout.is_wide else scene.layout.em.note
    return AnglePiles(piles, *box_of(scene), em, **given)
