"""A head of attention learns: its grid over the checkpoints of a real training run, and one gradient step of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field

from attention_scenes.model.answers.clip_answers import ClipAnswers
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.layouts import tall
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.params import SceneParams, Sentence, models_with
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.parts.shared.checks import check_length
from attention_scenes.scenes.parts.training.blame_beats import show_after, show_blame, show_entry
from attention_scenes.scenes.parts.training.checkpoints import models, needs_of, runs
from attention_scenes.scenes.parts.training.control_beats import show_cuts, show_words
from attention_scenes.scenes.parts.training.learning_beats import show_learned, show_learning, show_start
from attention_scenes.scenes.parts.training.run_beats import show_runs, show_use
from attention_scenes.scenes.parts.training.spectrum_beats import show_spectrum
from attention_scenes.scenes.parts.training.training_facts import TrainingFacts, named_head

FEWEST = 3  # tokens, the first one counted


def checked_seed(seed: int) -> int:
    """Refuse a run that is not shipped."""
    if seed not in runs():
        raise ValueError(f"there is no run of seed {seed} here, only of {', '.join(map(str, sorted(runs())))}")
    return seed


def checked_head(head: str) -> str:
    """Return the head, ``layer.head``: none is searched for, since each checkpoint would find another."""
    layer, dot, number = head.strip().partition(".")
    if dot and layer.isdecimal() and number.isdecimal() and len(head) < 10:
        return head.strip()
    raise ValueError("give layer.head, both counted from 0, such as 0.3")


class Training(AttentionScene):
    """One head learns to read a noun's adjectives: its grid at every checkpoint, the loss as a horizon behind it.

    A small decoder of our own learns to say the next word, and its first answers. One of its heads is seen on a
    sentence whose phrase it was never trained on, from random numbers to the end; losses and right answers grow along a
    line behind it. Then one gradient step for real: what the loss asks of each score, what every place adds to one
    entry of W_Q, and what is predicted after the step, better and worse. Then the head at other words, and its map
    from random to ordered, beside the same numbers shuffled. Then cuts, and two other runs.

    Answers: How are the matrices created and tuned? Is it the same backpropagation? Who designs the heads? Is what I
    type training?

    Measured: Every weight and loss of every checkpoint; slopes of the loss by each score and each entry of W_Q, by
    automatic differentiation, and again by a backward pass that is written out by hand; singular values of the head's
    map at every checkpoint, beside 20 shuffles of its numbers; answers about phrases that training never showed, also
    with edges cut.

    Told: Nothing but the words. The run is chosen: of those shipped it is the one whose answers hang on what nouns
    gather.

    Yours: Give another `seed`, `head`, `rate` or `text`. Of other runs three checkpoints are shipped. The caption says
    what the head does only where it does it.

    Further: Karpathy, [The spelled-out intro to neural networks and
    backpropagation](https://www.youtube.com/watch?v=VMj-3S1tku0) (2022). Olsson and others, [In-context learning and
    induction heads](https://transformer-circuits.pub/2022/in-context-learning-and-induction-heads/index.html) (2022):
    heads that come about all at once. Kingma and Ba, [Adam](https://arxiv.org/abs/1412.6980) (2014): how far each
    number really moves. Sutton, [The bitter lesson](http://www.incompleteideas.net/IncIdeas/BitterLesson.html) (2019):
    more computing against more design, of which nothing is measured here.
    """

    class Params(SceneParams):
        own_words = frozenset({"text"})

        seed: Annotated[int, AfterValidator(checked_seed)] = Field(2, description="The run, by where it starts.")
        head: Annotated[str, AfterValidator(checked_head)] = Field("0.3", description="layer.head, counted from 0.")
        text: Sentence = Field(
            "a fluffy blue creature roamed the verdant forest . how was the creature fluffy and blue .",
            description="A sentence of the run’s 44 words, with its question.",
        )
        rate: float = Field(0.1, gt=0, le=10, description="How far the gradient step goes, times the slope.")

    title = "Training"
    tagline = "a head learns, checkpoint by checkpoint"
    chapter = 6
    order = 10
    reads_first = True
    seconds = 74
    layouts = (wide(), tall())
    poster = "learned"
    models: ClassVar[Mapping[str, str]] = models()

    @classmethod
    def needs(cls, params: Any, model: Any = None) -> ClipNeeds:
        return needs_of(params, models_with(cls.models, model))

    @classmethod
    def check(cls, params: Any, bundle: ClipAnswers) -> None:
        check_length(next(iter(bundle.models.values())), params.text, FEWEST, "to be read by anything")

    def models_named(self) -> list[str]:
        return [label_of(self.bundle)]

    def construct(self) -> None:
        facts = TrainingFacts.of(self)
        self.provenance(*named_head(self))
        stage = show_start(self, facts)
        show_learning(self, facts, stage)
        show_learned(self, facts, stage)
        show_blame(self, facts, stage)
        show_entry(self, facts)
        show_after(self, facts)
        show_words(self, facts)
        show_spectrum(self, facts)
        show_cuts(self, facts)
        show_runs(self, facts)
        show_use(self, facts)
