"""The scene of a head with its mask on and off: what is asked of the model and who is followed."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.leaks import LeakProbe
from attention_scenes.model.request.interventions import CHOSEN, Unmask
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.pattern_claims import find_word, nouns_with_adjectives
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.tokens import called, words_of
from attention_scenes.scenes.parts.shared.head_scene import MOST_TOKENS, check_word

MOST_ASKED = 8  # tokens
MUCH = 0.25  # a weight on later words worth following


class MaskScene(AttentionScene):
    """A sentence, a head with its mask on (``closed``) and off (``open``), and the query that is followed."""

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        head: HeadChoice = Field("best:leak", description="layer.head, or best:leak: it would look ahead most.")
        convention: Literal["columns", "rows"] = Field("columns", description="Is a distribution a column or a row?")
        focus: str = Field("", max_length=80, description="The word whose query is followed; found where empty.")
        question: Sentence = Field("she ran quickly", description="A short sentence with a later word that matters.")

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
            },
            probes=(LeakProbe(),),
        )

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        check_word(bundle, "focus", params.focus)
        if (count := len(bundle.tokens("asked"))) < 3:
            raise UserError(
                f"question has {count} tokens, the start token included, and must have 3 to {MOST_ASKED}: "
                "give two or more short words, such as question='she ran quickly'."
            )

    def setup(self) -> None:
        self.tokens = self.bundle.tokens()
        self.layer, self.head = self.bundle.chosen_head()
        self.closed, self.open = self.of_head("pattern"), self.of_head("pattern", "open")
        self.focus = self.choose_focus()

    def choose_focus(self) -> int:
        """The word named, else the first noun with adjectives that would look ahead, else whichever would most."""
        named = find_word(self.tokens, self.params.focus) if self.params.focus else None
        if named is not None:
            return named
        leaks = np.triu(self.open.value, 1).sum(axis=1)
        leaks[0] *= len(self.tokens) == 2  # the first token only gathers attention
        for noun in nouns_with_adjectives(self.tokens):
            if leaks[noun.query] > MUCH:
                return noun.query
        ends = [word[-1] for word in words_of(self.tokens)]  # a piece alone is no word to follow
        return max([0, *ends], key=lambda i: leaks[i])

    def ahead(self) -> int:
        """The later word that the followed one would weigh most; itself where nothing comes later."""
        later = self.open.value[self.focus, self.focus + 1 :]
        return self.focus + 1 + int(later.argmax()) if len(later) else self.focus

    def of_head(self, name: str, trace: str = "") -> Reading:
        return self.bundle.read(name, self.layer, self.head, trace=trace)

    def word(self, index: int, trace: str = "") -> str:
        return called(self.bundle.tokens(trace), index)
