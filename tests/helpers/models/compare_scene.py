"""A scene that asks several models, several heads of two of them, and three checkpoints of a family, to test with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.interventions import ZeroAblate
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama

STEPS = (0, 100, 200)
HEADS = {"first": "0.1", "second": "2.3", "found": "best:leak"}


def family(folder: str) -> dict[str, str]:
    """Return the checkpoints of a training run by key: they are models like others, in folders side by side."""
    return {f"step-{step}": f"{folder}/step-{step}" for step in STEPS}


def make_models(folder: Path) -> dict[str, str]:
    """Write two small models of two families and three checkpoints, and return their folders by key."""
    tiny_llama(folder / "old", seed=1)
    tiny_gpt2(folder / "new", seed=2)
    for step in STEPS:
        tiny_llama(folder / f"step-{step}", seed=step, hidden_size=24, head_dim=4)
    return {"old": str(folder / "old"), "new": str(folder / "new")} | family(str(folder))


class Compare(AttentionScene):
    """Two models read the same words; one of them grows up."""

    class Params(SceneParams):
        text: Sentence = "a blue bird"

    seconds = 1.0
    models: ClassVar[Mapping[str, str]] = {}  # each test gives its own

    @classmethod
    def needs(cls, params: Any, model: Any = None) -> ClipNeeds:
        return ClipNeeds({key: cls.needs_of(key, place, params.text) for key, place in (model or cls.models).items()})

    @staticmethod
    def needs_of(key: str, place: str, text: str) -> Needs:
        if key.startswith("step-"):
            return Needs(model=place, traces={"": TraceNeed(text, ("pattern",), (0,))})
        return Needs(
            model=place,
            heads=HEADS,
            traces={
                "": TraceNeed(text, ("pattern", "attn_scores", "v"), "head", top=3),
                "without": TraceNeed(text, ("pattern",), (2,), interventions=(ZeroAblate("first"),)),
            },
            weights=("W_Q[second]", "sigma_OV[found]"),
        )

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        if len(bundle["old"].tokens()) > 8:
            raise UserError("text has more than 8 tokens: shorten it.")

    def construct(self) -> None:
        self.provenance("a test")
        shown = [reading for key in ("old", "new") for reading in of_heads(self.bundles[key])]
        shown += [self.bundles[f"step-{step}"].read("pattern", 0, 0, 3, 1) for step in STEPS]
        shown += list(of_both(self.bundles["old"], self.bundles["new"]))
        places = np.stack([np.linspace(-6, 6, len(shown)), np.linspace(2, -2, len(shown))], axis=1)
        with self.beat("all", "All of them."):
            self.play(FadeIn(NumberField(join(shown), places, 0.2, self.palette.rgba("text"))), run_time=0.4)


def of_heads(bundle: Bundle) -> Iterator[Reading]:
    """Yield numbers of each named head of a model, and counts."""
    for name in HEADS:
        layer, head = bundle.chosen_head(name)
        yield bundle.read("pattern", layer, head, 3, 1)
        yield bundle.read("v", layer, bundle.kv_head(head), 2, 0)
        yield bundle.count(f"head.{name}.layer")
    yield bundle.read("W_Q", *bundle.chosen_head("second"), 1, 2)
    yield bundle.read("sigma_OV", *bundle.chosen_head("found"), 0)
    yield bundle.read("pattern", 2, 0, 3, 1, trace="without")
    yield bundle.count("n_heads")


def of_both(old: Bundle, new: Bundle) -> Iterator[Reading]:
    """Yield results of arithmetic with numbers of two models."""
    one, other = old.read("pattern", 0, 1, 3, 1), new.read("pattern", 0, 1, 3, 1)
    yield one - other
    yield one / other
    yield (old.count("n_heads") - new.count("n_heads")) / new.count("n_layers")


CATALOG = {"compare": SceneFile("compare", "tests.helpers.models.compare_scene", "Compare", "Two models.")}
