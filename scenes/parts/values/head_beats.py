"""Beats: why this head, by what it and another were measured to do, and what it reads here."""

from __future__ import annotations

import numpy as np
from manim import UP, VGroup

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.side_numbers import SideNumbers
from attention_scenes.scenes.mobjects.stage.value_lamps import ValueLamps
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.head_cards import head_label
from attention_scenes.scenes.parts.values.value_focus import ValueFocus
from attention_scenes.scenes.parts.values.value_places import ValuePlaces, into, notes_under

WORTH_TELLING = 0.1  # a cosine


def show_heads(scene: AttentionScene, focus: ValueFocus, at: ValuePlaces) -> None:
    """Show the chosen head beside another: where they look, what they carry."""
    row = into(TokenRow(focus.tokens, width=at.row.width, smallest=scene.layout.em.note), at.row)
    mine, beside = (focus.layer, focus.head), focus.beside
    table = into(heads_table(scene, focus, list(dict.fromkeys([beside, mine]))), at.heads)
    carry = scene.bundle.probe("adjective.carry")
    more = scene.claim(
        "this head carries a colour to its noun, and more than the one beside it",
        float(carry[mine]) > max(float(carry[beside]), WORTH_TELLING),
        claim_text("{one} against {other}", one=f"{float(carry[mine]):.3f}", other=f"{float(carry[beside]):.3f}"),
    )
    caption = phrased("Where does a head look, and what does it carry?")
    if more:
        caption = phrased("Looking is not carrying: another head brings more of the colour.")
    scene.add(row)
    told = scene.note(label_text("so far: query · key says who reads whom"), 0.38, at.row.width, 0, role="text")
    told.next_to(row, UP, buff=0.3)
    scene.add(told)
    with scene.beat("which head", caption):
        scene.play(FadeIn(table), FadeIn(how_measured(scene)), run_time=0.8)
        scene.wait(2)


def show_reads(scene: AttentionScene, focus: ValueFocus, lamps: ValueLamps) -> None:
    """Light the lamps of the word that receives: what it reads of each word, and how much of that is one word."""
    look, control, carry = (float(scene.bundle.probe(f"adjective.{n}")[focus.layer, focus.head])
                            for n in ("look", "control", "carry"))  # fmt: skip
    copies = scene.claim(
        "this head mostly reads the word before, whatever stands there, and carries it",
        min(look, control) > 0.5 and carry > WORTH_TELLING,
        claim_text(
            "weight {weight}, on other words {other}; cosine {cosine}",
            weight=f"{look:.2f}",
            other=f"{control:.2f}",
            cosine=f"{carry:.2f}",
        ),
    )
    word, other = focus.word(focus.query), focus.word(focus.partner)
    caption = phrased("Most of all, “{word}” reads “{other}”.", word=word, other=other)
    if copies and focus.partner == focus.query - 1:
        caption = phrased("It mostly reads the word before: “{word}” reads “{other}”.", word=word, other=other)
    lamps.lamps[:] = 1
    cut_to(scene, lamps)
    with scene.beat("reads", caption):
        order = np.linspace(0, 1, len(lamps.lamps))
        scene.play(Change(lamps, arcs=1, delays=order, spread=0.4, run_time=1.4))


def heads_table(scene: AttentionScene, focus: ValueFocus, heads: list[tuple[int, int]]) -> SideNumbers:
    names = [head_name(scene, focus, *head) for head in heads]
    found = [
        join([scene.bundle.probe(f"adjective.{n}", *head) for head in heads]) for n in ("look", "control", "carry")
    ]
    columns = [(reading, 2, False) for reading in found]
    titles = label_text("reads adjectives"), label_text("other words"), label_text("brings the colour")
    return SideNumbers(names, titles, columns, em=0.5, first=3.9, pitch=3.0, role="text")


def head_name(scene: AttentionScene, focus: ValueFocus, layer: int, head: int) -> Label:
    role = "value" if (layer, head) == (focus.layer, focus.head) else "text"
    name, numbers = head_label(scene.bundle, layer, head)
    return scene.label(name, 0.48, role, numbers=numbers)


def how_measured(scene: AttentionScene) -> VGroup:
    n, m, k = (scene.counted(f"adjective.{what}") for what in ("sentences", "controls", "carry_sentences"))
    look = label_text(
        "adjectives, other words: weight one word back ({some} and {others} sentences)", some=n[0], others=m[0]
    )
    carry = label_text(
        "colour: cosine of what it adds with the right colour’s direction ({count} sentences)", count=k[0]
    )
    return notes_under(scene, [(look, [n, m]), (carry, [k])], 0.3)
