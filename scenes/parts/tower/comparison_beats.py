"""Beats: a modifier alone and the ring that both shifts added give; the same after the first modifier, in it or not."""

from __future__ import annotations

from dataclasses import dataclass, field

from manim import Mobject

from attention_scenes.scenes.captions import claim_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.tower.plane_beats import MISS, ROW, ContrastSteps
from attention_scenes.scenes.parts.tower.tower_data import ALONE, LITTLE, ONE, OTHER, OTHER_TWO, TWO, WORD


@dataclass
class Comparison:
    """What was drawn of one modifier: its shifts with their names, and the ring with what leads to it."""

    shifts: list[Mobject] = field(default_factory=list)
    ring: list[Mobject] = field(default_factory=list)


def show_other(scene: AttentionScene, steps: ContrastSteps) -> Comparison:
    """Show another modifier than the second one: alone, where both shifts added lead, and after the first."""
    contrasts = steps.contrasts
    word, drawn = contrasts.params.other, Comparison()
    caption, numbers = said_alone(steps, word, OTHER)
    show_alone(scene, steps, "other alone", caption, numbers, OTHER, OTHER_TWO, drawn)
    alone, after = contrasts.way(WORD, OTHER)[1], contrasts.way(ONE, OTHER_TWO)[1]
    alike = abs(float(after) - float(alone)) < LITTLE
    same = scene.claim(
        claim_text("“{word}” moves as far after “{one}” as alone", word=word, one=contrasts.one),
        alike and abs(float(alone)) >= LITTLE,
        claim_text("{one} against {other}", one=f"{float(after):+.3f}", other=f"{float(alone):+.3f}"),
    )
    miss = contrasts.miss(OTHER, OTHER_TWO)
    inside = scene.claim(
        claim_text("“{phrase}” is where both shifts added lead", phrase=contrasts.params.all_phrases[OTHER_TWO]),
        float(miss) < LITTLE,
        claim_text("{distance} away", distance=f"{float(miss):.3f}"),
    )
    caption = phrased("“{word}” after “{one}” does not move it as it does alone.", word=word, one=contrasts.one)
    if same and inside:
        caption = phrased(
            "“{word}” moves it about as far after “{one}” as alone: it adds.", word=word, one=contrasts.one
        )
    elif same:
        caption = phrased("“{word}” moves it as far after “{one}”, but misses the ring.", word=word, one=contrasts.one)
    elif alike:
        caption = phrased(
            "“{word}” hardly moves it alone, and hardly more after “{one}”.", word=word, one=contrasts.one
        )
    with scene.beat("other", caption):
        show_after(scene, steps, OTHER_TWO, drawn)
        scene.play(steps.row(MISS[OTHER_TWO]), run_time=0.5)
        scene.wait(0.8)
    scene.let_go(*drawn.shifts, *drawn.ring)
    steps.dim(OTHER, OTHER_TWO)
    return drawn


def show_second(scene: AttentionScene, steps: ContrastSteps) -> Comparison:
    """Show the second modifier: alone, where both shifts added lead, and after the first; say whether it is there."""
    contrasts, drawn = steps.contrasts, Comparison()
    word, phrase, axis = contrasts.two, contrasts.params.phrases[WORD], named(contrasts.up.title)
    change = float(contrasts.alone[1])
    scene.claim(
        claim_text("“{word}” alone moves “{phrase}” along {axis}", word=word, phrase=phrase, axis=axis),
        abs(change) >= LITTLE,
        f"{change:+.3f}",
    )
    caption, numbers = said_alone(steps, word, ALONE)
    show_alone(scene, steps, "alone", caption, numbers, ALONE, TWO, drawn)
    after = contrasts.after[1]
    little = scene.claim(
        claim_text(
            "“{word}” hardly moves “{phrase}” along {axis}", word=word, phrase=contrasts.params.phrases[ONE], axis=axis
        ),
        abs(float(after)) < LITTLE,
        f"{float(after):+.3f}",
    )
    number = written(float(after), 2, True)
    what = {"word": word, "axis": axis, "change": number}
    caption = phrased("“{word}” arrives: {axis} moves by {change}.", **what)
    if little:
        caption = phrased("“{word}” arrives: {axis} moves by only {change}.", **what)
    with scene.beat("second", caption, [(number, after)]):
        show_after(scene, steps, TWO, drawn)
    show_miss(scene, steps)
    return drawn


def said_alone(steps: ContrastSteps, word: str, phrase: int) -> tuple[str, Numbers]:
    """Return what a modifier does without the first one, and the number in it."""
    contrasts = steps.contrasts
    change = contrasts.way(WORD, phrase)[1]
    number = written(float(change), 2, True)
    what = {"one": contrasts.one, "word": word, "axis": named(contrasts.up.title), "change": number}
    caption = phrased("Without “{one}”, “{word}” moves {axis} by {change}.", **what)
    if abs(float(change)) < LITTLE:
        caption = phrased("Without “{one}”, “{word}” moves {axis} by only {change}.", **what)
    return caption, [(number, change)]


def show_alone(
    scene: AttentionScene, steps: ContrastSteps, name: str, caption: str, numbers: Numbers, alone: int, both: int,
    drawn: Comparison,
) -> None:  # fmt: skip
    """Show a modifier without the first one, then the ring in which both shifts added end."""
    shift, grows = steps.arrow(WORD, alone)
    with scene.beat(name, caption, numbers):
        scene.add(shift)
        scene.play(grows, steps.row(ROW[alone]), run_time=1.0)
        phrase = steps.name(alone)
        scene.play(FadeIn(phrase), steps.light(alone), run_time=0.5)
        dashes, ring, words = steps.ring(alone, both)
        scene.play(FadeIn(dashes, ring, words), run_time=0.8)
    drawn.shifts += [shift, phrase]
    drawn.ring += [dashes, ring, words]


def show_after(scene: AttentionScene, steps: ContrastSteps, both: int, drawn: Comparison) -> None:
    """Let the same modifier move the word that has the first one already."""
    shift, grows = steps.arrow(ONE, both)
    scene.add(shift)
    scene.play(grows, steps.row(ROW[both]), run_time=1.2)
    phrase = steps.name(both)
    scene.play(FadeIn(phrase), steps.light(both), run_time=0.5)
    drawn.shifts += [shift, phrase]


def show_miss(scene: AttentionScene, steps: ContrastSteps) -> None:
    """Say whether the third phrase is where both shifts added lead."""
    miss = float(steps.contrasts.miss(ALONE, TWO))
    stack = scene.claim(
        "both ways added lead to where the third phrase is",
        miss < LITTLE,
        claim_text("{distance} away", distance=f"{miss:.3f}"),
    )
    caption = phrased("Were the two ways simply added, it would end in the ring; it does not.")
    if stack:
        caption = phrased("Were the two ways simply added, it would end in the ring: it does, nearly.")
    with scene.beat("added", caption):
        scene.play(steps.row(MISS[TWO]), run_time=0.6)
