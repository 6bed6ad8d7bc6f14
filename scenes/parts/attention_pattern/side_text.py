"""What stands beside attention-pattern's grid, or below it, in words: headings and lines."""

from __future__ import annotations

from manim import DOWN, LEFT, UP, Group, Mobject, VGroup

from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in

TITLE, LINE, NOTE = 0.46, 0.34, 0.3  # em
COLUMNS = 0.3  # scene units between two columns


def side_title(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Label:
    """Return the heading of what stands beside the grid."""
    side = places_in(scene.layout).side
    title = fitted(scene.label(text, TITLE, numbers=numbers), side.width)
    return title.move_to(side.at(UP + LEFT), LEFT)


def side_text(
    scene: AttentionScene, text: str, size: float = LINE, role: str = "text", numbers: Numbers = (), width: float = 0.0
) -> Label | Lines:
    """Return a text that fits beside the grid: at 16:9 smaller where it is too long, elsewhere on several lines."""
    width = width or places_in(scene.layout).side.width
    return fitted(scene.note(text, size, width, role=role, numbers=numbers), width)


def lines(scene: AttentionScene, title: Label, *rows: tuple[str, Numbers]) -> VGroup:
    """Return lines of text under a heading."""
    width = places_in(scene.layout).side.width
    labels = VGroup(*[scene.note(text, LINE, width, role="text", numbers=numbers) for text, numbers in rows])
    fitted(labels.arrange(DOWN, buff=0.16, aligned_edge=LEFT), width)
    return labels.next_to(title, DOWN, buff=0.3, aligned_edge=LEFT)


def in_columns(scene: AttentionScene, *parts: Mobject, buff: float) -> Group:
    """Arrange parts ``buff`` below each other; in two columns where what is said stands under the grid."""
    places, group = places_in(scene.layout), Group(*parts)
    group.arrange(DOWN, buff=buff, aligned_edge=LEFT)
    if places.below:
        for number, part in enumerate(parts):
            left = group.get_left()[0] + number * column_width(places.side)
            part.move_to([left + number * COLUMNS, group.get_top()[1], 0], UP + LEFT)
    return group


def column_width(side: Place) -> float:
    """Return how wide each of two columns is."""
    return (side.width - COLUMNS) / 2


def held_in(mobject: Mobject, side: Place) -> Mobject:
    """Scale what is too wide or too high for a place."""
    return mobject.scale(min(1.0, side.width / mobject.width, side.height / mobject.height))
