"""Beats: the second modifier alone, both ways added, and another modifier in its place."""

from __future__ import annotations

import numpy as np
from manim import Group

from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.tower.plane_beats import SUM, ContrastSteps, line_of
from attention_scenes.scenes.parts.tower.tower_data import ALONE, LITTLE, ONE, OTHER, OTHER_TWO, TWO, WORD


def show_alone(scene: AttentionScene, steps: ContrastSteps) -> tuple[bool, Group]:
    """Show the second modifier without the first: whether it moves the word there, and its dot and way, which stay."""
    contrasts = steps.contrasts
    change = contrasts.alone[1]
    number = written(float(change), 2, True)
    works = scene.claim(
        claim_text(
            "“{word}” alone moves “{phrase}” along {axis}",
            word=contrasts.two,
            phrase=contrasts.params.phrases[WORD],
            axis=named(contrasts.up.title),
        ),
        abs(float(change)) >= LITTLE,
        f"{float(change):+.3f}",
    )
    what = {"one": contrasts.one, "word": contrasts.two, "axis": named(contrasts.up.title), "change": number}
    caption = phrased("Without “{one}”, “{word}” moves {axis} by {change}.", **what)
    if not works:
        caption = phrased("Without “{one}”, “{word}” moves {axis} by only {change}.", **what)
    scene.let_go(*steps.images.values())
    with scene.beat("alone", caption, [(number, change)]):
        step = steps.control(WORD, ALONE, contrasts.two, [WORD, ALONE], [1, 2])
        scene.wait(0.8)
    return works, step


def show_sum(scene: AttentionScene, steps: ContrastSteps, alone: Group) -> bool:
    """Show where both ways added would lead; return whether the model is there."""
    contrasts = steps.contrasts
    added = (contrasts.places[ONE] + contrasts.alone).value
    gap = float(np.linalg.norm(contrasts.at[TWO] - added))
    stack = scene.claim(
        "both ways added lead to where the third phrase is",
        gap < LITTLE,
        claim_text("{distance} away", distance=f"{gap:.3f}"),
    )
    ring = steps.plane.ring(added)
    dashes = Group(steps.plane.dashes(contrasts.at[ONE], added), steps.plane.dashes(contrasts.at[ALONE], added))
    others = np.vstack([contrasts.at, line_of(added, contrasts.at[ALONE])[1:], line_of(added, contrasts.at[ONE])[1:]])
    name = steps.plane.beside(scene.label(label_text("both ways added"), 0.3), added, others)
    caption = phrased("Were the two ways simply added, it would end in the ring; it does not.")
    if stack:
        caption = phrased("Were the two ways simply added, it would end in the ring: it does, nearly.")
    with scene.beat("added", caption):
        scene.play(FadeOut(alone[-1]), run_time=0.3)
        alone.remove(alone[-1])
        scene.play(FadeIn(dashes), *steps.table.turn([TWO], [0, 2]), run_time=0.8)
        scene.play(steps.come(SUM), run_time=1.2)
        scene.play(FadeIn(ring), FadeIn(name), run_time=0.6)
        scene.wait(1)
    scene.let_go(dashes, ring, name, alone)
    steps.hide(ALONE, SUM)
    return stack


def show_other(scene: AttentionScene, steps: ContrastSteps) -> bool:
    """Show another modifier in the place of the second; return whether it adds."""
    contrasts = steps.contrasts
    alone, after = contrasts.way(WORD, OTHER)[1], contrasts.way(ONE, OTHER_TWO)[1]
    same = abs(float(after) - float(alone)) < LITTLE and abs(float(alone)) >= LITTLE
    word = contrasts.params.other
    adds = scene.claim(
        claim_text("“{word}” moves as far after “{one}” as alone", word=word, one=contrasts.one),
        same,
        claim_text("{one} against {other}", one=f"{float(after):+.3f}", other=f"{float(alone):+.3f}"),
    )
    caption = phrased("“{word}” after “{one}” does not move it as it does alone.", word=word, one=contrasts.one)
    if same:
        caption = phrased(
            "“{word}” moves it about as far after “{one}” as alone: it adds.", word=word, one=contrasts.one
        )
    with scene.beat("other", caption):
        first = steps.control(WORD, OTHER, word, [OTHER], [3])
        second = steps.control(ONE, OTHER_TWO, word, [OTHER, OTHER_TWO], [3, 4])
        scene.wait(1)
    scene.let_go(first, second)
    steps.hide(OTHER, OTHER_TWO)
    return adds
