"""One word in three sentences: one vector becomes three."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, joined, label_text, named, phrased
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.charts.tables import ShareTable
from attention_scenes.scenes.mobjects.illustrations.pictures import PICTURES, picture
from attention_scenes.scenes.mobjects.planes.sense_plane import Flip, LayerCounter, Ledger, Phrase
from attention_scenes.scenes.mobjects.space.sense_tunnel import SenseTunnel
from attention_scenes.scenes.mobjects.text.constant import constants, stated
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.mole.mole_data import SenseScene

ROLES = ("first", "second", "third")
LEFT_EDGE = -6.45
STAGE, AIM = ((-7.11, -3.05), (7.11, 4.0)), (2.15, 0.95)  # the tunnel bleeds to the edges; where its camera looks
RULE = [6.58, -2.62, 0]
LONGEST_QUOTE = 15  # characters that a caption has room for


class Mole(SenseScene):
    """One word, three sentences: its vector is the same at first and parts layer by layer.

    Three sentences share the word "mole". Its three vectors are one and the same before the first layer. Then each is
    followed through all layers, along directions of the senses that other sentences measured.

    Answers: What does attention change in a word? Where does its meaning come from, if its embedding is always the
    same?

    Measured: Each vector, its cosines with the senses at each layer, the accuracy of these directions on sentences held
    out, and how much of the way attention wrote and how much the MLPs.

    Told: The plane: its axes are drawn evenly round a circle and the arrows add up measured cosines along them; it is
    no projection of the model's space. The pictures are ours.

    Yours: Another word takes `word`, `phrases`, `senses` and `contexts`, best in a file. Where the phrases never part,
    or the word is cut into other tokens, or attention wrote most of the way, the captions say that instead.
    """

    seconds = 45
    poster = "three vectors"

    def construct(self) -> None:
        self.provenance(label_text("residual stream"))
        self.show_phrases()
        self.show_one_column()
        self.show_plane()
        self.show_layers()
        self.show_who_moved()
        self.show_pictures()

    def show_phrases(self) -> None:
        self.phrases = VGroup(
            *[Phrase(words, at, role, 5.3) for (_, words, at, _), role in zip(self.at, ROLES, strict=False)]
        )
        self.phrases.arrange(DOWN, buff=0.28).move_to([0, 0.6, 0]).scale(1.25)
        self.add(self.phrases)
        told = phrased("Two phrases share a word: “{word}”.", word=self.params.word)
        if len(self.at) == 3:
            told = phrased("Three phrases share a word: “{word}”.", word=self.params.word)
        with self.beat("phrases", told):
            self.wait(1)

    def show_one_column(self) -> None:
        vectors = [self.bundle.read("embed", token, trace=key) for key, _, _, token in self.at]
        same = all(np.array_equal(vectors[0].value, v.value) for v in vectors)
        self.same = self.claim(
            "the word's vectors are identical before the first layer", same, claim_text("all entries compared")
        )
        columns = [VectorColumn(v, 8, 0.32, role) for v, role in zip(vectors, ROLES, strict=False)]
        differences = [VectorColumn(v - vectors[0], 8, 0.32, "soft", decimals=3) for v in vectors[1:]]
        row = Group(*columns, *differences).arrange(RIGHT, buff=0.38).move_to([2.95, -0.1, 0])
        heads = VGroup()
        for column, role in zip(columns, ROLES, strict=False):
            heads.add(
                self.label(label_text("“{word}”", word=self.params.word), 0.26, role).next_to(
                    column.frame, UP, buff=0.18
                )
            )
        for column, words in zip(differences, (label_text("2nd − 1st"), label_text("3rd − 1st")), strict=False):
            heads.add(self.label(words, 0.26, "soft").next_to(column.frame, UP, buff=0.18))
        told, none = phrased("Cut into other tokens, the vectors differ from the start."), []
        if same and self.rotary:
            told, none = phrased("Before any layer it is the same vector every time: difference 0."), constants("0")
        elif same:
            told = phrased("The same embedding every time; its position adds another vector.")
        with self.beat("one vector", told, none):
            self.play(
                self.phrases.animate.scale(0.92 / 1.25)
                .arrange(DOWN, buff=0.14)
                .move_to([0, 3.45, 0], UP)
                .align_to([LEFT_EDGE, 0, 0], LEFT)
            )
            self.play(*[FadeIn(c) for c in columns], FadeIn(heads[: len(columns)]), run_time=0.8)
            self.play(*[FadeIn(c) for c in differences], FadeIn(heads[len(columns) :]), run_time=0.8)
        self.columns = Group(row, heads)

    def show_plane(self) -> None:
        self.tunnel = SenseTunnel(
            [named(sense) for sense in self.senses],
            self.cosines,
            ROLES,
            [ROLES[self.own.index(sense)] if sense in self.own else "text" for sense in self.senses],
            *STAGE,
            center=AIM,
        )
        self.tunnel.rings = self.tunnel.strands = 0.0
        self.rule = self.label(label_text("an arrow adds its cosines along the axes"), 0.24, "soft")
        self.rule.move_to(RULE, RIGHT)
        count = self.bundle.count("sense.contexts")
        n = int(float(count))
        note = Label(
            label_text("measured on {count} other sentences, anew at each layer", count=n),
            0.26,
            "soft",
            numbers=[(str(n), count)],
        )
        note.align_to([LEFT_EDGE, 0, 0], LEFT).set_y(-2.36)
        self.names = [short(words[: at + 1]) for _, words, at, _ in self.at]
        self.ledger = Ledger(
            self.names, ROLES[: len(self.names)], self.senses, [self.cosines[:, n] for n in range(1, self.depth + 1)]
        )
        title = self.label(label_text("cosine with each sense"), 0.28, "soft")
        self.ledger.align_to([LEFT_EDGE, 0, 0], LEFT).align_to([0, -0.24, 0], UP)
        title.next_to(self.ledger, UP, buff=0.16, aligned_edge=LEFT)
        examples = self.examples()
        layers = [self.bundle.count(f"layer.{n}") for n in range(self.depth + 1)]
        self.counter = LayerCounter(layers, self.bundle.count("n_layers")).shift([LEFT_EDGE, 0.36, 0])
        accuracy = self.bundle.probe("sense.accuracy")
        self.accuracy = Flip([number(accuracy[n], 0.26, self.palette.rgba("soft")) for n in range(1, self.depth + 1)])
        self.held = self.label(label_text("held out and named right:"), 0.26, "soft").move_to(note, LEFT)
        self.accuracy.next_to(self.held, RIGHT, buff=0.12)
        luck = stated(1) / float(len(self.senses))
        digits = f"{float(luck):.2f}"
        chance = self.label(label_text("(chance {share})", share=digits), 0.26, "soft", numbers=[(digits, luck)])
        chance.next_to(self.accuracy, RIGHT, buff=0.12).stand_on(self.held.baseline)
        self.held = VGroup(self.held, chance)
        with self.beat("plane", "Other sentences, of known sense, measure the directions."):
            self.add(self.tunnel)
            self.play(FadeOut(self.columns), Change(self.tunnel, rings=1.0, arrows=1.0), run_time=0.8)
            nowhere = self.label(label_text("no direction yet"), 0.26, "soft")
            nowhere.move_to([*(self.tunnel.head(0) + [1.3, 0.3]), 0])
            self.play(FadeIn(examples), FadeIn(note), FadeIn(nowhere), run_time=0.8)
            what = self.label(label_text("a layer: one more change to every vector"), 0.26, "soft")
            examples.add(what.move_to([LEFT_EDGE, 0, 0], LEFT).stand_on(-0.06))
            counter = self.counter.still, self.counter.knob, what
            self.play(FadeIn(*counter), *self.counter.number.to(0), run_time=0.6)
            self.wait(1)
        self.play(FadeOut(examples), FadeOut(note), FadeOut(nowhere), run_time=0.4)
        self.furniture = VGroup(title)

    def examples(self) -> VGroup:
        """A context of each sense, as they stand in the parameters."""
        rows = VGroup()
        for y, (sense, lines) in zip((-0.7, -1.22, -1.74), self.params.contexts.items(), strict=False):
            name = self.label(joined("", [named(sense), ":"]), 0.3, "soft").move_to([LEFT_EDGE, y, 0], LEFT).stand_on(y)
            shown = max(lines, key=lambda text: (len(text) <= 30) * len(text))
            sentence = fitted(self.label(label_text("“{text}”", text=shown), 0.3), 3.7).move_to(
                [LEFT_EDGE + 1.6, y, 0], LEFT
            )
            rows.add(name, sentence.stand_on(y))
        return rows

    def show_layers(self) -> None:
        first = self.parted if self.parted is not None else self.depth
        with self.beat("layers", self.wandering()):
            self.play(
                Change(self.tunnel, strands=1.0),
                FadeIn(self.rule),
                FadeIn(self.ledger.words),
                FadeIn(self.furniture),
                FadeIn(self.held),
                run_time=0.5,
            )
            for n in range(1, first + 1):
                self.tick(n, 0.75)
        if self.parted is None:
            told = phrased("On these sentences the senses do not part cleanly.")
            if not self.sure:
                told = phrased("Sentences held out are named no better than by luck: no senses found.")
            with self.beat("parted", told):
                self.wait(1)
            return
        since = self.counted(f"layer.{self.parted}")
        told = phrased("After {layer} layers, each is nearest to its own sense.", layer=since[0])
        with self.beat("parted", told, [since]):
            self.wait(1.5)
        late = [
            (phrase, at) for phrase, (_, words, at, _) in zip(self.phrases, self.at, strict=True) if at < len(words) - 1
        ]
        if late:
            phrase, at = late[0]
            words = next(w for _, w, a, _ in self.at if w[a + 1 :])
            later, earlier = " ".join(words[at + 1 :]), " ".join(words[:at])
            told = phrased("“{later}” comes later: it cannot reach back.", later=later)
            if at:
                told = phrased("In this model no word reads ahead.")
            if at and len(earlier) <= LONGEST_QUOTE:
                told = phrased("In this model no word reads ahead: here it has only “{earlier}”.", earlier=earlier)
            with self.beat("mask", told):
                self.play(*[p.later.animate.set_opacity(0.3) for p, _ in late], run_time=0.6)
                self.wait(1)
        if self.parted < self.depth:
            with self.beat("rest", "From there on, each stays nearest to its own sense."):
                for n in range(self.parted + 1, self.depth + 1):
                    self.tick(n, 0.28)

    def wandering(self) -> str:
        if self.parted is None or self.parted < 2:
            return phrased("Layer by layer, the vectors part.")
        return phrased("At first they stray; then each finds its sense.")

    def conclusion(self) -> str:
        if self.same and self.parted is not None and len(set(self.own)) == len(self.own):
            return phrased("One word, one vector at the start; in the end, each nearest its sense.")
        return phrased("One word, and in the end a vector for each phrase it stands in.")

    def tick(self, layer: int, seconds: float) -> None:
        """One layer on: arrows walk, numbers are replaced."""
        # What moves stands in front, so that all that stands still is drawn once and not in every frame.
        moving = self.counter.knob, self.counter.number, self.ledger.numbers, self.accuracy
        self.bring_to_front(self.tunnel, *moving)
        flips = [*self.counter.to(layer), *self.ledger.numbers.to(layer - 1), *self.accuracy.to(layer - 1)]
        self.play(Change(self.tunnel, layer=layer), *flips, run_time=seconds)

    def show_who_moved(self) -> None:
        layer = self.depth
        names = {"attn": label_text("attention"), "mlp": label_text("MLPs")}
        names |= {} if self.rotary else {"place": label_text("position")}
        parts = [self.bundle.probe(f"sense.from_{name}")[:, layer] for name in names]
        written = dict(zip(names, (float(part.value.sum()) for part in parts), strict=True))
        most = written["mlp"] > written["attn"]
        self.claim(
            "MLPs wrote more of the way along the sense axes than attention",
            most,
            claim_text("at layer {layer}", layer=layer),
        )
        columns = [*parts, sum(parts[1:], parts[0])]
        table = ShareTable(
            self.names,
            ROLES[: len(self.names)],
            (*names.values(), label_text("together")),
            join(columns).reshape(len(columns), -1).T,
        )
        title = self.label(
            label_text("progress to its sense in {layer} layers, by part", layer=layer),
            0.28,
            "soft",
            numbers=[self.counted(f"layer.{layer}")],
        )
        title.move_to(self.furniture[0], LEFT)
        table.align_to([LEFT_EDGE, 0, 0], LEFT).align_to(self.ledger, UP)
        told = phrased("Attention wrote most of the way: only it reads earlier words.")
        if most:
            told = phrased("MLPs wrote most of the way; only attention reads earlier words.")
        if max(written, key=lambda name: written[name]) == "place":
            told = phrased("Most of the way is the words’ positions alone, no sense.")
        if not self.sure:
            told = phrased("What each part added along these unsure directions.")
        with self.beat("who moved it", told):
            unit = (
                self.label(
                    label_text("1.00 = mean of the sense’s other sentences"), 0.26, "soft", numbers=constants("1.00")
                )
                .move_to(self.held, LEFT)
                .shift(0.08 * UP)
            )
            what = self.label(label_text("MLP: a part of each layer that sees one word at a time"), 0.26, "soft")
            what.move_to(unit, LEFT).shift(0.3 * DOWN)
            gone = self.ledger, self.furniture, self.held, self.accuracy
            self.play(*map(FadeOut, gone), run_time=0.4)
            self.play(FadeIn(table), FadeIn(title), FadeIn(unit, what), run_time=0.8)
            self.wait(1.5)

    def show_pictures(self) -> None:
        drawn = {path.stem for path in PICTURES.glob("*.svg")}
        images = Group()
        for p in range(len(self.at)):
            if f"{self.params.word}-{self.own[p]}" in drawn:
                head, away = self.tunnel.tip(p)
                images.add(picture(f"{self.params.word}-{self.own[p]}", 1.0).move_to([*(head + 0.62 * away), 0]))
        with self.beat("three vectors", self.conclusion()):
            self.play(
                *[FadeIn(i) for i in images],
                run_time=1,
            )
            self.wait(1.5)


def short(words: list[str], longest: int = 12) -> str:
    """As many of the last words as fit, at least one."""
    kept = words[-1]
    for word in reversed(words[:-1]):
        if len(word) + 1 + len(kept) > longest:
            break
        kept = f"{word} {kept}"
    return kept
