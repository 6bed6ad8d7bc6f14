"""A scene of two seconds that shows numbers, to test the check of clips with."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import Field

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import NumberField


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


CATALOG = {"counted": SceneFile("counted", "tests.helpers.counted_scene", "Counted", "Weights come, and go.")}
