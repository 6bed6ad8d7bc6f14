"""Beats: patches read each other, later ones too; the class token reads them all, and answers."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.bars import Bars
from attention_scenes.scenes.mobjects.patches.patch_grid import PatchGrid
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.picture_beats import board_of, in_the_air, lifted, row_by_row, what_it_is
from attention_scenes.scenes.parts.vision.vision_facts import VisionFacts
from attention_scenes.scenes.parts.vision.vision_models import DIGITS
from attention_scenes.scenes.parts.vision.vision_places import places_in

MUCH = 0.3  # of their weight: so much on later patches is said to be reading them
MOST_ANSWERS = 10
FIRST = 8  # tokens whose weights lie there from the start


def show_unmasked(scene: AttentionScene, facts: VisionFacts) -> None:
    """Lay down the weights among all tokens; those on later ones get their colour."""
    layer, head = facts.forward_head
    share, wide = percent(facts.later()), scene.layout.is_wide
    reads = scene.claim(
        "patches give later ones a good part of their weight", float(share[1]) > MUCH,
        claim_text("{share}", share=share[0]),
    )  # fmt: skip
    caption = phrased("Nothing is masked; here later patches get {share} of the weight.", share=share[0])
    if reads:
        caption = phrased("No mask: patches read later ones too, which get {share} of the weight.", share=share[0])
    place = places_in(scene.layout).grid
    em = 1.1 * scene.layout.em.word if wide else scene.layout.em.word
    grid = PatchGrid(
        facts.faces, facts.shown.probe("seen.pattern", layer, head), *place.corners, em=em,
        pitch=42 if wide else 58, yaw=-8,
    )  # fmt: skip
    heading = heading_of(
        scene, label_text("a dot’s area is a weight, the largest one fills its cell; violet: on a later token")
    )
    where = [(str(number), facts.shown.count(f"{what}.{number}")) for what, number in
             (("layer", layer), ("head", head))]  # fmt: skip
    scene.change_provenance(
        label_text("layer {layer} · head {head}: most weight on later patches", layer=where[0][0], head=where[1][0]),
        where,
    )
    grid.growth[:FIRST] = 1
    cut_to(scene, grid, heading)
    with scene.beat("unmasked", caption, [share]):
        order = np.linspace(0, 1, len(grid.growth))
        scene.play(Change(grid, growth=1.0, delays=order, spread=0.7, run_time=1.4))
        scene.play(Change(grid, later=1.0, run_time=0.8))
        scene.wait(0.3)


def show_answer(scene: AttentionScene, facts: VisionFacts) -> None:
    """Let strands run from all patches into the class token, and its answer come out."""
    at = places_in(scene.layout)
    place = at.beside if facts.answers else at.board
    board = board_of(scene, facts, in_the_air(scene, facts, place), weights=facts.mean_reads())
    board.at, board.beaded, board.floor = lifted(facts), 1.0, 1.0
    last = str(facts.last)
    scene.change_provenance(
        label_text("layer {layer}: mean of its heads", layer=last), [(last, facts.shown.count(f"layer.{last}"))]
    )
    bars = answer_bars(scene, facts) if facts.answers else Group()
    cut_to(scene, board, what_it_is(scene, facts))
    with scene.beat("answer", *answer_caption(scene, facts)):
        scene.play(Change(board, flow=1.0, delays=row_by_row(facts), spread=0.6, run_time=1.7))
        if facts.answers:
            scene.play(FadeIn(bars, run_time=0.7))
        scene.wait(0.3)


def answer_caption(scene: AttentionScene, facts: VisionFacts) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what is said of the answer, and the numbers in it."""
    if not facts.answers:
        return phrased("The class token, no picture of its own, reads them and stands for all."), []
    chances = facts.shown.probe("seen.chances")
    chance = percent(chances.largest())
    if facts.label is None or not facts.reads_digits:
        return phrased("The class token reads all patches and answers: “{answer}”, {chance}.", answer=facts.answer,
                       chance=chance[0]), [chance]  # fmt: skip
    right = scene.claim(
        "it answers with the digit that was written", facts.answer == str(facts.label),
        claim_text("{answer}", answer=facts.answer),
    )  # fmt: skip
    if not right:
        return phrased("It answers “{answer}”, {chance}; the digit was written as “{label}”.", answer=facts.answer,
                       chance=chance[0], label=str(facts.label)), [chance]  # fmt: skip
    return phrased("The class token reads all patches and answers: “{answer}”, {chance}.", answer=facts.answer,
                   chance=chance[0]), [chance]  # fmt: skip


def answer_bars(scene: AttentionScene, facts: VisionFacts) -> Group:
    """Return the likeliest answers as bars; under them, of a digit, how many held-out ones are right."""
    place, em = places_in(scene.layout).aside, scene.layout.em
    chances = facts.shown.probe("seen.chances")
    order = np.argsort(-chances.value, kind="stable")[:MOST_ANSWERS]
    if len(facts.answers) <= MOST_ANSWERS:
        order = np.sort(order)
    size = em.word if scene.layout.is_wide else 0.9 * em.word
    said = [facts.answers[int(n)] for n in order]
    bars = Bars([f"“{name}”" if name.isdigit() else name for name in said], join([chances[int(n)] for n in order]),
                full=0.5 * place.width, em=size, step=1.25 * size)  # fmt: skip
    found = Group(bars)
    if facts.reads_digits:
        right, count = grouped(facts.counted.right(DIGITS)), grouped(facts.counted.pictures)
        text = label_text("right: {right} of {count} held-out digits", right=right[0], count=count[0])
        found.add(Lines(text, em.note, place.width, "soft", edge=-1, numbers=[right, count]))
        found.arrange(DOWN, buff=0.35, aligned_edge=LEFT)
    return found.move_to(place.at())
