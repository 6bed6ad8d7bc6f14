"""A head beside its controls: its weight on adjectives, and on other words in their places, over other sentences."""

from __future__ import annotations

from typing import NamedTuple

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.charts.tables import ControlTable

CLEAR = 1.5  # times the weight of other words: a lead that is called a preference


class HeadControls(NamedTuple):
    """What a head gives adjectives, and other words in their places, over other sentences: means.

    ``one_back`` and ``two_back`` are the weights on an adjective and on another word there; ``lead`` is how much more
    adjectives get at both, ``sentences`` how many there were of each kind, ``examples`` the beginning of one of each.
    """

    one_back: tuple[Reading, Reading]
    two_back: tuple[Reading, Reading]
    lead: Reading
    sentences: tuple[Reading, Reading]
    examples: tuple[str, str]

    @property
    def near(self) -> bool:
        """Whether it prefers adjectives one back."""
        return is_clear(*self.one_back)

    @property
    def far(self) -> bool:
        """Whether it prefers adjectives two back."""
        return is_clear(*self.two_back)

    @property
    def prefers(self) -> bool:
        """Whether it prefers adjectives at both places."""
        return self.near and self.far

    @property
    def behind(self) -> bool:
        """Whether other words one back get clearly more than adjectives."""
        return is_clear(*reversed(self.one_back))

    @property
    def weights(self) -> str:
        """The weights in words."""
        (one, other_one), (two, other_two) = self.one_back, self.two_back
        return claim_text(
            "{one} and {two} against {other_one} and {other_two}",
            one=f"{float(one):.2f}",
            two=f"{float(two):.2f}",
            other_one=f"{float(other_one):.2f}",
            other_two=f"{float(other_two):.2f}",
        )

    def table(self, em: float = 0.3, notes_width: float = 3.9) -> ControlTable:
        """Return them as a table; ``em``, and the width of the lines with examples, in scene units."""
        rows = [(label_text("one back"), *self.one_back), (label_text("two back"), *self.two_back)]
        return ControlTable(rows, self.lead, *self.sentences, *self.examples, em=em, notes_width=notes_width)


def is_clear(look: Reading, control: Reading) -> bool:
    """Return whether adjectives get so much more than other words that it is called a preference."""
    return float(look) > CLEAR * float(control)


def head_controls(scene: AttentionScene, layer: int, head: int) -> HeadControls:
    """Return what a head was measured to do with adjectives."""
    look, control, look2, control2 = (
        scene.bundle.probe(f"adjective.{name}", layer, head) for name in ("look", "control", "look2", "control2")
    )
    count = scene.bundle.count
    sentences, examples = (
        (count("adjective.sentences"), count("adjective.controls")),
        scene.bundle.examples("adjective"),
    )
    lead = scene.bundle.probe("adjective.score", layer, head)
    return HeadControls((look, control), (look2, control2), lead, sentences, (examples[0], examples[1]))
