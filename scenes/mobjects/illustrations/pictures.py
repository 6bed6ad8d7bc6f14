"""Our own drawings, and bubbles for words that are ours and not the model's."""

from __future__ import annotations

from io import BytesIO
from typing import Self
from xml.etree import ElementTree

import svgelements
from manim import DOWN, RIGHT, CapStyleType, LineJointType, ManimColor, RoundedRectangle, SVGMobject, VGroup

from attention_scenes.model.files import asset
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines

PICTURES = asset("pictures")
DRAWN_AT = 2.0  # the height at which an SVG's line width is Manim's stroke width


class Drawing(SVGMobject):
    """An SVG, read without the copy that Manim writes beside it: clips made at once would trip over each other's."""

    def generate_mobject(self) -> Self:
        told = BytesIO()
        self.modify_xml_tree(ElementTree.parse(self.get_file_path())).write(told)
        told.seek(0)
        parts, self.id_to_vgroup_dict = self.get_mobjects_from(svgelements.SVG.parse(told))
        return self.add(*parts).flip(RIGHT)


def picture(name: str, height: float) -> SVGMobject:
    """Return a drawing of ``assets/pictures``; ``name`` comes from scene code, never from a user's text."""
    drawing = Drawing(str(PICTURES / f"{name}.svg"), height=DRAWN_AT)
    for part in drawing.family_members_with_points():
        part.joint_type, part.cap_style = LineJointType.ROUND, CapStyleType.ROUND
        if palette().on_white:
            part.set_stroke(inked(part.get_stroke_color()))
    return drawing.scale(height / DRAWN_AT, scale_stroke=True)


def inked(color: ManimColor) -> ManimColor:
    """Return a line's colour for white paper: our drawings have light lines, for black."""
    hue, saturation, lightness = color.to_hsl()
    return ManimColor.from_hsl((hue, saturation, 1 - lightness)) if lightness > 0.5 else color


class Bubble(VGroup):
    """Speech bubble: what a query asks or a key answers, marked as a story."""

    def __init__(self, text: str, role: str, em: float = 0.32, width: float | None = None) -> None:
        color = getattr(palette(), role)
        words = Label(text, em) if width is None else Lines(text, em, width - 0.7)
        more = 0.0 if isinstance(words, Label) else words.step * (len(words) - 1)
        box = RoundedRectangle(
            corner_radius=0.24, width=words.width + 0.7, height=em * 2 + more,
            stroke_color=color, stroke_width=2, fill_color=color, fill_opacity=0.1,
        )  # fmt: skip
        story = label_text("a story, in our words")
        note = Label(story, 0.23, "soft") if width is None else Lines(story, 0.23, width + 0.5, "soft")
        note.next_to(box, DOWN, buff=0.1)
        super().__init__(box, words.move_to(box), note)
