"""Beats: patches are blanked on this picture; right answers are counted with some blank, on all held-out digits."""

from __future__ import annotations

import numpy as np
from manim import Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.patches.patch_board import lying
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.count_towers import Bar, count_towers, show_counts
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.digit_counts import COUNTED
from attention_scenes.scenes.parts.vision.picture_beats import board_of, box_of, seen_from
from attention_scenes.scenes.parts.vision.vision_facts import LEAST, MOST, MOST_INK, RANDOM, VisionFacts
from attention_scenes.scenes.parts.vision.vision_models import DIGITS
from attention_scenes.scenes.parts.vision.vision_places import places_in
from attention_scenes.scenes.parts.vision.weight_towers import under

WAYS = (
    ("most attended blank", MOST, label_text("most read")),
    ("random blank", RANDOM, label_text("random")),
    ("most ink blank", MOST_INK, label_text("most ink")),
)
CLEARLY = 0.02  # of all pictures: so many more right answers are told apart


def left_over(facts: VisionFacts, name: str) -> tuple[str, Reading]:
    """Return what is left of the answer's probability, or of the class token's vector, as it is written."""
    found = facts.after(name)
    return percent(found) if facts.answers else (written(float(found)), found)


def show_blank(scene: AttentionScene, facts: VisionFacts) -> None:
    """Blank patches of this picture in three ways, side by side."""
    places = places_in(scene.layout).side_by_side(len(WAYS), scene.layout.is_tall)
    boards = [board_of(scene, facts, seen_from(box_of(facts, 0.0, 0.0), place, (58.0, -10.0))) for place in places]
    left = [left_over(facts, name) for name, *_ in WAYS]
    names, lost = Group(), []
    for board, place, (_, row, name), number in zip(boards, places, WAYS, left, strict=True):
        board.at = lying(facts.faces)
        if row == MOST_INK and facts.in_color:
            name = label_text("farthest from grey")
        names.add(under(scene, label_text("{name}: {left}", name=name, left=number[0]), place, [number]))
        blank = np.zeros(len(facts.faces))
        blank[facts.blank(row)] = 1
        up = board.at + np.outer(blank, [0, 0.5 * facts.large, 0])
        lost.append((Change(board, at=up, lit=blank, run_time=0.7), Change(board, blank=blank, run_time=0.7)))
    count, whole = grouped(facts.how_many_blank), left_over(facts, "as it is")
    if facts.answers:
        caption = phrased("Blank {count} patches: what is left of “{answer}”, {chance} before?", count=count[0],
                          answer=facts.answer, chance=whole[0])  # fmt: skip
        numbers: Numbers = [count, whole]
        told = label_text("probability of “{answer}” with patches blank; random ones: mean of several draws",
                          answer=facts.answer)  # fmt: skip
    else:
        caption = phrased("Blank {count} patches: how near does the class token’s vector stay?", count=count[0])
        numbers = [count]
        told = label_text("cosine with the vector of the whole picture; random patches: mean of several draws")
    heading = heading_of(scene, told)
    scene.change_provenance(label_text("patches blank in the picture itself"))
    cut_to(scene, *boards, heading)
    with scene.beat("blank", caption, numbers):
        scene.play(*[lift for lift, _ in lost])
        scene.play(*[gone for _, gone in lost])
        scene.play(FadeIn(names, run_time=0.7))
        scene.wait(0.4)


def show_counted(scene: AttentionScene, facts: VisionFacts) -> None:
    """Count right answers with nothing blank, and with patches blank in four ways."""
    bars = [
        Bar(label_text("none"), facts.counted.right(DIGITS), "key"),
        Bar(label_text("least read"), facts.counted.right_blank(LEAST), "soft"),
        Bar(label_text("random"), facts.counted.right_blank(RANDOM), "soft"),
        Bar(label_text("most read"), facts.counted.right_blank(MOST), "query"),
        Bar(label_text("most ink"), facts.counted.right_blank(MOST_INK), "value"),
    ]
    most, random, ink = (grouped(facts.counted.right_blank(row)) for row in (MOST, RANDOM, MOST_INK))
    measured = claim_text("{most}, {random}, {ink}", most=most[0], random=random[0], ink=ink[0])
    tells = scene.claim("blanking what is read most costs more than random patches, in three runs",
                        facts.counted.in_all(MOST, RANDOM, CLEARLY), measured)  # fmt: skip
    less = scene.claim("blanking the patches with most ink costs more still, in three runs",
                       facts.counted.in_all(MOST_INK, MOST, CLEARLY), measured)  # fmt: skip
    what = {"read": most[0], "any": random[0], "ink": ink[0]}
    caption = phrased("Right with the most read blank: {read}; random: {any}; most ink: {ink}.", **what)
    if tells and less:
        caption = phrased("Weights show a little: most read blank, {read}; random, {any}; ink, {ink}.", **what)
    count, blank = grouped(facts.counted.pictures), grouped(facts.counted.how_many_blank)
    text = label_text("one picture is no proof: of {count} held-out digits, right with {blank} patches blank in each",
                      count=count[0], blank=blank[0])  # fmt: skip
    scene.change_provenance(COUNTED)
    drawn = count_towers(scene, places_in(scene.layout).towers, bars, lit=(3,))
    show_counts(scene, "counted", (caption, [most, random, ink]), drawn, (text, [count, blank]))
