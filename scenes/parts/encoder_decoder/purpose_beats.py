"""Beats: what encoders, decoders and both together are for, and why GPT has no encoder; told, not measured."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from manim import DOWN

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.book.mask_shape import MaskShape
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.encoder_decoder.book_places import em_of
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

NAMES = (label_text("BERT: an encoder"), label_text("GPT: a decoder"), label_text("T5: both, linked"))
USES = (label_text("judges: search, sort, label"), label_text("writes: word after word"),
        label_text("reads one text, writes another"))  # fmt: skip
MASKED, ROLES = ((False,), (True,), (False, True)), (("key",), ("query",), ("key", "query"))


PROMPT = 0.5  # of the words: those that are given


class Kind(NamedTuple):
    """Where a kind of model stands: its shape, the middle of its name and of its use, and how wide these may be."""

    shape: Place
    name: np.ndarray
    use: np.ndarray
    width: float


def places_of(scene: AttentionScene) -> list[Kind]:
    """Return a place for each kind: side by side, one below the other where the frame is tall."""
    stage, count = scene.layout.stage, len(NAMES)
    if scene.layout.is_tall:
        step, x = stage.height / count, stage.right - 0.2 * stage.width
        tops = [stage.top - n * step for n in range(count)]
        return [
            Kind(Place(stage.left, top - step + 0.35, x - 0.24 * stage.width, top - 0.35),
                 np.array([x, top - step / 2 + 0.5]), np.array([x, top - step / 2 - 0.5]), 0.4 * stage.width)
            for top in tops
        ]  # fmt: skip
    edges = [stage.left + part * stage.width for part in (0.0, 0.29, 0.58, 1.0)]
    top, low = stage.top - 0.9, stage.bottom + (0.9 if scene.layout.is_wide else 1.2)
    return [
        Kind(Place(left + 0.15, low + 0.75, right - 0.15, top - 0.55), np.array([(left + right) / 2, top]),
             np.array([(left + right) / 2, low]), right - left - 0.3)
        for left, right in pairwise(edges)
    ]  # fmt: skip


def show_uses(scene: AttentionScene) -> list[MaskShape]:
    """Show the three shapes one after the other, with what each is used for."""
    em, drawn = em_of(scene.layout), list[MaskShape]()
    names, uses = list[Lines](), list[Lines]()
    for at, name, use, masked, roles in zip(places_of(scene), NAMES, USES, MASKED, ROLES, strict=True):
        drawn.append(MaskShape(masked, roles, *at.shape.corners))
        for found, text, size, role, place in (
            (names, name, 1.15, roles[-1], at.name),
            (uses, use, 1.0, "text", at.use),
        ):
            lines = Lines(text, em * size, at.width, role)
            found.append(lines.move_to([*place, 0]).middle_on(float(place[1])))
    scene.change_provenance(label_text("what each is used for is told, not measured"))
    drawn[0].filled[:] = 1.0
    cut_to(scene, *drawn, names[0], uses[0])
    with scene.beat("uses", "Encoders judge texts, decoders write them, both linked translate."):
        for shape, name, use in zip(drawn[1:], names[1:], uses[1:], strict=True):
            scene.play(FadeIn(name, use, run_time=0.7), Change(shape, filled=1.0, curtain=1.0, run_time=1.2))
        scene.play(Change(drawn[-1], across=1.0, run_time=0.9))
        scene.wait(1.0)
    return drawn


def show_why(scene: AttentionScene, drawn: list[MaskShape]) -> None:
    """Say why GPT has no encoder: its prompt is there at once, and what it writes is read in the same way."""
    stage, em = scene.layout.stage, em_of(scene.layout)
    note = Lines(label_text("its prompt is there at once; words that it writes have no later ones yet"), 1.1 * em,
                 stage.width)  # fmt: skip
    note.move_to(stage.at(DOWN, up=0.2), DOWN)
    with scene.beat("why", "Why has GPT no encoder? One decoder reads the prompt and writes on."):
        scene.play(*[Change(shape, opacity=0.3, run_time=0.9) for shape in (drawn[0], drawn[2])])
        scene.play(Change(drawn[1], filled=0.0, run_time=0.7))
        scene.play(Change(drawn[1], filled=PROMPT, run_time=0.5), FadeIn(note, run_time=0.7))
        scene.play(Change(drawn[1], filled=1.0, run_time=2.4))
        scene.wait(0.8)
