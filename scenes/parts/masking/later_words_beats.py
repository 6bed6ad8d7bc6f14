"""Beats: a later word that matters: which way it may flow, and which way it may not."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Create, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.pattern_grid import PatternGrid
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.labels import fitted
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

HALF = 0.5  # of a query's weight


def show_later_words(scene: AttentionScene, focus: MaskFocus) -> None:
    """Show a short sentence whose later word matters: which way it may flow, and which way it may not."""
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
    with scene.beat("later words", caption, [(told[0], shares[0])]):
        scene.play(FadeIn(grids[0], heads[0], asked, run_time=0.6), arriving(grids[0], dots[0], 1.4))
        scene.play(Create(cells[0]), run_time=0.6)
    scene.let_go(asked)
    previous = scene.bundle.probe("kind.previous", layer, head)
    usual = written(float(previous))
    always = scene.claim(
        "the head in which the later word reads the earlier one mostly reads the word before, whatever it is",
        key == query + 1 and float(previous) > HALF,
        claim_text("weight one back in prose {usual}", usual=usual),
    )
    both = phrased("Mask on, “{earlier}” never reads “{later}”; the other way: {share}.", **what | {"share": told[1]})
    if len(both) > 70:
        both = phrased("“{later}” reads “{earlier}”: {share}. Never the other way.", **what | {"share": told[1]})
    scene.remove(*filter(None, [scene.source_line]))
    scene.provenance(
        label_text(
            "left: layer {layer} · head {head}; right: layer {other_layer} · head {other_head}",
            layer=focus.layer,
            head=focus.head,
            other_layer=layer,
            other_head=head,
        ),
        [*first_head, *second],
    )
    with scene.beat("earlier words", both, [(told[1], shares[1])]):
        scene.play(FadeIn(grids[1], heads[1], grids[1].hatching(), run_time=0.6), arriving(grids[1], dots[1], 1.4))
        control = the_control(scene, grids[1], usual, previous, always)
        scene.play(Create(cells[1]), FadeIn(control), run_time=0.6)
        scene.wait(0.5)


def the_control(scene: AttentionScene, grid: PatternGrid, usual: str, previous: Reading, always: bool) -> Mobject:
    """Return what the second head does elsewhere, under its grid: one arc alone would prove nothing."""
    count, sentences = scene.counted("kind.sentences")
    what = label_text("reads the word before, whichever:") if always else label_text("its weight on the word before:")
    much = label_text("{share} in prose ({count} sentences)", share=usual, count=count)
    left = max(grid.lattice.get_left()[0] - 1.2, places_in(scene.layout).beside)
    told = VGroup(
        scene.label(what, 0.34),
        scene.label(much, 0.34, "soft", numbers=[(usual, previous), (count, sentences)]),
    ).arrange(DOWN, buff=0.1, aligned_edge=LEFT)
    room = scene.layout.words.right - left
    return fitted(told, room).move_to(left * RIGHT, LEFT).align_to(grid.lattice.get_bottom() + 0.12 * DOWN, UP)
