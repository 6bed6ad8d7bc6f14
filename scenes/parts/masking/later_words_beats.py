"""Beats: a later word that matters: which way it may flow, and which way it may not."""

from __future__ import annotations

import numpy as np
from manim import LEFT, UP, Create, Mobject

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.masking.alternatives import tinted
from attention_scenes.scenes.parts.masking.mask_grids import (
    arriving,
    grid_at,
    headed,
    lines,
)
from attention_scenes.scenes.parts.masking.mask_places import places_in
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.unmasked_beats import LITTLE
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.head_cards import head_card, reads_the_word_before

HALF = 0.5  # of a query's weight
CARD = 4.4  # scene units: width of a card


def show_later_words(scene: AttentionScene, focus: MaskFocus) -> None:
    """Show a short sentence whose later word matters: read with the mask off, and reading with it on, where most."""
    opened, every = focus.read("pattern", "asked_open"), scene.bundle.read("pattern", trace="asked")
    ahead = np.triu(opened.value, 1)
    ahead[0] = 0  # the first token only gathers attention
    query, key = (int(i) for i in np.unravel_index(ahead.argmax(), ahead.shape))
    back = every.value[:, :, key, query]
    layer, head = (int(i) for i in np.unravel_index(back.argmax(), back.shape))
    first, then = focus.word(query, "asked"), focus.word(key, "asked")
    at = places_in(scene.layout)
    grids = [
        grid_at(scene, "asked", len(opened), np.array(at.short) / len(opened), corner + np.array([at.inset, 0]))
        for corner in (at.first.at(UP + LEFT)[:2], at.second)
    ]
    dots = [tinted(grids[0], opened), grids[1].dots(every[layer, head])]
    where = [(str(layer), scene.bundle.count(f"layer.{layer}"))]
    second = [*where, (str(head), scene.bundle.count(f"head.{head}"))]
    first_head = [scene.counted("head.layer"), scene.counted("head.head")]
    on = label_text("layer {layer} · head {head}, mask on", layer=layer, head=head)
    off = label_text("layer {layer} · head {head}, mask off", layer=focus.layer, head=focus.head)
    heads = headed(scene, grids[0], off, first_head), headed(scene, grids[1], on, second)
    cells = grids[0].cell_frame(query, key), grids[1].cell_frame(key, query)
    shares = [opened[query, key], every[layer, head, key, query]]
    told = [written(float(share)) for share in shares]
    would = scene.claim("the earlier word would read the later one", float(shares[0]) >= LITTLE, told[0])
    what = {"earlier": first, "later": then, "share": told[0]}
    caption = phrased("Mask off, “{earlier}” would hardly read “{later}”: {share}.", **what)
    if would:
        caption = phrased("Mask off, “{earlier}” would read “{later}”, with weight {share}.", **what)
    asked = lines(
        scene, label_text("“{text}”:", text=scene.bundle.text("asked")), label_text("do later words not matter?")
    )
    cut_to(scene, grids[0], heads[0], asked, dots[0])
    with scene.beat("later words", caption, [(told[0], shares[0])]):
        scene.play(Create(cells[0]), run_time=0.6)
    scene.let_go(asked)
    previous = scene.bundle.probe("kind.previous", layer, head)
    always = scene.claim(
        "the head in which the later word reads the earlier one mostly reads the word before, whatever it is",
        key == query + 1 and float(previous) > HALF,
        claim_text("weight one back in prose {usual}", usual=written(float(previous))),
    )
    both = phrased("Mask on, “{later}” reads “{earlier}”: {share}.", **what | {"share": told[1]})
    if (layer, head) != (focus.layer, focus.head):
        both = phrased("In another head, mask on, “{later}” reads “{earlier}”: {share}.", **what | {"share": told[1]})
        if len(both) > 70:
            both = phrased("In another head “{later}” reads “{earlier}”: {share}.", **what | {"share": told[1]})
    scene.remove(*filter(None, [scene.source_line]))
    scene.provenance(label_text("layer {layer} · head {head}", layer=layer, head=head), second)
    scene.let_go(grids[0], heads[0], dots[0], cells[0])
    card = second_card(scene, (layer, head), always)
    with scene.beat("earlier words", both, [(told[1], shares[1])]):
        scene.play(FadeIn(grids[1], heads[1], grids[1].hatching(), run_time=0.6), arriving(grids[1], dots[1], 1.0))
        scene.play(Create(cells[1]), FadeIn(card), run_time=0.6)


def second_card(scene: AttentionScene, head: tuple[int, int], always: bool) -> Mobject:
    """Return the card of the head that reads back, in the first grid's place: one dot alone would prove nothing."""
    why = label_text("so this dot is its habit") if always else ""
    place = places_in(scene.layout).first
    card = head_card(scene, *head, [reads_the_word_before], why, width=min(place.width, CARD))
    return card.move_to(place.at())
