"""A scene of two seconds that shows numbers: what a check of clips is tried on."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import Field

from film.catalog import SceneFile
from model.needs import DEFAULT_MODEL, Needs, TraceNeed
from scenes.base import AttentionScene
from scenes.mobjects.data import Change
from scenes.mobjects.digits import written
from scenes.mobjects.fades import FadeIn
from scenes.mobjects.numbers import NumberField
from scenes.params import SceneParams, Sentence


class Counted(AttentionScene):
    """Weights come, and go."""

    class Params(SceneParams):
        text: Sentence = "a blue bird"
        unused: int = Field(1, description="Changes nothing that is seen.")

    seconds = 2.0
    poster = "first"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, head="0.0", traces={"": TraceNeed(params.text, ("pattern",), layers="head")})

    def construct(self) -> None:
        weights = self.bundle.read("pattern", 0, 0)[-1]
        places = np.stack([np.linspace(-4, 4, len(weights)), np.zeros(len(weights))], axis=1)
        field = NumberField(weights, places, 0.5, self.palette.rgba("text"))
        first = weights[0]
        label = self.label(
            f"{written(float(first))}, or {written(float(first))}", 0.5,
            numbers=[(written(float(first)), first), (written(float(first)), first)],
        ).shift([0, 2, 0])  # fmt: skip
        self.claim("the weights sum to 1", True, f"{float(weights.sum()):.2f}")
        self.provenance("a test")
        with self.beat("first", "They come."):
            self.play(FadeIn(field, label), run_time=0.4)
        with self.beat("second", "Half of them goes."):
            self.play(Change(field, opacities=np.arange(len(weights)) % 2), run_time=0.4)


CATALOG = {"counted": SceneFile("counted", "tests.counted_scene", "Counted", "Weights come, and go.")}
