"""What stands beside attention-pattern's grid in words: headings and lines."""

from __future__ import annotations

from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.attention_pattern.pattern_places import places_in

TITLE, LINE, NOTE = 0.46, 0.34, 0.3  # em


def side_title(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Label:
    """Return the heading of what stands beside the grid."""
    side = places_in(scene.layout).side
    title = fitted(scene.label(text, TITLE, numbers=numbers), side.width)
    return title.move_to(side.at(UP + LEFT), LEFT)


def lines(scene: AttentionScene, title: Label, *rows: tuple[str, Numbers]) -> VGroup:
    """Return lines of text under a heading."""
    labels = VGroup(*[scene.label(text, LINE, "soft", numbers=numbers) for text, numbers in rows])
    fitted(labels.arrange(DOWN, buff=0.16, aligned_edge=LEFT), places_in(scene.layout).side.width)
    return labels.next_to(title, DOWN, buff=0.3, aligned_edge=LEFT)
