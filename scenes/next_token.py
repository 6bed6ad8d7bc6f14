"""What comes next: the last vector, the unembedding, softmax and temperature."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from manim import LEFT, RIGHT, UP, Group, ReplacementTransform, VGroup
from pydantic import AfterValidator, Field

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs, TraceNeed
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.params import SceneParams, Sentence
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, clipped, guessed
from attention_scenes.scenes.mobjects.charts.temperature import Slider, Tempered
from attention_scenes.scenes.mobjects.charts.unembedding import LogitSum, UnembeddingRows
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.text.tokens import called
from attention_scenes.scenes.mobjects.vectors.token_columns import TokenColumns
from attention_scenes.scenes.parts.shared.parameter_counts import there

ROW, TOP, BARS_LEFT, FULL = 0.6, 1.72, -1.6, 6.3


def checked_temperatures(values: tuple[float, ...]) -> tuple[float, ...]:
    """Temperatures in rising order, each once, 1 among them."""
    for value in values:
        if not 0.1 <= value <= 5:
            raise ValueError(f"a temperature of {value:g} cannot be shown: give numbers from 0.1 to 5")
    return tuple(sorted({1.0, *(round(value, 2) for value in values)}))


class NextToken(AttentionScene):
    """The last vector alone predicts: unembedding, softmax, temperature; and what the others guessed.

    After the last layer only the last vector is used: multiplied with the unembedding it gives a logit for every token,
    and softmax makes them probabilities. Then a temperature slides, and the other vectors show what they had guessed.

    Answers: Which vector predicts? Where is the vector of the word that comes next? Does a prompt change the
    temperature?

    Measured: The vectors, the rows of the unembedding, one logit worked through with what is left out counted and
    summed, and the whole distribution at every temperature shown, with all unlisted tokens as one bar.

    Told: Nothing but the words.

    Yours: Give another `text`, `temperatures`, or how many tokens (`top`) have a bar. That the unlikely tokens together
    win at the highest temperature is said only where they do.
    """

    class Params(SceneParams):
        text: Sentence = Field(
            "Harry Potter attends the Hogwarts School of Witchcraft and", description="The text to go on from."
        )
        temperatures: Annotated[
            tuple[float, ...], Field(min_length=1, max_length=6), AfterValidator(checked_temperatures)
        ] = Field((0.2, 0.5, 1.0, 1.5, 2.0), description="Temperatures to show; 1 is always one of them.")
        top: int = Field(5, ge=3, le=5, description="How many of the likeliest tokens have a bar of their own.")

    seconds = 56
    poster = "choice"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(model=model, traces={"": TraceNeed(params.text, ("final_norm",), top=params.top)})

    def construct(self) -> None:
        self.provenance(label_text("after the last layer"))
        self.last = len(self.bundle.tokens()) - 1
        self.follow = next_tokens(self.bundle)
        self.names = [guessed(token) for token in self.follow.tokens]
        self.show_columns()
        self.show_unembedding()
        self.show_softmax()
        self.show_temperature()
        self.show_choice()
        self.show_other_guesses()

    def show_columns(self) -> None:
        tokens = self.bundle.tokens()
        self.row = TokenColumns(tokens, lambda i: self.bundle.read("final_norm", i), visible=9)
        self.row.move_to(self.layout.sentence.at(up=0.1), UP)
        size, width = self.counted("d_model")
        first = self.row.first
        counts = [
            *constants("9"),
            (size, width),
            *([(str(first), self.bundle.count(f"position.{first}"))] if first > 1 else []),
        ]
        told = label_text("each: 9 of its {size} numbers, normalised", size=size)
        if first == 1:
            told = label_text("each: 9 of its {size} numbers, normalised; the start token is not shown", size=size)
        elif first:
            told = label_text(
                "each: 9 of its {size} numbers, normalised; the first {count} tokens are not shown",
                size=size, count=first,
            )  # fmt: skip
        note = self.label(told, 0.28, "soft", numbers=counts)
        note.move_to(self.layout.notes.at(up=0.35))
        columns = self.row.columns
        self.add(*self.row.places)
        with self.beat("vectors", "After the last layer, each token has its own vector."):
            frames = [FadeIn(Group(c.dots, c.frame), run_time=0.8) for c in columns]
            self.play(*frames, *[c.arrive(1.4) for c in columns], FadeIn(note, run_time=0.8))
        with self.beat("no vector yet", "The next token has no vector yet: it is what we ask for."):
            self.play(FadeIn(self.row.slot), run_time=0.8)
        word = called(tokens, self.last)
        mixed = self.label(label_text("attention has mixed the others into it"), 0.3, "soft").move_to(note)
        with self.beat("last", phrased("For the next token only that of “{word}” is used.", word=word)):
            self.play(
                *self.row.light(0.4, [self.last]), *exchange(note, mixed),
                run_time=1,
            )  # fmt: skip
        self.mixed = mixed

    def show_unembedding(self) -> None:
        vector, logits = self.bundle.read("final_norm", self.last), self.follow.logits
        rows = [self.bundle.read("W_U", token.id) for token in self.follow.tokens]
        tied = not there(self.bundle, ("lm_head",))
        self.rows = UnembeddingRows(self.names, rows, self.follow.others, tied=tied, step=ROW)
        self.rows.shift(np.array([-3.35, TOP - self.rows.ys[0], 0]) - self.rows.cells.get_center())
        middle = self.rows.cells.get_y()
        column = self.row.columns[-1]
        self.way = np.array([-0.72, middle, 0]) - column.frame.get_center()
        ys = middle + self.rows.ys
        places = np.column_stack([np.full(len(ys), 0.0), ys])
        self.logits = NumberField(logits, places, 0.36, self.palette.rgba("data_low"), sign=True, align="right").shift(
            1.6 * RIGHT
        )
        signs = VGroup(
            self.label("×", 0.4, "soft").set_x(-1.55).set_y(middle),
            self.label("=", 0.4, "soft").set_x(0.14).set_y(middle),
        )
        self.heading = self.label(label_text("logits"), 0.32, "soft").next_to(self.logits, UP).stand_on(TOP + 0.52)
        total = self.counted("n_vocab")
        told = phrased("The unembedding: a learned row for each of {count} tokens.", count=total[0])
        with self.beat("unembedding", told, [total]):
            self.play(*[FadeOut(c) for c in self.row.columns[:-1]], FadeOut(self.mixed), run_time=0.5)
            self.play(column.animate.shift(self.way), FadeIn(self.rows), run_time=1)
        worked = LogitSum(self.names[0], rows[0], vector, logits[0]).align_to(
            self.layout.stage.at(RIGHT, right=0.05), RIGHT
        )
        worked.align_to((TOP + 0.1) * UP, UP)
        with self.beat("logit", "A row times the vector, added up: that token’s logit, its score."):
            for part in worked:
                self.play(FadeIn(part), run_time=0.8)
            self.play(FadeIn(signs, self.logits, self.heading), run_time=0.8)
        self.leaving = [worked, signs, column, self.rows.cells, self.rows.still]

    def show_softmax(self) -> None:
        follow, at_one = self.follow, self.params.temperatures.index(1.0)
        shares, scaled = [], []
        for temperature in self.params.temperatures:
            found = next_tokens(self.bundle, temperature=temperature)
            shares.append(join([found.probabilities, found.rest]))
            scaled.append(follow.logits if temperature == 1 else follow.logits / temperature)
        self.bars = Distribution(self.names, shares[at_one], follow.others, full=FULL, step=ROW, room=1.75).at(
            BARS_LEFT, TOP
        )
        self.tempered = Tempered(self.bars, shares, scaled, BARS_LEFT - 0.2, at_one)
        heading = (
            self.label(label_text("probabilities"), 0.32, "soft").move_to(BARS_LEFT * RIGHT, LEFT).stand_on(TOP + 0.52)
        )
        total = self.counted("n_vocab")
        formula = label_text(
            "softmax: {power}, divided by the sum of all {count} such powers", power='$e^"logit"$', count=total[0]
        )
        self.formula = self.label(formula, 0.3, "soft", markup=True, numbers=[total]).move_to(
            self.layout.notes.at(up=0.25)
        )
        with self.beat("softmax", "Softmax turns all logits into probabilities that sum to one."):
            self.play(*[FadeOut(m) for m in self.leaving], run_time=0.5)
            named = zip(self.rows.names, self.bars.names, strict=False)
            target = self.tempered.logits[at_one]
            self.play(
                *[ReplacementTransform(a, b) for a, b in named],
                self.logits.animate.shift(target.get_center() - self.logits.get_center()),
                self.heading.animate.align_to((BARS_LEFT - 0.2) * RIGHT, RIGHT),
                run_time=1,
            )
            self.remove(self.logits)
            self.add(target)
            self.play(FadeIn(self.bars.names[-1]), FadeIn(heading, self.formula), self.bars.grow())
            self.play(FadeIn(self.bars.numbers), run_time=0.6)
        self.heading = VGroup(self.heading, heading)

    def show_temperature(self) -> None:
        values, start = self.params.temperatures, self.params.temperatures.index(1.0)
        self.slider = Slider("T", values, start, FULL).shift(self.layout.notes.at(right=BARS_LEFT, up=0.2))
        divided = (
            self.label(label_text("logits ÷ T"), 0.32, "soft").move_to(self.heading[0], RIGHT).stand_on(TOP + 0.52)
        )
        first = self.names[0]
        with self.beat("temperature", "Before the softmax, each logit may be divided by a temperature T."):
            self.play(*exchange(self.formula, self.slider), *exchange(self.heading[0], divided), run_time=1)
        self.heading = VGroup(divided, self.heading[1])
        self.add(*[m for m in self.tempered.submobjects if m not in self.mobjects])
        if start > 0:
            with self.beat(
                "cold", phrased("T below 1 sharpens: “{word}” takes more and more.", word=first), constants("1")
            ):
                self.slide(range(start - 1, -1, -1))
        if start < len(values) - 1:
            with self.beat("hot", *self.when_hot()):
                self.slide(range(start if start else 1, len(values)))
        with self.beat("prompt", "A prompt changes the logits, not T. T is set by whoever runs it."):
            self.slide([start])

    def when_hot(self) -> tuple[str, Numbers]:
        """What can be said of the highest temperature."""
        hot = next_tokens(self.bundle, temperature=self.params.temperatures[-1])
        most = float(hot.rest) > float(hot.probabilities[0])
        held = self.claim(
            "at the highest temperature all unlisted tokens together are likelier than the first",
            most,
            claim_text(
                "{one} against {other}", one=f"{float(hot.rest):.3f}", other=f"{float(hot.probabilities[0]):.3f}"
            ),
        )
        if held:
            most = self.params.temperatures[-1]
            told = phrased("T above 1 flattens: at T = {most} all the others together win.", most=f"{most:g}")
            return told, constants("1", f"{most:g}")
        return phrased("T above 1 flattens: others gain."), constants("1")

    def slide(self, way: Any) -> None:
        for index in way:
            if index != self.slider.now:
                self.play(*self.slider.to(index), *self.tempered.to(index), run_time=1.2)
                self.wait(0.6)

    def show_choice(self) -> None:
        name, slot = self.names[0], self.row.slot
        chosen = clipped(name, 0.34, slot.width - 0.12, "focus")
        chosen.move_to(slot).stand_on(slot.label.baseline)
        moving = self.bars.names[0].copy()
        ring = self.bars.ring(0)
        drawn = self.label(label_text("or one is drawn at random, each as often as its probability says"), 0.28, "soft")
        drawn.move_to(self.layout.notes.at(up=0.35))
        with self.beat("choice", phrased("Take the likeliest, “{word}”: in the text it gets its vector.", word=name)):
            self.play(FadeIn(ring), *exchange(self.slider, drawn), run_time=0.8)
            self.play(
                FadeOut(slot.label, rate_func=early), ReplacementTransform(moving, chosen, path_arc=0.9), run_time=1.2
            )
            slot.remove(slot.label)
        self.ring, self.chosen = VGroup(ring, drawn), chosen

    def show_other_guesses(self) -> None:
        row = self.row
        guesses, percents = VGroup(), Group()
        for index, place in enumerate(row.places, row.first):
            found = next_tokens(self.bundle, index)
            came = found.came is not None and found.came.id == found.tokens[0].id
            role = "text" if came else "focus" if index == self.last else "soft"
            label = clipped(guessed(found.tokens[0]), 0.31, place.width - 0.04, role)
            guesses.add(label.set_x(place.get_x()).stand_on(-1.55))
            percent = NumberField(
                found.probabilities[0], np.zeros((1, 2)), 0.25, self.palette.rgba(role), decimals=1, percent=True
            )
            percents.add(percent.move_to(self.layout.notes.at(right=place.get_x(), up=0.47)))
        note = self.label(
            label_text("their likeliest next tokens; {shade}: it did come next", shade=self.palette.shades.much),
            0.28,
            "soft",
        )
        note.move_to(self.layout.notes.at())
        with self.beat("other guesses", "The other vectors had guesses too: they are not asked for here."):
            gone = self.bars, self.tempered, self.heading, self.ring
            self.play(*[FadeOut(m) for m in gone], run_time=0.5)
            row.columns[-1].shift(-self.way)
            self.play(*[FadeIn(c) for c in row.columns], run_time=0.5)
            self.play(*row.light(1.0), FadeIn(guesses, percents, note), run_time=1.2)
            self.wait(2)
