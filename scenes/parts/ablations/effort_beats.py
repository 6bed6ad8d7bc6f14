"""Beat: what one such training took, counted by the rule that GPT-3's paper counts by, and how much more that took."""

from __future__ import annotations

from manim import DOWN, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, early
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.ablations.variant_facts import VariantFacts
from attention_scenes.scenes.parts.ablations.variant_models import BASE

# As training/decoder has them: steps of a run, sentences in a step, tokens of the longest sentence.
STEPS, BATCH, LONGEST = 1_500, 64, 24
BILLION = 1e9
OPERATIONS = 2.0  # in a multiply-add


def operations_of(facts: VariantFacts) -> Reading:
    """Return how many operations a run takes at most: each token meets each number, forwards and back."""
    times = Reading.cited("Brown2020,tableD.1.backward_multiple") * OPERATIONS
    return facts.size(BASE) * float(STEPS) * float(BATCH) * float(LONGEST) * times


def show_effort(scene: AttentionScene, facts: VariantFacts) -> None:
    """Count the operations of one run, and how many times as many GPT-3's training took."""
    took, stage, em = operations_of(facts), scene.layout.stage, scene.layout.em
    own = grouped(took / BILLION)
    times = grouped(Reading.cited("Brown2020,tableD.1.flops") / took / BILLION)
    size = grouped(facts.size(BASE))
    text, factors = product(*(constant(each) for each in (STEPS, BATCH, LONGEST)))
    lines: list[tuple[str, float, str, Numbers]] = [
        (label_text("{count} billion operations", count=own[0]), em.hero, "key", [own]),
        (label_text("one run: steps × sentences × tokens at most, {product}, for each of {count} numbers",
                    product=text, count=size[0]), em.word, "soft", [*factors, size]),
        (label_text("GPT-3: {count} billion times as many", count=times[0]), em.heading * 1.2, "third", [times]),
    ]  # fmt: skip
    made = Group()
    for words, size_, role, numbers in lines:
        large = role != "soft" and scene.layout.is_wide
        made.add(
            fitted(scene.label(words, size_, role, numbers=numbers), stage.width)
            if large
            else Lines(words, min(size_, em.heading), stage.width, role, numbers=numbers)
        )
    made.arrange(DOWN, buff=0.45).move_to(stage.at())
    scene.change_provenance(label_text("counted as the GPT-3 paper counts its own"))
    with scene.beat("effort", phrased("What one such training takes, and GPT-3’s by the same rule.")):
        scene.play(FadeIn(*made[:2], rate_func=early), run_time=0.9)
        scene.wait(0.5)
        scene.play(FadeIn(made[2]), run_time=0.8)
        scene.wait(1.0)
