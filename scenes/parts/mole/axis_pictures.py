"""Pictures of the senses at the ends of their axes."""

from __future__ import annotations

from manim import Group, Mobject

from attention_scenes.scenes.mobjects.space.sense_tunnel import SenseTunnel


class Pictures(Group):
    """A picture at the end of each axis of a tunnel that has one, wherever the camera has it."""

    def __init__(self, tunnel: SenseTunnel, drawings: dict[int, Mobject]) -> None:
        self.tunnel, self.drawings = tunnel, drawings
        super().__init__(*drawings.values())
        self.follow()

    def follow(self) -> None:
        for sense, drawing in self.drawings.items():
            drawing.move_to([*self.tunnel.end(sense), 0])
