"""Every number of the model counted, GPT-3's beside them, and why the value map comes in two parts."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, Rectangle, VGroup
from pydantic import Field

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import wide
from attention_scenes.scenes.framework.params import HeadChoice, SceneParams
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.count_column import MapCells, named_map
from attention_scenes.scenes.mobjects.marks.singular_values import Spectrum
from attention_scenes.scenes.mobjects.text.constant import stated
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent, product
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.counting_parameters.table_beats import ROLES, TableSteps

MAPS = tuple(zip(("W_Q", "W_K", "W_V", "W_O"), ROLES, strict=True))
STAGE = wide().stage
FIRST_MAP, TALL_MAP = STAGE.at(right=-3.75, up=1.75), STAGE.at(right=1.1, up=0.05)
MAP_NOTES = STAGE.at(right=2.0, up=-1.2)
FACTORS, SPECTRUM = STAGE.at(up=0.45), STAGE.at(right=0.2, up=-0.05)


class CountingParameters(AttentionScene):
    """Every tensor counted, beside GPT-3; and what a value map in two thin parts saves and loses.

    One head's four maps, then all heads, all layers, the MLPs and the table of embeddings, until nothing is left over.
    GPT-3's sizes are multiplied in the same way. Then the value map in its two thin parts.

    Answers: Where are the parameters? How many belong to attention? Why low rank, and what does it save or lose?

    Measured: Every tensor of the loaded model, counted; the singular values of the value map.

    Told: GPT-3's sizes are cited from its paper and not measured.

    Yours: Give another `head`, or another model with `--model`: the lines are those of its tensors, and "nothing left
    over" is said only where they add up.
    """

    class Params(SceneParams):
        head: HeadChoice = Field("19.8", description="layer.head whose four maps are drawn.")

    seconds = 53
    poster = "total"

    @classmethod
    def needs(cls, params: Any, model: str = DEFAULT_MODEL) -> Needs:
        return Needs(
            model=model, head=params.head, weights=(*[f"{symbol}[head]" for symbol, _ in MAPS], "sigma_OV[head]")
        )

    def setup(self) -> None:
        self.layer, self.head = self.bundle.chosen_head()
        self.width, self.size = self.bundle.count("d_model"), self.bundle.count("d_head")

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("maps of layer {layer} · head {head}", layer=self.layer, head=self.head), where)
        self.show_maps()
        table = TableSteps(self)
        table.attention(self.maps)
        table.rest()
        table.gpt3()
        self.show_factors()
        self.show_spectrum()

    def weights(self, symbol: str) -> Reading:
        head = self.bundle.kv_head(self.head) if symbol in ("W_K", "W_V") else self.head
        return self.bundle.read(symbol, self.layer, head)

    # -- one head ------------------------------------------------------------------------------------------

    def show_maps(self) -> None:
        unit = min(5.0 / float(self.width), 1.0 / float(self.size))
        shown = Group()
        for index, (symbol, role) in enumerate(MAPS):
            tall = symbol == "W_O"
            cells = MapCells(self.weights(symbol), role, unit)
            cells.move_to(TALL_MAP if tall else FIRST_MAP + 1.65 * index * DOWN)
            factors = (self.width, self.size) if tall else (self.size, self.width)
            told = named_map(cells, f"${symbol}$", role, factors, RIGHT if tall else UP)
            shown.add(Group(cells, told))
        each = self.width * self.size
        text, number = grouped(each)
        four, all_four = grouped(each * 4.0)
        total = self.label(label_text("four maps: {count}", count=four), 0.4, numbers=[(four, all_four)])
        total.move_to(MAP_NOTES, LEFT)
        every = self.label(label_text("to scale; cells: every 8th row and column"), 0.26, "soft").move_to(
            MAP_NOTES + 0.7 * DOWN, LEFT
        )
        signs = self.label(label_text("learned: blue +, orange −"), 0.26, "soft").move_to(MAP_NOTES + 1.1 * DOWN, LEFT)
        told = phrased("One head uses four maps, each of {count} learned numbers.", count=text)
        with self.beat("four maps", told, [(text, number)]):
            self.add(*[part[0].frame for part in shown])
            for part in shown:
                part[0].cells.opacities[:] = 0
                order = np.linspace(0, 1, len(part[0].cells.opacities))
                self.add(part[0].cells)
                sweep = Change(part[0].cells, opacities=1, delays=order, run_time=1)
                self.play(FadeIn(part[1], run_time=0.5), sweep)
            self.play(FadeIn(total, every, signs), run_time=0.6)
        self.maps = Group(shown, total, every, signs)

    # -- low rank ------------------------------------------------------------------------------------------

    def show_factors(self) -> None:
        unit = 4.1 / float(self.width)
        square = Rectangle(width=4.1, height=4.1, stroke_width=2.5, stroke_color=self.palette.value)
        square.set_fill(self.palette.value, 0.12)
        whole, thin = self.width * self.width, self.size * self.width * 2.0
        one = self.formula((self.width, self.width), whole).next_to(square, DOWN, buff=0.3)
        full = VGroup(square, self.label(label_text("one square map"), 0.36, "value"), one)
        full.shift(FACTORS - square.get_y() * UP)
        out, value = MapCells(self.weights("W_O"), "output", unit), MapCells(self.weights("W_V"), "value", unit)
        out.move_to(FACTORS + 0.4 * LEFT)
        value.move_to(FACTORS + 3.7 * RIGHT)
        two = self.formula((stated(2), self.width, self.size), thin).move_to(2.7 * RIGHT).set_y(one.get_y())
        signs = VGroup(
            self.label("=", 0.5).move_to(FACTORS + 1.35 * LEFT), self.label("×", 0.5).move_to(FACTORS + 0.95 * RIGHT)
        )
        names = VGroup(
            self.label("$W_O$", 0.44, "output", markup=True).next_to(out, RIGHT, buff=0.15).align_to(out, UP),
            self.label("$W_V$", 0.44, "value", markup=True).next_to(value, UP, buff=0.15),
        )
        size = self.counted("d_head")
        only = self.label(label_text("so its rank is at most {count}", count=size[0]), 0.3, "soft", numbers=[size])
        only.next_to(two, DOWN, buff=0.3)
        times = whole / thin
        fewer = written(float(times), 1)
        with self.beat("full", "What a head hands over could be one square matrix, vector to vector."):
            self.make_way()
            self.play(FadeIn(full), run_time=0.8)
        told = phrased("It is kept as two thin ones: {times} times fewer numbers.", times=fewer)
        with self.beat("factored", told, [(fewer, times)]):
            self.play(full.animate.shift(4.1 * LEFT), run_time=0.8)
            self.play(FadeIn(signs, out, value, names, two, only), run_time=1)
            self.wait(1)
        self.whole, self.thin = whole, thin

    def formula(self, factors: tuple[Reading, ...], total: Reading) -> Label:
        words, numbers = product(*factors)
        text, number = grouped(total)
        return self.label(f"{words} = {text}", 0.34, numbers=[*numbers, (text, number)])

    def show_spectrum(self) -> None:
        values = self.bundle.read("sigma_OV", self.layer, self.head)
        rank = self.bundle.count("rank.sigma_OV")
        spectrum = Spectrum(values, rank, self.width, "value", 11.6, 3.9)
        spectrum.shift(SPECTRUM - spectrum.bars.get_center())
        spectrum.bars.growth[:] = 0
        what = self.label(
            label_text("singular values of {map}, in falling order", map="$W_O W_V$"), 0.36, "soft", markup=True
        )
        what.move_to(STAGE.at(RIGHT, right=-0.05, up=2.3), RIGHT)
        less, kept, size = grouped(self.whole - self.thin), grouped(rank), grouped(self.width)
        end = percent(values[int(float(rank)) - 1] / values[0])
        lost, whole, thin = grouped(self.width - rank), grouped(self.whole), grouped(self.thin)
        notes = VGroup(
            self.label(label_text("saved against one square map"), 0.32, "soft"),
            self.label(
                label_text("{whole} − {thin} = {less} numbers", whole=whole[0], thin=thin[0], less=less[0]),
                0.36,
                numbers=[whole, thin, less],
            ),
            self.label(label_text("not carried by this head"), 0.32, "soft"),
            self.label(
                label_text("{all} − {kept} = {lost} directions", all=size[0], kept=kept[0], lost=lost[0]),
                0.36,
                numbers=[size, kept, lost],
            ),
        )
        for note, base in zip(notes, (1.3, 0.75, -0.05, -0.6), strict=True):
            note.move_to(1.2 * LEFT, LEFT).stand_on(base)
        told = phrased("How strongly it carries each of {count} directions.", count=size[0])
        with self.beat("singular values", told, [size]):
            self.make_way()
            self.play(FadeIn(spectrum.axis, spectrum.marks, what), run_time=0.6)
            self.play(Change(spectrum.bars, growth=1), run_time=1.2)
            self.play(FadeIn(spectrum.top, spectrum.last), run_time=0.5)
        told = phrased(
            "Direction {last} still gets {share} of the first’s strength; then none.", last=kept[0], share=end[0]
        )
        with self.beat("cut off", told, [kept, end]):
            self.wait(1)
        told = phrased("Fewer numbers to learn; in return, only {count} directions.", count=kept[0])
        with self.beat("saved and lost", told, [kept]):
            self.play(FadeIn(notes[:2]), run_time=0.7)
            self.wait(0.7)
            self.play(FadeIn(notes[2:]), run_time=0.7)
            self.wait(1)
