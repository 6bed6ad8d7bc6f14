"""Every prefix of a sentence predicts: one sentence is many training examples."""

from __future__ import annotations

from typing import Any

from manim import LEFT, RIGHT, UP, VGroup
from pydantic import Field

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, guessed, percent_decimals
from attention_scenes.scenes.mobjects.charts.loss_table import LossLedger
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.tokens import called, named_alone, readable, role_of, spoken
from attention_scenes.scenes.mobjects.vectors.token_columns import Slot, TokenPlace

FEWEST, MOST = 4, 14  # tokens, the start token included
BARS_LEFT, BARS_TOP, STEP, FULL = -3.5, 1.6, 0.56, 2.4
TOP, EM = 5, 0.46
MIDDLE = 3.2 * RIGHT  # where the first bars stand, until the ledger comes


class PrefixPredictions(AttentionScene):
    """Each prefix of a sentence predicts what comes next: one sentence, many examples, one loss.

    A sentence is uncovered token by token. Each prefix has the model's distribution of what comes next; what did come
    is ringed, its −ln p is collected, and the mean is the loss.

    Answers: What do the boxes with ??? mean? How does one sentence give many training examples?

    Measured: Every probability, from one forward pass; each cost; their mean; and what it would be, were all tokens
    equally likely.

    Told: Training itself: that it makes the mean smaller is said and not shown.

    Yours: Give a `text` of 3 to 13 tokens. The expected token and the surprise are named only where there are such.
    """

    class Params(SceneParams):
        text: Sentence = Field("a fluffy blue creature roamed the verdant forest", description="The sentence.")

    seconds = 46
    poster = "mean"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, traces={"": TraceNeed(params.text, (), top=TOP, most=MOST)})

    @classmethod
    def check(cls, params: Any, bundle: Bundle) -> None:
        count = len(bundle.tokens())
        if count < FEWEST:
            raise UserError(f"text has {count - 1} tokens; this scene needs {FEWEST - 1}: lengthen text=…")

    def setup(self) -> None:
        self.tokens = self.bundle.tokens()
        self.examples = range(1, len(self.tokens) - 1)  # the positions after which a token of the text came
        self.count = self.bundle.count("tokens") - 2
        self.chances = join([self.came(t) for t in self.examples])

    def came(self, position: int) -> Reading:
        chance = next_tokens(self.bundle, position).came_probability
        assert chance is not None
        return chance

    def construct(self) -> None:
        self.provenance(label_text("after the last layer"))
        self.show_sentence()
        self.show_first()
        self.show_loss()
        self.show_others()
        self.show_mean()

    def show_sentence(self) -> None:
        shown = range(1, len(self.tokens))
        self.row = VGroup(*[TokenPlace(spoken(self.tokens[t]), role_of(self.tokens, t), EM) for t in shown])
        self.row.arrange(RIGHT, buff=0.3 * EM)
        share = min(1, 12.9 / self.row.width)
        self.row.scale(share).move_to(self.layout.stage.at(up=0.1))
        self.slots = VGroup(*[Slot(EM * share, "???", place.width).move_to(place) for place in self.row[1:]])
        self.slots.set_opacity(0.5)
        self.add(*self.row)
        with self.beat("sentence", "A sentence holds its own questions and answers."):
            self.wait(1)
        with self.beat("hidden", "Hide what comes next: each ??? is a token to be guessed."):
            gone = [FadeOut(place, rate_func=early) for place in self.row[1:]]
            self.play(*gone, *[FadeIn(slot, rate_func=late) for slot in self.slots], run_time=1.4)

    def guesses(self, position: int, with_came: bool) -> Distribution:
        """The bars of a prefix; one more for what really came where that is not among the likeliest."""
        found = next_tokens(self.bundle, position)
        names, shares, others, rest = [guessed(t) for t in found.tokens], found.probabilities, found.others, found.rest
        blank = 1
        if with_came and self.place_of_came(position) == TOP:
            chance = self.came(position)
            names, shares = [*names, guessed(self.tokens[position + 1])], join([shares, chance])
            others, rest, blank = others - 1, rest - chance, 0
        bars = Distribution(
            names, join([shares, rest]), others, full=FULL, step=STEP, widest=2.8, blank=blank, tiny=True
        )
        return bars.at(BARS_LEFT, BARS_TOP)

    def place_of_came(self, position: int) -> int:
        """The row of the token that really came."""
        ids = [token.id for token in next_tokens(self.bundle, position).tokens]
        came = self.tokens[position + 1].id
        return ids.index(came) if came in ids else TOP

    def show_first(self) -> None:
        first = self.examples[0]
        bars, told = self.guesses(first, False).shift(MIDDLE), self.guesses(first, True).shift(MIDDLE)
        word, came = called(self.tokens, first), named_alone(self.tokens, first + 1)
        left = self.layout.stage.at(LEFT, right=0.05)
        self.heading = self.label(label_text("???  =  a probability for every token"), 0.34, "focus")
        self.heading.move_to(left, LEFT).stand_on(BARS_TOP + 0.58).shift(MIDDLE)
        told_first = phrased("After “{word}”, every token gets a probability: the top five.", word=word)
        with self.beat("first guess", told_first):
            up = 2.65 * UP  # to the line of a sentence
            self.row[1:].shift(up)
            self.play(self.row[0].animate.shift(up), self.slots.animate.shift(up), run_time=0.8)
            self.play(self.slots[0].animate.set_opacity(1), FadeIn(self.heading), FadeIn(bars.names), run_time=0.6)
            self.play(bars.grow())
            self.play(FadeIn(bars.numbers), run_time=0.5)
        self.ring = told.ring(self.place_of_came(first))
        share = f"{written(100 * float(self.chances[0]), percent_decimals(float(self.chances[0])))}%"
        told_came = phrased("What came was “{came}”: it had {share}.", came=came, share=share)
        with self.beat("what came", told_came, [(share, self.chances[0])]):
            self.play(*self.uncover(0), FadeOut(bars, rate_func=late), FadeIn(told, rate_func=early), run_time=0.8)
            self.play(FadeIn(self.ring), run_time=0.5)
        self.bars = told

    def uncover(self, index: int) -> list[Any]:
        """The token that an example was to guess comes in place of its ???."""
        return exchange(self.slots[index], self.row[index + 1])

    def show_loss(self) -> None:
        pairs = [(spoken(self.tokens[t]), spoken(self.tokens[t + 1])) for t in self.examples]
        self.ledger = LossLedger(pairs, self.chances).move_to(self.layout.stage.at(RIGHT, up=2.08), UP + RIGHT)
        with self.beat("cost", "−ln of that chance is the cost: a surprise costs more."):
            self.play(*[m.animate.shift(-MIDDLE) for m in (self.bars, self.ring, self.heading)], run_time=0.8)
            self.play(FadeIn(self.ledger.heads), FadeIn(self.ledger.lines[0]), run_time=0.8)

    def show_others(self) -> None:
        later = list(range(1, len(self.examples)))
        half = (len(later) + 1) // 2
        with self.beat("next", "One token more: the next example."):
            for index in later[:half]:
                self.step(index)
        if later[half:]:
            with self.beat("rest", self.cheap_and_dear()):
                for index in later[half:]:
                    self.step(index)

    def cheap_and_dear(self) -> str:
        best, worst = int(self.chances.value.argmax()), int(self.chances.value.argmin())
        high, low = float(self.chances.value.max()), float(self.chances.value.min())
        words = [named_alone(self.tokens, self.examples[i] + 1) for i in (best, worst)]
        held = self.claim(
            "something that came was expected, and something was a surprise",
            high > 0.5 and low < 0.01,
            f"{words[0]} {high:.3f}, {words[1]} {low:.6f}",
        )
        told = phrased("“{one}” was expected: cheap. “{other}” was not: costly.", one=words[0], other=words[1])
        return told if held and len(told) <= 70 else phrased("The less expected what came, the higher its cost.")

    def step(self, index: int) -> None:
        position = self.examples[index]
        bars = self.guesses(position, True)
        grow = bars.grow()
        grow.rate_func = late
        self.play(
            FadeOut(self.bars, self.ring, rate_func=early),
            FadeIn(bars.names, bars.numbers, rate_func=late),
            grow,
            self.slots[index].animate.set_opacity(1),
            run_time=0.9,
        )
        self.bars, self.ring = bars, bars.ring(self.place_of_came(position))
        self.play(*self.uncover(index), FadeIn(self.ring), FadeIn(self.ledger.lines[index]), run_time=0.8)
        self.wait(0.3)

    def show_mean(self) -> None:
        told, tokens = grouped(self.count), self.counted("n_vocab")
        left = self.layout.stage.at(LEFT, right=0.05)
        evenly = tokens[1].log()
        cost = written(float(evenly), 2)
        even = fitted(self.label(
            self.evenly(tokens[0], cost, float(evenly)), 0.3, "soft",
            numbers=[tokens, (cost, evenly)],
        ), 7.6).move_to(left, LEFT).stand_on(-2.42)  # fmt: skip
        left_out = self.label(label_text("the start token’s own guess is left out"), 0.3, "soft")
        left_out.move_to(left, LEFT).stand_on(-2.42)
        with self.beat("mean", "The mean cost is the loss. Training makes it smaller."):
            self.play(FadeIn(self.ledger.result), FadeIn(even), run_time=0.8)
            self.wait(1)
        wholes = ["".join(t.text for t in self.tokens[1 : at + 1]).strip() for at in self.examples]
        lasts = [self.tokens[at].text.strip() for at in self.examples]
        starts = [readable(whole.removesuffix(last)) for whole, last in zip(wholes, lasts, strict=True)]
        prefixes = self.ledger.prefixes(starts, left[0])
        caption = phrased("{count} examples in one pass: the mask hides each one’s future.", count=told[0])
        with self.beat("one pass", caption, [told]):
            self.play(FadeOut(self.bars, self.ring, self.heading, even), run_time=0.5)
            gone = FadeOut(self.ledger.cut, rate_func=early)
            self.play(gone, FadeIn(prefixes, left_out, rate_func=late), run_time=1)
            self.wait(1)

    def evenly(self, count: str, evenly_cost: str, evenly: float) -> str:
        """What blind guessing would cost, and which surprise cost more, where there was one."""
        at = int(self.chances.value.argmin())
        cost, came = -float(self.chances[at].log()), named_alone(self.tokens, self.examples[at] + 1)
        worse = cost > evenly
        self.claim("a token that came cost more than blind guessing", worse, f"{came} {cost:.2f}, {evenly:.2f}")
        what = {"count": count, "cost": evenly_cost}
        if not worse:
            return label_text("if all {count} tokens were equally likely: {cost}", **what)
        return label_text("if all {count} tokens were equally likely: {cost}; “{word}” cost more", word=came, **what)
