"""The mask, in training and in use."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.head_kinds import HeadKindProbe
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.request.interventions import CHOSEN, Unmask
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Layout, wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.masking.late_word import FRAMES, OTHERS, held_probe
from attention_scenes.scenes.parts.masking.late_word_beats import show_late_word
from attention_scenes.scenes.parts.masking.later_words_beats import show_later_words
from attention_scenes.scenes.parts.masking.leak_beats import show_leak
from attention_scenes.scenes.parts.masking.mask_places import layouts_of
from attention_scenes.scenes.parts.masking.mask_stage import stage_of
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.prediction_beats import show_prediction
from attention_scenes.scenes.parts.masking.training_beats import show_training, show_use
from attention_scenes.scenes.parts.masking.unmasked_beats import show_chosen_head, show_open_scores
from attention_scenes.scenes.parts.masking.zeroing_beats import show_masking, show_zeroing
from attention_scenes.scenes.parts.shared.checks import MOST_TOKENS, Word, check_word

MOST_ASKED = 8  # tokens


class Masking(AttentionScene):
    """The mask: why later words get −∞ before the softmax, in training and in use.

    First what it is for: a word must not read the one it is to predict. Then one head with its mask off; its later
    words zeroed, which is not enough, and masked as is usual. Then that the mask stays in use, and what the model would
    say without it. The mask falls as a curtain of glass.

    Answers: Can later words not matter, as in "she ran quickly"? Is context lost? Is masking for training only? Why −∞
    and not 0?

    Measured: The scores and weights with the mask off, the sums that zeroing leaves, what scores of 0 would leave to
    later words, the difference between both ways to mask, the pattern of the beginning alone against that of the whole,
    and three forward passes: mask on, off in this head, off in all heads; what a head that reads the earlier word gives
    the word before in prose; and where a last word lies along the direction of an earlier one, which other sentences
    measured, beside a control.

    Told: The stage: that the mask is glass, and the light on one query. Training is described and not run. The
    sentences that measure the last word's direction are of several sets tried the one that named most sentences held
    out.

    Yours: Give another `text`, `head`, `focus` or `question`. What would leak, whether it is the very word to predict,
    whether the sums break, and whether the guess moves are each measured first; the captions follow. For another `late`
    word, such as `une créature bleue`, give `held`, `other`, `others` and `frames` in its language.

    Further: Vaswani and others, [section 3.2.3](https://arxiv.org/abs/1706.03762). A model that may see both sides, and
    what it is trained on instead: Devlin and others, [BERT](https://arxiv.org/abs/1810.04805) (2019), section 3.1.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("best:leak", description="layer.head, or best:leak: it would look ahead most.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        question: Sentence = Field("she ran quickly", description="A short sentence with a later word that matters.")
        late: Sentence = Field("the leaves of the tree were red", description="Its last word may hold an earlier one.")
        held: Word = Field("tree", description="That earlier word.")
        other: Word = Field("book", description="What is put in its place, as a control.")
        frames: Annotated[tuple[Annotated[str, Field(max_length=120)], ...], Field(min_length=2, max_length=24)] = (
            Field(FRAMES, description="Other sentences with {} for the earlier word: they measure its direction.")
        )
        others: Annotated[tuple[Word, ...], Field(min_length=2, max_length=12)] = Field(
            OTHERS, description="Other words for {}: what the direction tells it from."
        )

    title = "Masking"
    tagline = "why −∞ comes before the softmax"
    chapter = 2
    order = 50
    seconds = 75
    layouts = (wide(), tall())
    poster = "masked"
    tells_search = True
    reads_first = True

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        of_head = ("attn_scores", "pattern")
        some = 1 + max(1, -(-len(params.text.split()) // 2))
        return Needs(
            model=model,
            head=params.head,
            traces={
                "": TraceNeed(params.text, of_head, "head", top=100, most=MOST_TOKENS),
                "open": TraceNeed(params.text, of_head, "head", top=100, interventions=(Unmask(CHOSEN),)),
                "all": TraceNeed(params.text, (), top=100, interventions=(Unmask(),)),
                "use": TraceNeed(params.text, ("pattern",), "head", first=some),
                "asked": TraceNeed(params.question, ("pattern",), most=MOST_ASKED, parameter="question"),
                "asked_open": TraceNeed(params.question, ("pattern",), "head", interventions=(Unmask(CHOSEN),)),
                "late": TraceNeed(params.late, most=MOST_TOKENS, parameter="late"),
                "late_other": TraceNeed(held_probe(params).phrases[1]),
            },
            probes=(LeakProbe(), HeadKindProbe(), held_probe(params)),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        if (count := len(bundle.tokens("asked"))) < 3:
            raise UserError(
                f"question has {count} tokens, the start token included, and must have 3 to {MOST_ASKED}: "
                "give two or more short words, such as question='she ran quickly'."
            )

    @classmethod
    def layouts_for(cls, bundle: Bundle) -> tuple[Layout, ...]:
        return layouts_of(cls.layouts, len(bundle.tokens()))

    def construct(self) -> None:
        focus = self.focus = MaskFocus.of(self)
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=focus.layer, head=focus.head), where)
        show_training(self, focus)
        stage = stage_of(self, focus)
        heading, told = show_open_scores(self, focus, stage, *show_chosen_head(self, focus, stage))
        leak = show_leak(self, focus, stage, heading, told)
        show_masking(self, focus, stage, show_zeroing(self, focus, stage, leak))
        show_use(self, focus)
        show_prediction(self, focus)
        show_later_words(self, focus)
        show_late_word(self)
