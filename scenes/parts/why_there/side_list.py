"""What is said beside the wall: rows of a name and a number, and one number that the beat is about."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, ORIGIN, RIGHT, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import MINUS
from attention_scenes.scenes.parts.shared.part_names import Named

Row = tuple[Named, Named, str]  # a name and a number, each with the numbers in it, and the number's colour
STEP = 1.75  # em from one row to the next


def rows_of(scene: AttentionScene, rows: Sequence[Row], width: float, em: float = 0.0) -> VGroup:
    """Return rows one below the other: names at the left edge, numbers end at the right one."""
    em = em or side_em(scene)
    found = VGroup()
    for n, ((name, inside), (text, numbers), role) in enumerate(rows):
        number = scene.label(text, em, role, numbers=numbers)
        label = fitted(scene.label(name, em, "text", numbers=inside), width - number.width - 0.25)
        y = -n * STEP * em
        label.align_to(ORIGIN, LEFT).stand_on(y)
        found.add(VGroup(label, number.align_to([width, 0, 0], RIGHT).stand_on(y)))
    return found


def hero(
    scene: AttentionScene, number: tuple[str, Reading], under: str, role: str = "text", inside: Named | None = None
) -> VGroup:
    """Return a large number and what it is, below it."""
    text, reading = number
    em = scene.layout.em
    large = Label(text, em.hero if scene.layout.is_wide else 0.85 * em.hero, role, numbers=[(text, reading)])
    small = scene.label(under, side_em(scene), "text", numbers=inside[1] if inside else ())
    return VGroup(large, small.next_to(large, DOWN, buff=0.22).align_to(large, LEFT))


def told_of_norm(scene: AttentionScene, place: Place) -> list[Lines]:
    """Return that a norm leaves a sum a sum; nothing where the model has none."""
    norm = scene.bundle.meta["norm"]
    if norm == "none":
        return []
    text = label_text("a norm scales each word’s sum: it stays a sum")
    if norm == "layer":
        text = label_text("a norm shifts and scales each word’s sum: it stays a sum")
    return [Lines(text, side_em(scene), place.width, edge=-1)]


def role_by_sign(digits: str) -> str:
    """Return the colour of what adds or takes away; a sum or a zero, without a sign, has that of text."""
    return {"+": "weight_plus", MINUS: "weight_minus"}.get(digits[:1], "text")


def side_em(scene: AttentionScene) -> float:
    """Return the em of what stands beside the wall."""
    return 1.2 * scene.layout.em.word if scene.layout.is_wide else scene.layout.em.word


def set_in(place: Place, *parts: VGroup | Group, buff: float = 0.5) -> Group:
    """Set parts one below the other at the left edge of a place, in the middle of its height; smaller where large."""
    found = Group(*parts).arrange(DOWN, buff=buff, aligned_edge=LEFT)
    found.scale(min(1.0, place.height / found.height, place.width / found.width))
    return found.align_to(place.at(LEFT), LEFT).set_y(place.at()[1])
