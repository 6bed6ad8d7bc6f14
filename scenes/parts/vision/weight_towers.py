"""Beat: what the class token reads by each head of the last layer, as towers of the patches."""

from __future__ import annotations

import numpy as np
from manim import Group

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.patches.patch_board import PatchBoard, lying
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.vision.picture_beats import board_of, box_of, seen_from
from attention_scenes.scenes.parts.vision.vision_facts import MOST_HEADS, VisionFacts
from attention_scenes.scenes.parts.vision.vision_places import places_in

HIGH = 4.2  # the tower of the largest weight, where four patches lie side by side
ASLANT = (38.0, -20.0)
HARDLY = 0.25  # a correlation with ink, nearer than which to nothing a head hardly goes with it


def show_heads(scene: AttentionScene, facts: VisionFacts) -> None:
    """Raise each patch by its weight, a board for each head."""
    count = min(int(facts.shown.meta["n_heads"]), MOST_HEADS)
    heads, layer = list(range(count)), str(facts.last)
    places = places_in(scene.layout).side_by_side(count, scene.layout.is_tall)
    boards = [_towers_of(scene, facts, head, place) for head, place in zip(heads, places, strict=True)]
    names = Group(*[
        under(scene, label_text("head {head}", head=head), place, [(str(head), facts.shown.count(f"head.{head}"))])
        for head, place in zip(heads, places, strict=True)
    ])  # fmt: skip
    text = label_text("each patch as high as its weight, what the class token reads of it")
    if facts.reads_digits:
        text = label_text("a patch as high as its weight; in DINO, a larger model, such maps do find objects")
    heading = heading_of(scene, text)
    scene.change_provenance(label_text("layer {layer}", layer=layer), [(layer, facts.shown.count(f"layer.{layer}"))])
    cut_to(scene, *boards, names, heading)
    with scene.beat("heads", *heads_caption(scene, facts)):
        full = max(float(facts.reads(head).value.max()) for head in heads)
        rises = []
        for head, board in zip(heads, boards, strict=True):
            high = HIGH * facts.large * facts.reads(head).value / full
            up = board.at + np.column_stack([0 * high, high, 0 * high])
            rises.append(Change(board, at=up, thick=board.thick + high, towered=1.0, run_time=1.6))
        scene.play(*rises)
        scene.wait(0.3)


def heads_caption(scene: AttentionScene, facts: VisionFacts) -> tuple[str, Numbers]:
    """Return what is said of heads: of our own on digits how they go with ink, of another whether they differ."""
    if not facts.reads_digits:
        return peaks_caption(scene, facts), []
    least, most = facts.counted.with_ink()
    digits, count = [written(float(each), sign=True) for each in (least, most)], grouped(facts.counted.pictures)
    hardly = scene.claim(
        "no head of the last layer goes with the ink", max(abs(float(least)), abs(float(most))) < HARDLY,
        claim_text("{least} to {most}", least=digits[0], most=digits[1]),
    )  # fmt: skip
    numbers = [(digits[0], least), (digits[1], most)]
    if hardly:
        return phrased("In {count} digits, heads here correlate little with ink: {least} to {most}.",
                       count=count[0], least=digits[0], most=digits[1]), [count, *numbers]  # fmt: skip
    return phrased("Weights and ink of all held-out digits: correlation {least} to {most}.", least=digits[0],
                   most=digits[1]), numbers  # fmt: skip


def peaks_caption(scene: AttentionScene, facts: VisionFacts) -> str:
    """Return what is said where ink is not counted: which patches heads read most, each its own, one, or neither."""
    heads = int(facts.shown.meta["n_heads"])
    peaks = [int(facts.reads(head).value.argmax()) for head in range(heads)]
    drawn = peaks[:MOST_HEADS]
    differ = scene.claim(
        "each head that is drawn has its largest weight on another patch", 1 < len(drawn) == len(set(drawn)),
        claim_text("{count}", count=len(set(drawn))),
    )  # fmt: skip
    if differ:
        return phrased("Head by head, the class token reads other patches.")
    if heads > 1 and len(set(peaks)) == 1:
        return phrased("All heads of the class token read the same patch most.")
    return phrased("What the class token reads of each patch, head by head.")


def _towers_of(scene: AttentionScene, facts: VisionFacts, head: int, place: Place) -> PatchBoard:
    board = board_of(scene, facts, seen_from(box_of(facts, 0.0, HIGH), place, ASLANT), weights=facts.reads(head))
    board.at = lying(facts.faces)
    return board


def under(scene: AttentionScene, text: str, place: Place, numbers: Numbers, role: str = "text") -> Lines:
    """Return what a board among several is called, under it."""
    em = (1.25 if scene.layout.is_wide else 1.0) * scene.layout.em.word
    lines = Lines(text, em, place.width, role, numbers=numbers)
    return lines.move_to([place.at()[0], place.bottom - 0.4, 0]).middle_on(place.bottom - 0.4)
