"""Recap of other transformers: a translator's arcs, what must wait, and what it costs that nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle, Token
from attention_scenes.model.probes.translation.translation import OneTranslationProbe
from attention_scenes.model.probes.waiting.long_lines import LongLinesProbe
from attention_scenes.model.request.needs import DEFAULT_MODEL, Needs
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.marks.dots import DotField
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import grid_centers
from attention_scenes.scenes.mobjects.waiting.word_floor import WordFloor
from attention_scenes.scenes.parts.parallelism.waiting_facts import ATTENDING, RECURRENT, ROLES, WaitingFacts
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown

MODEL = "ours:translator"
RUN = 0.62  # of the long text that the relay has read
FULL = 5.0  # units of space in the height of the largest tower


@dataclass(frozen=True)
class TranslationFound:
    """One translation: the place that is followed, and the word that it reads most, in which head; the waiting."""

    bundle: Bundle
    query: int  # of the English word
    place: int  # of the French one
    head: tuple[int, int]
    waiting: WaitingFacts

    @property
    def said(self) -> list[str]:
        return list(self.bundle.meta["probes"]["translation"]["says"])

    @property
    def read(self) -> list[str]:
        return list(self.bundle.meta["probes"]["translation"]["reads"])


def needs(params: Any, model: str) -> Needs:
    """Ask our translator, where no other model is named; what waits is no model's."""
    return Needs(
        model=MODEL if model == DEFAULT_MODEL else model, probes=(OneTranslationProbe(params.text), LongLinesProbe())
    )


def tokens(bundle: Bundle) -> list[Token]:
    """Return the words that the translator reads."""
    return [Token(n, f" {word}", n) for n, word in enumerate(bundle.meta["probes"]["translation"]["reads"])]


def begin(scene: AttentionScene) -> TranslationFound:
    """Follow the strongest arc to an own word, of an adjective where there is one."""
    facts = scene.bundle.meta["probes"]["translation"]
    pattern = scene.bundle.probe("translation.pattern").value
    rows = [n for n, kind in enumerate(facts["kinds"]) if kind == "adjective"] or list(range(len(facts["places"])))
    shares = np.array([pattern[:, :, n, facts["places"][n]] for n in rows])
    at, layer, head = (int(n) for n in np.unravel_index(int(shares.argmax()), shares.shape))
    where = [
        (str(number), scene.bundle.count(f"{what}.{number}")) for what, number in (("layer", layer), ("head", head))
    ]
    scene.provenance(label_text("layer {layer} · head {head}", layer=where[0][0], head=where[1][0]), where)
    place = rows[at]
    return TranslationFound(scene.bundle, facts["places"][place], place, (layer, head), WaitingFacts(scene.bundle))


def opening(scene: AttentionScene, found: TranslationFound) -> str:
    return phrased("Other transformers: two sentences, and what need not wait.")


def show_across(scene: AttentionScene, found: TranslationFound, place: Place) -> Shown:
    """Show the head's weights, a column for each French place, a row for each English word."""
    weights = scene.bundle.probe("translation.pattern", *found.head)
    columns, rows = weights.shape
    cell = min(place.width / columns, place.height / rows)
    centers = grid_centers(rows, columns, (cell, cell)).reshape(rows, columns, 2).swapaxes(0, 1).reshape(-1, 2)
    colors = np.tile(scene.palette.rgba("text"), (columns * rows, 1)).reshape(columns, rows, 4)
    colors[found.place] = scene.palette.rgba("query")
    dots = DotField(weights, centers, 0.47 * cell, colors.reshape(-1, 4)).move_to(place.at())
    weight = weights[found.place, found.query]
    said, read = found.said[found.place], found.read[found.query]
    most = scene.claim(
        "the place reads the English word of what it says most",
        int(weights.value[found.place].argmax()) == found.query,
        claim_text("{share}", share=written(float(weight))),
    )
    caption = phrased("Cross-attention: places of one sentence ask the words of another.")
    if most:
        caption = phrased("Cross-attention: to say “{said}”, a place reads “{read}” most.", said=said, read=read)
    told = label_text("weight on “{read}”, to say “{said}”", read=read, said=said)
    return Shown(caption, dots, (written(float(weight)), weight), told, "query")


def show_line(scene: AttentionScene, found: TranslationFound, place: Place) -> Shown:
    """Show a long text on which the relay is under way."""
    waiting = found.waiting
    lines = waiting.read("long.recurrent")
    floor = WordFloor(lines[len(lines) - 1], round(len(lines[0]) ** 0.5), ROLES[RECURRENT], *place.corners, yaw=0.0)
    many, few = (grouped(waiting.long("answer", net)) for net in (RECURRENT, ATTENDING))
    floor.tick = RUN * float(many[1])
    told = label_text("products in line, relay; attention: {few}", few=few[0])
    caption = phrased("What waits: a relay’s line grows with the text, attention’s does not.")
    return Shown(caption, floor, many, told, ROLES[RECURRENT], [], [few])


def show_price(scene: AttentionScene, found: TranslationFound, place: Place) -> Shown:
    """Show the multiplications of a word in short and long texts."""
    waiting = found.waiting
    pairs = [waiting.work(n) for n in range(len(waiting.read("long.size")))]
    most = max(float(pair.value.max()) for pair in pairs)
    towers = RunTowers([RunGroup("", pair, ROLES) for pair in pairs], None, *place.corners, full=FULL, most=most,
                       em=0.3, mark_em=0.3)  # fmt: skip
    towers.growth[:] = 1.0
    one, other = (waiting.long("work", net) for net in (RECURRENT, ATTENDING))
    size = grouped(waiting.read("long.size")[len(pairs) - 1])
    times = f"{float(other / one):.1f}", other / one
    told = label_text("times the multiplications, {count} words", count=size[0])
    caption = phrased("The price is n²: each word meets all before it.")
    return Shown(caption, towers, times, told, ROLES[ATTENDING], [], [size])


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say what is the same in all."""
    return phrased("Other sentences, other nets: the same queries, keys and values."), []


OTHERS = ChapterRecap(needs, begin, opening, (
    Idea("across", label_text("across"), label_text("Why the encoder’s values, and no mask?"), show_across),
    Idea("waits", label_text("what waits"), label_text("Is a short text read any faster?"), show_line),
    Idea("price", label_text("the price"), label_text("From which length on does it not pay?"), show_price),
), end, tokens)  # fmt: skip
