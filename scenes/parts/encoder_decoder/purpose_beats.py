"""Beats: what encoders, decoders and both together are for, and why GPT has no encoder; told, not measured."""

from __future__ import annotations

from manim import Group

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.book.mask_shape import MaskShape
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

NAMES = (label_text("BERT: an encoder"), label_text("GPT: a decoder"), label_text("T5: both, linked"))
USES = (label_text("judges: search, sort, label"), label_text("writes: word after word"),
        label_text("reads one text, writes another"))  # fmt: skip
MASKED, ROLES = ((False,), (True,), (False, True)), (("key",), ("query",), ("key", "query"))


def places_of(scene: AttentionScene) -> list[Place]:
    """Return a place for each kind: side by side, one below the other where the frame is tall."""
    stage, count = scene.layout.stage, len(NAMES)
    if scene.layout.is_tall:
        step = stage.height / count
        return [Place(stage.left, stage.top - (n + 1) * step, stage.right, stage.top - n * step) for n in range(count)]
    ends = [0.0, 0.29, 0.58, 1.0]
    edges = [stage.left + part * stage.width for part in ends]
    return [Place(left + 0.15, stage.bottom, right - 0.15, stage.top) for left, right in zip(edges, edges[1:])]


def show_uses(scene: AttentionScene) -> list[MaskShape]:
    """Show the three shapes one after the other, with what each is used for."""
    em, drawn, names, uses = scene.layout.em, [], [], []
    for place, name, use, masked, roles in zip(places_of(scene), NAMES, USES, MASKED, ROLES, strict=True):
        x, tall = (place.left + place.right) / 2, scene.layout.is_tall
        top, low = place.top - (0.5 if tall else 0.9), place.bottom + (0.4 if tall else 0.9)
        drawn.append(MaskShape(masked, roles, (place.left, low + 0.75), (place.right, top - 0.55)))
        names.append(Lines(name, em.word * 1.15, place.width, roles[-1]).move_to([x, top, 0]).middle_on(top))
        uses.append(Lines(use, em.word, place.width).move_to([x, low, 0]).middle_on(low))
    scene.change_provenance(label_text("what each is used for is told, not measured"))
    cut_to(scene, *drawn)
    with scene.beat("uses", "Encoders judge texts, decoders write them, both linked translate."):
        for shape, name, use in zip(drawn, names, uses, strict=True):
            scene.play(FadeIn(name, use, run_time=0.7), Change(shape, filled=1.0, curtain=1.0, run_time=1.2))
        scene.play(Change(drawn[-1], across=1.0, run_time=0.9))
        scene.wait(1.0)
    return drawn


def show_why(scene: AttentionScene, drawn: list[MaskShape]) -> None:
    """Say why GPT has no encoder: words that it writes have no later ones."""
    caption = phrased("Why has GPT no encoder? As it writes a word, no later one is there.")
    with scene.beat("why", caption):
        scene.play(*[Change(shape, opacity=0.3, run_time=0.9) for shape in (drawn[0], drawn[2])])
        scene.play(Change(drawn[1], filled=0.0, run_time=0.7))
        scene.play(Change(drawn[1], filled=1.0, run_time=2.4))
        scene.wait(0.8)
