"""Beat: what one such training took, counted by the rule that GPT-3's paper counts by, and how much more that took."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, early
from attention_scenes.scenes.mobjects.learning.scale_cubes import ScaleCubes
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.ablations.variant_facts import VariantFacts
from attention_scenes.scenes.parts.ablations.variant_models import BASE

# As training/decoder has them: steps of a run, sentences in a step, tokens of the longest sentence.
STEPS, BATCH, LONGEST = 1_500, 64, 24
BILLION, THOUSAND = 1e9, 1e3
OPERATIONS = 2.0  # in a multiply-add
Shown = tuple[str, Reading]  # digits and their Reading


def per_number() -> Reading:
    """Return how many operations a token takes for each number: a multiply-add forwards, and twice as many back."""
    return Reading.cited("Brown2020,tableD.1.backward_multiple") * OPERATIONS


def operations_of(facts: VariantFacts) -> Reading:
    """Return how many operations a run takes at most: each token meets each number, forwards and back."""
    return facts.size(BASE) * float(STEPS) * float(BATCH) * float(LONGEST) * per_number()


def show_effort(scene: AttentionScene, facts: VariantFacts) -> None:
    """Count the operations of one run, and go on from cube to cube, a thousand times each, to GPT-3's training."""
    took, stage, em = operations_of(facts), scene.layout.stage, scene.layout.em
    own = grouped(took / BILLION)
    more = Reading.cited("Brown2020,tableD.1.flops") / took
    times = grouped(more / BILLION)
    each = per_number()
    text, factors = product(each, *(constant(each) for each in (STEPS, BATCH, LONGEST)), facts.size(BASE))
    lines: list[tuple[str, float, str, Numbers]] = [
        (label_text("one run: {product} = {count} billion operations", product=text, count=own[0]), 1.45 * em.word,
         "key", [*factors, own]),
        (label_text("operations, forwards and back · steps · sentences · tokens at most · numbers"),
         em.word, "text", []),
    ]  # fmt: skip
    said = Group(*[Lines(words, size, stage.width, role, edge=-1, numbers=own_) for words, size, role, own_ in lines])
    said.arrange(DOWN, buff=0.2, aligned_edge=LEFT).move_to(stage.at(UP + LEFT), UP + LEFT)
    cubes, names = _cubes(scene, more)
    last = label_text("GPT-3: {count} billion times as many", count=times[0])
    end = Lines(last, 1.45 * em.word, stage.width, "third", edge=1, numbers=[times])
    end.move_to(stage.at(DOWN, up=0.2), DOWN).align_to(stage.at(DOWN + RIGHT), RIGHT)
    scene.change_provenance(label_text("counted as the GPT-3 paper counts its own"))
    caption = phrased("A run: {own} billion operations at most; GPT-3, {times} billion times that.", own=own[0],
                      times=times[0])  # fmt: skip
    with scene.beat("effort", caption, [own, times]):
        scene.add(cubes)
        first = np.eye(len(cubes.grown))[0]
        scene.play(Change(cubes, grown=first, run_time=0.5), FadeIn(said, names[0], rate_func=early, run_time=0.9))
        for number in range(1, len(names)):
            come = np.arange(len(names)) <= number
            scene.play(Change(cubes, grown=come.astype(float), run_time=0.8), FadeIn(names[number], run_time=0.8))
        scene.play(FadeIn(end), run_time=0.8)
        scene.wait(1.0)


def _cubes(scene: AttentionScene, more: Reading) -> tuple[ScaleCubes, list[Lines]]:
    """Return cubes from a run's to GPT-3's, and what is written below each: how many of the one before it holds."""
    steps = int(np.log(float(more)) / np.log(THOUSAND))
    rest = more / THOUSAND**steps
    times = [constant(1), *[constant(THOUSAND) for _ in range(steps)], rest]
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    place = Place(stage.left, stage.bottom + (2.0 if wide else 3.6), stage.right, stage.top - (1.6 if wide else 2.6))
    roles = ["key", *["soft"] * steps, "third"]
    cubes = ScaleCubes(times, roles, *place.corners)
    names = []
    for n, (at, reading) in enumerate(zip(cubes.places(), times, strict=True)):
        digits: Shown = grouped(reading)
        text = label_text("× {count}", count=digits[0]) if n else label_text("one run")
        name = Lines(text, 1.1 * em.word if wide else em.note, cubes.step, roles[n], numbers=[digits] if n else [])
        names.append(name.move_to([at[0] + cubes.edge / 2, place.bottom - 0.4, 0]))
    return cubes, names
