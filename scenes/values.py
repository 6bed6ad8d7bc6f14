"""What a head hands over: values, their weighted sum, and the way back to the size of the stream."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import bubble_text, label_text, phrased
from attention_scenes.scenes.framework.scene import Numbers
from attention_scenes.scenes.mobjects.attention.shape_formula import ShapesLine
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.illustrations.pictures import Bubble
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label, line
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.vectors.linear_map import MapStep
from attention_scenes.scenes.mobjects.vectors.weighted_sum import WeightedSum
from attention_scenes.scenes.parts.values.axis_beats import show_axes, show_start, show_sum_in_stream, show_swap
from attention_scenes.scenes.parts.values.head_beats import show_heads
from attention_scenes.scenes.parts.values.values_data import ValueScene, most_weighted

MOST_KEYS = 6


class Values(ValueScene):
    """What a head hands over: a value times a weight, summed, mapped back and added to the word.

    A head that carries something: one word's value, all values times their weights, their sum of 64 numbers, the way
    back to 576, and ΔE added to the word. Then "red" is put in the place of "blue".

    Answers: Why is there a value matrix? Why 64 numbers in and 576 out? Does a head change a part of the vector or all?

    Measured: Keys, values, weights, their sum and its way back, E + ΔE, the place of both on directions of the colours
    that other sentences measured, and what another word in the same place does to ΔE. The head was found by a score
    with controls.

    Told: "find me by this" and "take this from me", in the bubbles.

    Yours: Give another `text`, a `word` to take out, one to put `instead`, and the `focus` that receives. That the head
    carries the word, and mostly reads the word before, is said only where both were measured.
    """

    seconds = 62
    poster = "added"
    tells_search = True

    def construct(self) -> None:
        where = [self.counted("head.layer"), self.counted("head.head")]
        self.provenance(label_text("layer {layer} · head {head}", layer=self.layer, head=self.head), where)
        show_heads(self)
        self.key_and_value()
        self.weigh()
        self.map_back()
        show_sum_in_stream(self)
        show_start(self)
        show_axes(self)
        show_swap(self)
        self.sum_up()

    def key_and_value(self) -> None:
        """One word, two more learned maps: what it is found by and what it gives."""
        word, size = self.word(self.partner), self.counted("d_head")
        entering = self.bundle.read("attn_in", self.layer, self.partner)
        steps = []
        for letter, role, y in (("K", "key", 2.08), ("V", "value", -1.12)):
            counted = label_text("key: {count} numbers", count=size[0])
            if role == "value":
                counted = label_text("value: {count} numbers", count=size[0])
            names = (
                self.label(label_text("“{word}”", word=word), 0.3),
                self.label(counted, 0.3, role, numbers=[size]),
            )
            step = MapStep(
                entering, self.bundle.read(f"W_{letter}", self.layer, self.kv_head),
                self.bundle.read(letter.lower(), self.layer, self.kv_head, self.partner),
                self.map_name(letter), names, (None, role, role), em=0.245, gap=1.3,
            ).at(self.layout.stage.left + 0.25, y)  # fmt: skip
            says = bubble_text("find me by this") if role == "key" else bubble_text("take this from me")
            steps.append((step, Bubble(says, role, 0.34).move_to(4.6 * RIGHT + y * UP)))
        (key, key_says), (value, value_says) = steps
        with self.beat("key", "The key says who should look here."):
            self.play(*[FadeIn(part) for part in key.parts], run_time=0.8)
            self.play(FadeIn(key_says), run_time=0.5)
        with self.beat("value", "What is handed over is another thing: so there is a value map."):
            for part in value.parts:
                self.play(FadeIn(part), run_time=0.6)
            self.play(FadeIn(value_says), run_time=0.5)
        self.make_way()

    def weigh(self) -> None:
        """All values up to the focus, times their weights, summed."""
        keys = most_weighted(self.weights.value, self.focus, MOST_KEYS)
        values = self.bundle.read("v", self.layer, self.kv_head)
        total = self.bundle.read("z", self.layer, self.head, self.focus)
        self.sum = WeightedSum(self.tokens, keys, self.weights, values, total, -6.4, 6.4)
        told = phrased("Every word has a value; “{word}” has a weight for each.", word=self.word(self.focus))
        with self.beat("values", told):
            self.play(FadeIn(self.sum.names), FadeIn(self.sum.values), run_time=0.8)
            self.play(FadeIn(self.sum.dots), FadeIn(self.sum.numbers), FadeIn(self.sum.legend), run_time=0.8)
        share = float(self.weights.value[self.partner])
        others = [float(w) for k, w in enumerate(self.weights.value[: self.focus + 1]) if k != self.partner]
        stays = self.claim("one weight is over a half", share > 0.5, f"{share:.2f}") and bool(others)
        with self.beat(
            "weighted", "Weight times value: most fade, one stays." if stays else "Weight times value, for each."
        ):
            self.play(*[FadeOut(c.numbers) for c in self.sum.values], run_time=0.5)
            for column in self.sum.products:
                column.frame.set_stroke(opacity=0)
            self.play(*[c.arrive(1.2) for c in self.sum.products])
        size = self.counted("d_head")
        told = phrased("Added up, they are {count} numbers: what the head has gathered.", count=size[0])
        with self.beat("sum", told, [size]):
            new = self.sum.plus, self.sum.sign, self.sum.total, *self.left_out(keys)
            self.play(*map(FadeIn, new), run_time=0.8)
        self.play(*self.leave(self.sum.total), run_time=0.6)

    def left_out(self, keys: list[int]) -> list[Label]:
        """How many words are not shown in the sum, and what weight they have; nothing where all are."""
        left = [k for k in range(self.focus + 1) if k not in keys]
        if not left:
            return []
        rest = join([self.weights[k] for k in left]).sum()
        many = self.bundle.count(f"position.{self.focus}") + 1.0 - float(len(keys))
        texts = str(len(left)), written(float(rest), 2)
        told = label_text(
            "and {count} more tokens, which have {share} of the weight together", count=texts[0], share=texts[1]
        )
        note = self.label(told, 0.28, "soft", numbers=list(zip(texts, (many, rest), strict=True)))
        return [note.move_to(self.layout.notes.at(up=-0.05))]

    def map_back(self) -> None:
        size, width = self.counted("d_head"), self.counted("d_model")
        names = (
            self.label(label_text("sum: {count} numbers", count=size[0]), 0.32, "value", numbers=[size]),
            self.label(label_text("ΔE: {count} numbers", count=width[0]), 0.32, "update", numbers=[width]),
        )
        step = MapStep(
            self.bundle.read("z", self.layer, self.head, self.focus), self.bundle.read("W_O", self.layer, self.head),
            self.update, "$W_O$", names, ("value", "output", "update"), em=0.3, cell=0.14, gap=1.5,
        )  # fmt: skip
        step.move_to(self.layout.stage.at(up=1.25))
        n = self.bundle.count(f"position.{self.focus}") + 1.0
        shapes = ShapesLine(self.bundle.count("d_model"), self.bundle.count("d_head"), n).move_to(
            self.layout.stage.at(up=-1.8)
        )
        told = phrased(
            "{size} in, {width} out: a last learned map brings it back to full size.", size=size[0], width=width[0]
        )
        with self.beat("map back", told, [size, width]):
            way = step.into.frame.get_center() - self.sum.total.frame.get_center()
            self.play(self.sum.total.animate.shift(way), run_time=0.7)
            self.play(FadeIn(names[0]), FadeIn(step.parts[1]), run_time=0.7)
            self.play(FadeIn(step.parts[2]), run_time=0.7)
        with self.beat("shapes", "The sizes must fit: read it from right to left."):
            self.play(FadeIn(shapes), *map(FadeIn, self.share_of_heads()), run_time=0.8)
            self.wait(1)
        self.make_way()

    def share_of_heads(self) -> list[Label]:
        """Why a value has so few numbers, where the heads of a layer share the stream's size among them."""
        heads, size, width = (self.bundle.count(name) for name in ("n_heads", "d_head", "d_model"))
        if float(heads * size) != float(width):
            return []
        words, numbers = product(heads, size)
        whole = grouped(heads * size)
        note = label_text(
            "why so few: {count} are one head’s share, {product} = {all}",
            count=numbers[1][0], product=words, all=whole[0],
        )  # fmt: skip
        return [
            self.label(note, 0.3, "soft", numbers=[numbers[1], *numbers, whole]).move_to(self.layout.notes.at(up=-0.07))
        ]

    def sum_up(self) -> None:
        """The answer in one frame: what each learned map of a head is for."""
        width, size = self.counted("d_model"), self.counted("d_head")
        said: tuple[tuple[dict[str, str], str, Numbers], ...] = (
            ({"$q$": "query", "$dot$": "text", "$k$": "key"}, label_text("who reads whom"), []),
            ({"$v$": "value"}, label_text("what is handed over: {count} numbers", count=size[0]), [size]),
            ({"$W_O$": "output"}, label_text("back to {count} numbers, added to the word", count=width[0]), [width]),
        )
        lines = VGroup()
        for symbols, text, numbers in said:
            name = line(*[self.label(symbol, 0.7, role, markup=True) for symbol, role in symbols.items()], buff=0.12)
            name.set_x(-3.6).shift(name[0].baseline * DOWN)
            words = self.label(text, 0.46, numbers=numbers).move_to(2.6 * LEFT, LEFT).stand_on(0)
            lines.add(VGroup(name, words).shift((1.6 - 1.3 * len(lines)) * UP))
        with self.beat("answer", "Keys and values apart: a word is found by one, and gives another."):
            self.play(*map(FadeIn, lines), run_time=1)
            self.wait(1.5)
