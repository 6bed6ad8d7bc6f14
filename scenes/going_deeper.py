"""The residual stream through every layer, and the guess, the sense and the own word read off at each depth."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from attention_scenes.model.probes.maps.depth import DepthProbe
from attention_scenes.model.probes.maps.depth_guesses import DepthGuessesProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed, long_text
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.params import SceneParams, Sentence, checked_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts
from attention_scenes.scenes.parts.going_deeper.fall_beats import show_enter, show_fall, show_landed
from attention_scenes.scenes.parts.going_deeper.ribbon_beats import show_lost, show_prompts, show_ribbons
from attention_scenes.scenes.parts.going_deeper.story_beats import show_story, story_versions
from attention_scenes.scenes.parts.going_deeper.turn_beats import show_turns

MOST_TOKENS = 40  # of the text, each a thread
LONGEST_PROMPT = 80  # characters that stand beside a ribbon


def checked_prompts(prompts: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse prompts that cannot stand beside their ribbon."""
    for prompt in prompts:
        if len(prompt) > LONGEST_PROMPT:
            raise ValueError(f"{prompt[:30] + '…'!r} has {len(prompt)} characters: at most {LONGEST_PROMPT} are shown")
    return prompts


def checked_question(text: str) -> str:
    """Refuse a question that cannot stand beside its ribbons."""
    return checked_prompts((checked_text(text),))[0]


class GoingDeeper(AttentionScene):
    """One word's vector through all layers: what would be guessed at each depth, and what else can be read there.

    The last word's thread falls through the layers as through floors of glass. At each the model's last norm and
    unembedding are applied, as if no layer came after: what it would guess is a light and a word. Then what prose says
    of all words: how far each layer turns a vector, where the own word, a sense and the last guess can be read off.
    Other prompts find their guess at other depths, one loses it in the last layer, and one needs its first line.

    Answers: What happens to my word at each layer? Is the guess refined step by step, or made late? Does the space mean
    the same in all layers? Is deeper more abstract? Can one vector hold what a whole text said?

    Measured: The likeliest token and its probability at each depth, for every prompt. On prose the share of words whose
    own word, and whose last guess, is read off, beside that of other words; how often a colour is found in the noun
    after it, held out, and with the colours exchanged; the angle of a vector before and after each layer, and to
    another word's. A paragraph's last guess, with its first line changed, without it, and without its second.

    Told: Which answer is `right`. That a layer has two parts, attention that mixes words and an MLP that takes each
    alone: transformer-block tries it out.

    Yours: Give another `text`, other `prompts`, a `question` and its `right` answer, a `paragraph` and what is to stand
    `instead` of its first sentence. A claim that does not hold is not made.

    Further: nostalgebraist, [Interpreting GPT: the logit
    lens](https://www.lesswrong.com/posts/AcKRB8wDpdaN6v6ru/interpreting-gpt-the-logit-lens) (2020). Belrose and others,
    [Eliciting latent predictions from transformers with the tuned lens](https://arxiv.org/abs/2303.08112) (2023): a
    translator for each layer, since early layers write in another way. Vaswani and others, [Attention is all you
    need](https://arxiv.org/abs/1706.03762) (2017), section 3: the two parts of a layer.
    """

    class Params(SceneParams):
        text: Sentence = Field("The capital of France is", description="The text whose last word is followed.")
        prompts: Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=3), AfterValidator(checked_prompts)] = (
            Field(
                ("Once upon a", "Harry Potter attends the Hogwarts School of Witchcraft and", "The sun rises in the"),
                description="One to three other texts to go on from.",
            )
        )
        question: Annotated[str, AfterValidator(checked_question)] = Field(
            "Two plus two equals", description="A text of whose next word it is known what is right."
        )
        right: Annotated[str, Field(max_length=20), AfterValidator(checked_text)] = Field(
            "four", description="What is right after the question."
        )
        paragraph: Sentence = Field(
            "The name of the thief was Anna. It was a cold night, and rain beat on the windows of the old house. The "
            "doctor had left before supper. In the morning the silver clock was gone, and nobody had seen a stranger "
            "on the road. Years later the judge said it aloud: the name of the thief was",
            description="Three sentences or more, whose next word may need the first one.",
        )
        instead: Sentence = Field(
            "The name of the thief was Oliver.", description="What stands in place of its first sentence."
        )

    title = "Going deeper"
    tagline = "one word through every layer, and what would be guessed there"
    chapter = 4
    order = 30
    reads_first = True
    seconds = 61
    layouts = (wide(), tall())
    poster = "landed"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        prompts = (params.text, *params.prompts, params.question)
        answers = ("",) * (len(prompts) - 1) + (params.right.strip(),)
        versions = {key: TraceNeed(text, top=3) for key, text in story_versions(params).items()}
        return Needs(
            model=model,
            traces={"": TraceNeed(params.text, top=3, most=MOST_TOKENS)} | versions,
            probes=(DepthProbe(long_text()), DepthGuessesProbe(prompts, answers)),
        )

    def construct(self) -> None:
        facts = DepthFacts.of(self)
        self.provenance(label_text("read off as if no layer came after"))
        thread = show_enter(self, facts)
        show_fall(self, facts, thread)
        show_landed(self, facts, thread)
        self.make_way()
        show_turns(self, facts)
        show_ribbons(self, facts)
        self.make_way()
        show_prompts(self, facts)
        show_lost(self, facts)
        show_story(self, facts)
