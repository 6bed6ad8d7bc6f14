"""A head beside its controls: its weight on adjectives, and on other words in their places, over other sentences."""

from __future__ import annotations

from typing import NamedTuple

from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.tables import ControlTable

CLEAR = 1.5  # times the weight of other words: a lead that is called a preference


class HeadControls(NamedTuple):
    """The table of a head's controls, whether it prefers adjectives one and two back, and the weights in words."""

    table: ControlTable
    near: bool
    far: bool
    weights: str

    @property
    def prefers(self) -> bool:
        """Whether it prefers adjectives at both places."""
        return self.near and self.far


def head_controls(
    scene: AttentionScene, layer: int, head: int, em: float = 0.3, notes_width: float = 3.9
) -> HeadControls:
    """Return what a head was measured to do with adjectives; ``em`` is that of the table, in scene units."""
    look, control, look2, control2 = (
        scene.bundle.probe(f"adjective.{name}", layer, head) for name in ("look", "control", "look2", "control2")
    )
    table = ControlTable(
        [(label_text("one back"), look, control), (label_text("two back"), look2, control2)],
        scene.bundle.probe("adjective.score", layer, head),
        scene.bundle.count("adjective.sentences"), scene.bundle.count("adjective.controls"),
        *scene.bundle.examples("adjective"), em=em, notes_width=notes_width,
    )  # fmt: skip
    weights = claim_text(
        "{one} and {two} against {other_one} and {other_two}",
        one=f"{float(look):.2f}",
        two=f"{float(look2):.2f}",
        other_one=f"{float(control):.2f}",
        other_two=f"{float(control2):.2f}",
    )
    return HeadControls(table, float(look) > CLEAR * float(control), float(look2) > CLEAR * float(control2), weights)
