"""Recap of a chapter: its ideas come back as small pictures, each with a number traced anew, and a question each."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.framework.layouts import all_four
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap
from attention_scenes.scenes.parts.recap.facts_recap import FACTS
from attention_scenes.scenes.parts.recap.learning_recap import LEARNING
from attention_scenes.scenes.parts.recap.many_heads_recap import MANY_HEADS
from attention_scenes.scenes.parts.recap.many_layers_recap import MANY_LAYERS
from attention_scenes.scenes.parts.recap.meaning_recap import MEANING
from attention_scenes.scenes.parts.recap.one_head_recap import ONE_HEAD
from attention_scenes.scenes.parts.recap.others_recap import OTHERS
from attention_scenes.scenes.parts.recap.recap_beats import show_ideas, show_questions, show_sentence
from attention_scenes.scenes.parts.shared.checks import check_adjectives, check_word

RECAPS: dict[int, ChapterRecap] = {
    1: MEANING,
    2: ONE_HEAD,
    3: MANY_HEADS,
    4: MANY_LAYERS,
    5: FACTS,
    6: LEARNING,
    7: OTHERS,
}


class Recap(AttentionScene):
    """A chapter once more: its ideas come back, each with a number traced anew. It closes each chapter of the film.

    Each idea's picture comes back small, behind glass, and under it the number that has been seen since, of this
    sentence: tokens, vectors, a space, layers, the next token; the five steps of one head; the heads of a layer,
    their sum, the first token, one score's parts; what layers add, places, depth, what is kept and what it costs;
    an MLP's neurons, room for directions, its bound and a model's own arrows; or, of our own decoder, the numbers that
    steps moved, its right answers, a head that came of it and a cut; or a translator's arcs, what waits, and what that
    costs. Then all stands still, with one question for each idea.

    Answers: What were the ideas again? Which of these numbers are learned, and which come from the sentence? Where may
    I stop and ask?

    Measured: Every picture and every number, on this sentence.

    Told: The questions, and the drawings beside the names of the five steps. Which way a token lies from the middle of
    the small sky: how far is its angle.

    Yours: Give another `chapter`, `text`, `head` or `focus`. The word that is read is the one with the largest weight,
    the start token and the word itself aside. The seventh chapter
    needs a sentence of the translator’s grammar.

    Further: Vaswani and others, [Attention is all you need](https://arxiv.org/abs/1706.03762) (2017), section 3.2: all
    five steps on one page.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")
        chapter: int = Field(2, ge=1, le=7, description="Of the film: its ideas come back.")
        head: HeadChoice = Field("19.8", description="layer.head, or best:adjective for the best controlled score.")
        focus: str = Field("", max_length=80, description="The word that is followed; found where empty.")
        adjectives: str = Field("", max_length=400, description="Adjectives of the sentence, comma-separated.")

    title = "Once more"
    tagline = "a chapter’s ideas, a number and a question each"
    chapter = 2
    order = 100
    closes_chapters = True
    reads_first = True
    seconds = 42
    layouts = all_four()
    poster = "end"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return RECAPS[params.chapter].needs(params, model)

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        if bundle.meta["traces"]:  # a translator's words are checked by its own grammar
            check_word(bundle, "focus", params.focus)
            check_adjectives(params, bundle)

    def construct(self) -> None:
        recap = RECAPS[self.params.chapter]
        found = recap.begin(self)
        cards = show_sentence(self, recap, found)
        show_ideas(self, recap, found, cards)
        show_questions(self, recap, cards)
