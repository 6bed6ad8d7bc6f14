"""Where a fact sits: a name under noise, clean vectors put back, the layer that carries it, the neurons of an MLP."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.probes.facts.attribution import FactNeuronsProbe
from attention_scenes.model.probes.facts.one_neuron import FactNeuronProbe
from attention_scenes.model.probes.facts.recall import FactProbe
from attention_scenes.model.probes.facts.switch_off import FactOffProbe
from attention_scenes.model.probes.facts.tracing import FactTraceProbe
from attention_scenes.model.probes.facts.transport import FactCutProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.mlp.board_beats import show_map, show_static, show_where
from attention_scenes.scenes.parts.mlp.edge_beats import show_edge
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.gallery_beats import show_gallery, show_word
from attention_scenes.scenes.parts.mlp.half_beats import show_half
from attention_scenes.scenes.parts.mlp.lamp_beats import show_lamps, show_neuron
from attention_scenes.scenes.parts.mlp.mlp_places import places_in
from attention_scenes.scenes.parts.mlp.off_beats import show_off, show_others
from attention_scenes.scenes.parts.mlp.off_curves import OFF
from attention_scenes.scenes.parts.mlp.recall_beats import show_fact, show_halves

MOST_TOKENS = 20  # of a prompt: each has a row of the map
LONGEST = 80  # letters of a name
Name = Annotated[str, AfterValidator(lambda text: checked_text(text, LONGEST))]


class Mlp(AttentionScene):
    """Where a fact sits: at a name, in the middle layers, in thousands of neurons; no single one of them is it.

    The model goes on with a fact. Static is laid over the name, and the answer is gone. Then one clean vector at a time
    is put back, in each layer and at each word: where the answer returns glows. Between the name and the last word it
    goes through one layer, and an arc cut there takes it away. In the MLPs at the name each neuron reads with a row and
    adds a column, by how strongly it fires. The neuron whose loss costs most is walked past other names: of each group
    those are seen that fire it most and least. At last the strongest neurons are switched off, and other answers fall
    with this one.

    Answers: Where is a fact? What does an MLP do that attention does not? Is there one neuron for it?

    Measured: Chances of the likeliest next token: as it is, with words of the name alone, under noise, with each clean
    vector put back, with edges cut in one layer, with neurons off, beside as many random ones. One neuron at names
    that did not choose its threshold, counted. How many neurons make half of all push for the answer: a
    neuron's activation times gradient, summed over all tokens but the first, where that is above 0.

    Told: That attention mixes words and an MLP takes each alone, which transformer-block tries out. Whose test it is,
    and what its authors found in GPT-2 XL: that MLPs of middle layers at a name's last token mediate facts, which they
    tested by putting back MLP outputs; who calls rows keys and columns values. The static is drawn, not the noise
    itself.

    Yours: Give another `prompt`, its `subject` where another name than the longest is meant, and other `names` for its
    place. What has no names has no gallery; where the model knows no fact, or nothing brings it back, the scene says
    so.

    Further: Geva and others, [Transformer feed-forward layers are key-value
    memories](https://arxiv.org/abs/2012.14913) (2021): rows as keys that ask, columns as values that are added; they
    find shallow patterns in lower layers and meaning in upper ones. Meng and others, [Locating and editing factual
    associations in GPT](https://arxiv.org/abs/2202.05262) (2022): the tracing. Geva and others, [Dissecting recall of
    factual associations](https://arxiv.org/abs/2304.14767) (2023): the edge that carries it. Hase and others, [Does
    localization inform editing?](https://arxiv.org/abs/2301.04213) (2023): where it is traced to is not where it is
    best changed. Shazeer and others, [Outrageously large neural networks](https://arxiv.org/abs/1701.06538) (2017): a
    mixture of experts, many MLPs of which few work on a word.
    """

    class Params(SceneParams):
        prompt: Sentence = Field("Fact: Michael Jordan plays the sport of", description="What a fact goes on.")
        subject: str = Field(
            "", max_length=LONGEST, description="The name in it that the fact is about; found where empty."
        )
        names: tuple[Name, ...] = Field((), max_length=24, description="Other names for its place; ours where empty.")

    title = "Where a fact sits"
    tagline = "no single neuron is the fact"
    chapter = 5
    order = 10
    reads_first = True
    seconds = 74
    layouts = (wide(), tall())
    poster = "where"
    foreign = False  # of no head it is said what it was tested on

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        asked = {"prompt": params.prompt, "subject": params.subject}
        named = asked | {"names": params.names}
        trace = TraceNeed(params.prompt, (), most=MOST_TOKENS, parameter="prompt")
        probes = (
            FactProbe(**named), FactTraceProbe("fact_stream", **asked), FactCutProbe(**asked),
            FactNeuronsProbe(**named), FactNeuronProbe(**named), FactOffProbe(**named, counts=OFF),
        )  # fmt: skip
        return Needs(model=model, traces={"": trace}, probes=probes)

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        """Nothing to refuse beyond what the probes do."""

    def construct(self) -> None:
        facts, places = FactFacts.of(self), places_in(self.layout)
        self.provenance()
        row, bars = show_fact(self, facts, places)
        bars = show_halves(self, facts, places, row, bars)
        board, bars = show_static(self, facts, places, (row, bars))
        show_map(self, facts, places, board, bars)
        show_where(self, facts, places, board)
        show_edge(self, facts, places, board)
        show_neuron(self, facts, places, show_lamps(self, facts, places))
        show_gallery(self, facts, places)
        show_word(self, facts, places)
        show_others(self, facts, places, *show_off(self, facts, places))
        show_half(self, facts, places)
