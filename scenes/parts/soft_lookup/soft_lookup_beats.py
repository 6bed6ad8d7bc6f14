"""Beats: a dictionary fails, is asked softly and answers with a mix; then the names of its parts."""

from __future__ import annotations

from manim import LEFT, ORIGIN, RIGHT, UP, Create, Group, ReplacementTransform, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.mobjects.attention.lookup_table import Lookup
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange, late
from attention_scenes.scenes.mobjects.text.constant import stated
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.tokens import TokenBox
from attention_scenes.scenes.parts.soft_lookup.soft_lookup_data import LookupScene

FURTHER = 10  # times sharper, to show what happens then
SURE = 0.9  # a weight that is nearly all
NOTE_Y = -2.0


class Answer(Group):
    """All numbers of one question at one sharpness."""

    def __init__(self, table: Lookup, cosines: Reading, weights: Reading, sharpness: float) -> None:
        digits = f"{sharpness:g}"
        self.cosines = table.numbers(cosines, 0)
        self.scale = table.heading(f"× {digits}", 1, [(digits, stated(sharpness))])
        self.scaled = table.numbers(cosines * sharpness, 1)
        self.shares, self.dots = table.numbers(weights, 2), table.dots(weights)
        self.bar = table.bar(weights)
        self.parts = table.parts(self.bar, weights)
        super().__init__(self.cosines, self.scale, self.scaled, self.shares, self.dots, self.bar, self.parts)


class LookupSteps:
    """Call :meth:`dictionary`, :meth:`compare`, :meth:`mix`, :meth:`sharpen`, :meth:`ask_again`, :meth:`names`."""

    def __init__(self, scene: LookupScene) -> None:
        self.scene, self.params = scene, scene.params
        self.table = Lookup(self.params.asked, self.params.entries)
        self.answer = self.answer_to(self.params.asked, self.params.sharpness)

    def answer_to(self, asked: str, sharpness: float) -> Answer:
        cosines = self.scene.cosines(asked)
        return Answer(self.table, cosines, self.scene.weights(cosines, sharpness), sharpness)

    def code(self, key: str, answer: str) -> tuple[Label, Label]:
        """A line of Python and what it gives."""
        asked = Label(f'd["{key}"]', 0.46).move_to(0.5 * LEFT, RIGHT).stand_on(NOTE_Y)
        return asked, Label(f"→  {answer}", 0.46).next_to(asked, RIGHT, buff=0.4).stand_on(NOTE_Y)

    def dictionary(self) -> None:
        scene, table, params = self.scene, self.table, self.params
        shown = ", ".join(f'"{key}": "{value}"' for key, value in params.entries)
        title = fitted(scene.label(f"d = {{{shown}}}", 0.46), 12.6).move_to(scene.layout.sentence.at())
        scene.add(title)
        with scene.beat("dictionary", "A dictionary in Python: each key leads to its value."):
            scene.play(FadeIn(table.keys), run_time=0.8)
            scene.play(Create(table.leads, lag_ratio=0.2), FadeIn(table.values, rate_func=late), run_time=1)
        (key, value), lead = params.entries[-1], table.leads[-1]
        hit = self.code(key, f'"{value}"')
        with scene.beat("hit", phrased("Ask for “{word}”: one key is equal, so its value comes back.", word=key)):
            scene.play(FadeIn(hit[0]), run_time=0.5)
            scene.play(lead.animate.set_color(scene.palette.text), FadeIn(hit[1], rate_func=late))
        known = dict(params.entries).get(params.asked)
        miss = self.code(params.asked, f'KeyError: "{params.asked}"' if known is None else f'"{known}"')
        told = phrased("Ask for “{word}”: that is a key as well.", word=params.asked)
        if known is None:
            told = phrased("Ask for “{word}”: no key is equal, so there is an error.", word=params.asked)
        plain = VGroup()
        if known is None:
            plain.add(scene.label(label_text("KeyError: Python’s way to say that it has no such key"), 0.3, "soft"))
            plain.move_to((NOTE_Y - 0.55) * UP)
        with scene.beat("miss", told):
            dimmed = lead.animate.set_color(scene.palette.faint)
            scene.play(FadeOut(*hit, rate_func=early), FadeIn(miss[0], rate_func=late), dimmed, run_time=0.8)
            scene.play(FadeIn(miss[1], *plain), run_time=0.5)
            scene.wait(1)
        scene.play(FadeOut(title, *miss, *plain), FadeOut(table.leads), run_time=0.5)

    def compare(self) -> None:
        scene, table, answer = self.scene, self.table, self.answer
        cosine, softmax = table.heading(label_text("cosine"), 0), table.heading(label_text("softmax"), 2)
        notes = [
            scene.label(text, 0.32, "soft").move_to(ORIGIN).stand_on(NOTE_Y)
            for text in (
                label_text("cosines between their columns of the embedding table"),
                label_text("this factor, the sharpness, is our choice and not the model’s"),
                label_text("area = weight"),
            )
        ]
        with scene.beat("compare", phrased("Softer: how alike are “{word}” and each key?", word=self.params.asked)):
            scene.play(FadeIn(table.asked), table.values.animate.shift(table.spread), run_time=0.8)
            scene.play(Create(table.threads, lag_ratio=0.2), FadeIn(answer.cosines, cosine, notes[0]), run_time=1)
        digits, source = f"{self.params.sharpness:g}", stated(self.params.sharpness)
        told = phrased("Times {factor}, so that small differences count.", factor=digits)
        with scene.beat("sharpness", told, [(digits, source)]):
            scene.play(*exchange(notes[0], notes[1]), run_time=0.6)
            scene.play(FadeIn(answer.scale, answer.scaled), run_time=0.8)
        with scene.beat("softmax", "Softmax turns them into weights that sum to one."):
            scene.play(*exchange(notes[1], notes[2]), run_time=0.6)
            scene.play(FadeIn(answer.shares, softmax), run_time=0.6)
            scene.play(FadeIn(answer.dots), run_time=0.6)
        scene.play(FadeOut(notes[2]), run_time=0.3)

    def mix(self) -> None:
        scene, answer = self.scene, self.answer
        with scene.beat("mix", "The answer is a mix: of each value, as much as its weight."):
            falls = [box.label.copy() for box in self.table.values]
            moves = [ReplacementTransform(a, b) for a, b in zip(falls, answer.parts, strict=True)]
            scene.play(*moves, FadeIn(answer.bar, rate_func=late), run_time=1.4)
            scene.wait(1)

    def become(self, new: Answer, run_time: float = 1.2) -> None:
        """Dots and bar move on to other weights; numbers are replaced, never counted through."""
        old, scene = self.answer, self.scene
        same = new.cosines.written == old.cosines.written
        numbers = [(old.scale, new.scale), (old.scaled, new.scaled), (old.shares, new.shares), (old.parts, new.parts)]
        numbers += [] if same else [(old.cosines, new.cosines)]
        fades = [fade for pair in numbers for fade in exchange(*pair)]
        dots, bar = Change(old.dots, weights=new.dots.weights), Change(old.bar, lengths=new.bar.lengths)
        scene.play(*fades, dots, bar, run_time=run_time)
        scene.remove(old.dots, old.bar)
        scene.add(new.dots, new.bar)
        if same:
            scene.remove(old.cosines)
            scene.add(new.cosines)
        self.answer = new

    def sharpen(self) -> None:
        params, scene = self.params, self.scene
        sharper = self.answer_to(params.asked, FURTHER * params.sharpness)
        most = float(sharper.shares.readings.value.max())
        nearly = scene.claim(
            "ten times sharper, the best key takes nearly all",
            most > SURE,
            claim_text("weight {weight}", weight=f"{most:.3f}"),
        )
        told = phrased("Ten times sharper: the best keys gain, but none takes all.")
        if nearly:
            best = params.entries[int(sharper.shares.readings.value.argmax())][1]
            told = phrased("Ten times sharper: nearly all “{value}”, sure of a wrong word.", value=best)
        if nearly and params.asked in dict(params.entries):
            told = phrased("Ten times sharper: nearly a plain dictionary again, the best key wins.")
        with scene.beat("sharper", told):
            self.become(sharper)
            scene.wait(1.5)

    def ask_again(self) -> None:
        params, scene, table = self.params, self.scene, self.table
        box = TokenBox(params.then, "query", 0.44, table.asked.width).move_to(table.asked)
        told = phrased("Ask for “{word}”: the same keys and values, other weights.", word=params.then)
        with scene.beat("another", told):
            scene.play(*exchange(table.asked, box), run_time=0.8)
            self.become(self.answer_to(params.then, params.sharpness))
            scene.wait(1)

    def names(self) -> None:
        scene, table = self.scene, self.table
        labels = [
            scene.label(name, 0.46, role).set_x(box.get_x()).stand_on(box.get_top()[1] + 0.25)
            for name, role, box in (
                (label_text("query"), "query", table.asked), (label_text("keys"), "key", table.keys),
                (label_text("values"), "value", table.values),
            )
        ]  # fmt: skip
        with scene.beat("names", "What is asked is a query. It is compared with keys; values are mixed."):
            for label in labels:
                scene.play(FadeIn(label), run_time=0.7)
        with scene.beat("why three", "Query and key decide how much, the value decides what: so, three."):
            scene.wait(2)
