"""Every number of the model counted, GPT-3's beside them, and why the value map comes in two parts."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.counting_parameters.counting_places import places_in
from attention_scenes.scenes.parts.counting_parameters.four_maps_beats import show_maps
from attention_scenes.scenes.parts.counting_parameters.head_maps import MAPS, HeadMaps
from attention_scenes.scenes.parts.counting_parameters.low_rank_beats import show_factors, show_spectrum
from attention_scenes.scenes.parts.counting_parameters.sheet_beats import show_sheets
from attention_scenes.scenes.parts.counting_parameters.size_beats import show_sizes
from attention_scenes.scenes.parts.counting_parameters.table_beats import TableSteps


class CountingParameters(AttentionScene):
    """Every tensor counted, beside GPT-3; and what a value map in two thin parts saves and loses.

    One head's four maps, then those of all heads of a layer as sheets to scale, all layers, the MLPs and the table of
    embeddings, until nothing is left over. GPT-3's sizes are multiplied in the same way and drawn to our scale, and its
    eight published sizes stand as bars of heads. Then the value map in its two thin parts.

    Answers: Where are the parameters? How many belong to attention? What do keys, values and outputs cost beside
    queries? Do many heads cost more than one large one? How arbitrary are heads and their size? Why low rank, and what
    does it save or lose?

    Measured: Every tensor of the loaded model, counted; the singular values of the value map.

    Told: GPT-3's sizes are cited from its paper and not measured. That it has biases follows from the same paper: it is
    built as GPT-2, whose tensors have some.

    Yours: Give another `head`, or another model with `--model`: the lines are those of its tensors, and "nothing left
    over" is said only where they add up.

    Further: Brown and others, [Language models are few-shot learners](https://arxiv.org/abs/2005.14165) (2020), table
    2.1. The model counted here: Ben Allal and others, [SmolLM2](https://arxiv.org/abs/2502.02737) (2025).
    """

    class Params(SceneParams):
        head: HeadChoice = Field("19.8", description="layer.head whose four maps are drawn.")

    title = "Counting parameters"
    tagline = "where the numbers are"
    chapter = 2
    order = 90
    seconds = 74
    layouts = all_four()
    poster = "total"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model,
            head=params.head,
            weights=(*[f"{symbol}[layer]" for symbol, _ in MAPS], "W_OV[head]", "sigma_OV[head]"),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        if not bundle.meta["d_mlp"]:
            raise UserError(
                "This model is of attention alone, and the scene weighs attention against MLPs: give another --model."
            )

    def construct(self) -> None:
        maps, at = HeadMaps.of(self.bundle), places_in(self.layout)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("maps of layer {layer} · head {head}", layer=maps.layer, head=maps.head), where)
        table = TableSteps(self, at.table)
        show_maps(self, maps, at.maps)
        table.attention(show_sheets(self, maps))
        table.rest()
        table.gpt3()
        show_sizes(self)
        show_spectrum(self, maps, at.rank, *show_factors(self, maps, at.rank))
