"""Two scenes of a second each; ``python -m tests.helpers.tiny_scene ARGUMENTS`` is the program with only these."""

from __future__ import annotations

import signal
from typing import Any, Literal

from manim import LEFT, RIGHT, Square
from pydantic import Field

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.cli import main as cli
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene


class Tiny(AttentionScene):
    """A square walks."""

    class Params(SceneParams):
        text: Sentence = Field("a blue bird", description="The sentence.")
        head: HeadChoice = Field("0.0", description="layer.head")
        steps: int = Field(1, ge=1, le=1000, description="How many steps the square takes.")
        side: Literal["left", "right"] = "right"
        words: tuple[str, ...] = ("one", "two")
        table: dict[str, tuple[str, ...]] = Field({"sense": ("a", "b")}, description="Lists by name.")

    seconds = 1.0

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        text = TraceNeed(params.text, ("pattern",), layers="head", most=20)
        return Needs(model=model, head=params.head, traces={"": text})

    @classmethod
    def check(cls, params: Any, bundle: Any) -> None:
        if len(bundle.tokens()) > 8:
            raise UserError("text has more than 8 tokens: shorten it.")

    def construct(self) -> None:
        square = Square()
        for step in range(self.params.steps):
            with self.beat(f"step {step}"):
                self.play(square.animate.shift(RIGHT if self.params.side == "right" else LEFT), run_time=1)


class Other(AttentionScene):
    """A square stands."""

    class Params(SceneParams):
        text: Sentence = "a red bird"

    seconds = 1.0

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, traces={"": TraceNeed(params.text, ("pattern",), layers=(0,))})

    def construct(self) -> None:
        self.add(Square())
        with self.beat("only"):
            self.wait(1)


class Broken(Other):
    """A square that is too much."""

    def construct(self) -> None:
        super().construct()
        self.add(Square(1 / 0))


class Claimed(Other):
    """A square that says what holds of its sentence."""

    def construct(self) -> None:
        super().construct()
        words = self.params.text.split()
        self.claim("it is short", len(words) < 4, f"{len(words)} words")
        self.claim("it has a bird", "bird" in words, f"= {words.count('bird')}")


CATALOG = {
    "tiny": SceneFile("tiny", "tests.helpers.tiny_scene", "Tiny", "A square walks."),
    "other": SceneFile("other", "tests.helpers.tiny_scene", "Other", "A square stands."),
}


def only_these() -> None:
    """Let the program have these scenes, and no others."""
    cli.scenes_in = lambda folder, package="": CATALOG
    cli.HEADLINE = ("tiny", "other")


if __name__ == "__main__":
    # A shell that starts us in the background has this signal ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    only_these()
    cli.console()
