"""Beat: how far each layer turns a word's vector: out of its row's direction at the first, little after it."""

from __future__ import annotations

import numpy as np
from manim import DOWN, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.falling.layer_turns import LayerTurns
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts

NEW, SAME, NEARER = 70.0, 45.0, 3.0  # degrees: another direction, about the same, nearer than the control
NEARLY = 25.0  # degrees: so little, on average, is nearly the same direction


def show_turns(scene: AttentionScene, facts: DepthFacts) -> None:
    """Turn a needle for each layer by the angle between what enters it and what leaves it."""
    angles = facts.depth("turns")
    turns = turns_of(scene, facts, angles)
    caption, numbers, once = said_of_turns(scene, angles)
    told = told_of_turns(scene, angles, once)
    place = scene.layout.stage
    told.move_to([0, place.bottom + 0.25 + told.height / 2, 0])
    tokens = scene.counted("depth.places")
    scene.change_provenance(label_text("means over {count} tokens of prose", count=tokens[0]), [tokens])
    with scene.beat("turns", caption, numbers):
        scene.play(FadeIn(turns), FadeIn(told), run_time=0.7)
        delays = np.linspace(0, 1, len(turns.turned))
        scene.play(Change(turns, turned=1.0, delays=delays, run_time=3.2))
        scene.wait(0.6)


def turns_of(scene: AttentionScene, facts: DepthFacts, angles: Reading) -> LayerTurns:
    """Return the needles, all of them along the ground."""
    count, stage, is_wide = facts.n_layers, scene.layout.stage, scene.layout.is_wide
    rows = (3 if count > 10 else 1) if is_wide else int(np.ceil(count / 6))
    columns = int(np.ceil(count / rows))
    height = stage.height - (1.7 if is_wide else 3.3)
    cell = stage.width / max(columns, 4), min(height / rows, 2.3)
    layers = [facts.layer(n)[1] for n in range(count)]
    turns = LayerTurns(angles[0], angles[1], layers, columns, cell, 0.26 if is_wide else scene.layout.em.note)
    return turns.move_to([0, stage.top - height / 2, 0])


def said_of_turns(scene: AttentionScene, angles: Reading) -> tuple[str, list[tuple[str, Reading]], bool]:
    """Return the caption, its numbers, and whether the first layer alone turns vectors away, as it then says."""
    own, other = angles.value
    later = int(own[1:].argmax()) + 1 if len(own) > 1 else 0
    first, most = degrees(angles[0, 0]), degrees(angles[0, later])
    holds = len(own) > 1 and own[0] > NEW and own[later] < SAME and float(np.min(other[1:] - own[1:])) > NEARER
    once = scene.claim(
        "the first layer turns vectors away, and no other does: each later one leaves a word nearer to itself than to "
        "another word",
        bool(holds),
        claim_text("{first}° in the first, {most}° at most later", first=first[0], most=most[0]),
    )
    if once:
        caption = phrased("One space? On average the first layer turns {a}°, the next most {b}°.",
                          a=first[0], b=most[0])  # fmt: skip
        return caption, [first, most], once
    most = degrees(angles[0, int(own.argmax())])
    return phrased("How far does a layer turn a word? On average by {most}° at most.", most=most[0]), [most], once


def degrees(angle: Reading) -> tuple[str, Reading]:
    """Return an angle in whole degrees, as a label takes it."""
    return f"{float(angle):.0f}", angle


def told_of_turns(scene: AttentionScene, angles: Reading, once: bool) -> Group:
    """Return what both needles are, each in its colour, and what follows where only the first layer turns away."""
    rows = [row[1:] if len(row) > 1 else row for row in angles]
    own, other = (degrees(row.sum() / float(len(row))) for row in rows)
    em = 0.36 if scene.layout.is_wide else scene.layout.em.word
    width = scene.layout.words.width
    turned = label_text("so far a layer turns a word: {own}° on average after the first", own=own[0])
    if scene.claim(
        "after the first layer a word nearly keeps its direction from one layer to the next",
        once and float(own[1]) < NEARLY,
        claim_text("{own}° on average; {other}° to another word", own=own[0], other=other[0]),
    ):
        turned = label_text("after the first, a layer turns a word {own}° on average: nearly one space", own=own[0])
    lines = [
        (turned, em, "update", [own]),
        (label_text("so far off is another word: {other}° on average", other=other[0]), em, "text", [other]),
    ]  # fmt: skip
    found = [Lines(text, size, width, role, numbers=numbers) for text, size, role, numbers in lines]
    return Group(*found).arrange(DOWN, buff=0.14)
