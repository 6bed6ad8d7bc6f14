"""The key–value cache: going on token by token, old keys and values are kept and not computed again."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.request.interventions import Unmask
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.kv_cache.asking_beats import show_asking, show_going_on, show_guesses
from attention_scenes.scenes.parts.kv_cache.cache_facts import ARRAYS, BEGUN, OPEN, OPEN_BEGUN, CacheFacts
from attention_scenes.scenes.parts.kv_cache.column_beats import show_again, show_columns, show_same, show_unmasked
from attention_scenes.scenes.parts.kv_cache.cost_beats import show_memory, show_work

MOST_TOKENS = 20  # columns whose names can be read, the model's own among them


class KvCache(AttentionScene):
    """The key–value cache: old columns of keys and values turn to glass, and one new column is computed a token.

    The model goes on with a text. Each token is a column, a storey for each layer, keys in front and values at the
    side. Run on the longer text, old columns stay as they are, so they are kept; without the mask they would not. The
    newest token alone is computed, and its query runs back over what is kept. Then what that saves, and what it takes.

    Answers: Is o₁ = o′₁, when a word is added? Can the work be saved? What is kept, and why no queries? Why does a long
    context take memory? Which of the outputs is used?

    Measured: One number of each key and value, and every weight of the newest query in the last layer. The largest
    difference of all numbers of keys and values, in runs on the short and on the long text; the same in a model
    without its mask. Multiply-adds and bytes, counted from the shapes of the model's own tensors.

    Told: No cache is run: what it would keep is compared, and the work is counted, not timed. GPT-3's sizes are cited.
    That the difference is rounding is said where it is below a ten-thousandth of the largest number. Our decoder reads
    a whole text at once: it computes the scores of later keys, too, and masks them.

    Yours: Give another `text`, or by how many `steps` the model goes on. Where it ends its text, the clip says so.

    Further: Shazeer, [Fast transformer decoding: one write-head is all you
    need](https://arxiv.org/abs/1911.02150) (2019): heads that share keys and values. Pope and others, [Efficiently
    scaling transformer inference](https://arxiv.org/abs/2211.05102) (2022), section 2.
    """

    class Params(SceneParams):
        text: Sentence = Field("Once upon a time there was a", description="The text to go on from.")
        steps: int = Field(8, ge=1, le=10, description="By how many tokens the model goes on, each the likeliest.")

    title = "The key–value cache"
    tagline = "why old words are not computed again"
    chapter = 4
    order = 50
    seconds = 66
    layouts = (wide(), tall())
    poster = "going on"
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        unmasked = (Unmask(),)
        traces = {
            "": TraceNeed(params.text, (*ARRAYS, "pattern"), top=1, steps=params.steps, most=MOST_TOKENS),
            BEGUN: TraceNeed(params.text, ARRAYS),
            OPEN: TraceNeed(params.text, ARRAYS, steps=params.steps, interventions=unmasked),
            OPEN_BEGUN: TraceNeed(params.text, ARRAYS, interventions=unmasked),
        }
        return Needs(model=model, traces=traces)

    def construct(self) -> None:
        facts = CacheFacts.of(self.bundle)
        self.provenance(
            label_text("{shade} = a larger number, beside its layer’s others", shade=self.palette.shades.more)
        )
        columns = show_columns(self, facts)
        show_again(self, facts, columns)
        show_same(self, facts, columns)
        show_unmasked(self, facts, columns)
        newest = show_asking(self, facts, columns)
        show_going_on(self, facts, columns, newest)
        show_guesses(self, facts, columns)
        show_work(self, facts)
        show_memory(self, facts)
