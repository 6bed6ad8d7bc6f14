"""Beat: a head's map from random to structured, beside the same numbers in other places."""

from __future__ import annotations

from dataclasses import dataclass

from manim import DOWN, LEFT, UP, Group, linear

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.learning.spectrum_hill import SpectrumHill
from attention_scenes.scenes.mobjects.learning.step_ledger import LedgerRow, StepLedger
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.training.checkpoints import letter_of, runs
from attention_scenes.scenes.parts.training.run_beats import head_of
from attention_scenes.scenes.parts.training.training_facts import TrainingFacts, named_head

LEAST, MEAN, MOST = range(3)  # of what shuffles leave
SAME = 0.2  # of a shuffle's largest value, in the mean: nearer to it is about the same
GUESSES = 0.1  # a run that is right by so little more than guessing has not learned it
DECIMALS = 3  # of singular values: by what is written, how many times as large they are can be worked out
BESIDE = 4.7  # scene units right of the hill, for numbers
RAISED = 0.25  # scene units between the lowest line and what is below it


@dataclass(frozen=True)
class Order:
    """The largest value of a run's map beside those of its shuffled numbers, ``[3]``, at the start and at the end."""

    seed: int
    start: tuple[Reading, Reading]
    end: tuple[Reading, Reading]

    @property
    def begins_alike(self) -> bool:
        return abs(float(self.start[0]) / float(self.start[1][MEAN]) - 1) < SAME

    @property
    def ends_beyond(self) -> bool:
        """Whether no shuffle has so large a value."""
        return float(self.end[0]) > float(self.end[1][MOST])

    @property
    def times(self) -> Reading:
        """How many times as large it is in the end as in the mean of shuffles."""
        return self.end[0] / self.end[1][MEAN]


def orders(facts: TrainingFacts) -> list[Order]:
    """Return the order of each run's head, the shown one in its place."""
    found = []
    for seed in sorted([facts.seed, *facts.others]):
        ends = (facts.order(step, seed, head_of(facts, seed)) for step in (runs()[seed][0], runs()[seed][-1]))
        found.append(Order(seed, *ends))
    return found


def show_spectrum(scene: AttentionScene, facts: TrainingFacts) -> None:
    """Let the singular values of the map come step by step, and with each what its numbers have when shuffled."""
    hill, found = hill_of(scene, facts), orders(facts)
    caption, numbers = said_of_order(scene, facts, found)
    heading = heading_of(scene, label_text("singular values of the head’s map: how far it stretches each direction"))
    ledger, below = ledger_of(scene, facts), lines_below(scene, facts, found)
    scene.change_provenance(*named_heads(scene, facts, found))
    cut_to(scene, hill, heading, ledger)
    with scene.beat("spectrum", caption, numbers):
        moves = [Change(each, at=len(facts.steps) - 1.0, rate_func=linear) for each in (hill, ledger.numbers)]
        scene.play(*moves, run_time=2.6)
        scene.play(FadeIn(below), run_time=0.6)
        scene.wait(0.7)
    scene.make_way()
    scene.change_provenance(*named_head(scene))


def named_heads(scene: AttentionScene, facts: TrainingFacts, found: list[Order]) -> tuple[str, Numbers]:
    """Return the source line: which head of each run it is, and what the band is."""
    layer, count = scene.counted("head.layer"), scene.counted("head_spectrum.shuffles")
    heads = [grouped(scene.bundle.count(f"head.{head_of(facts, each.seed)}")) for each in found]
    runs_ = ", ".join(f"{letter_of(each.seed)} {head[0]}" for each, head in zip(found, heads, strict=True))
    text = label_text("layer {layer} · heads: {runs} · band: the range of {count} shuffles", layer=layer[0], runs=runs_,
                      count=count[0])  # fmt: skip
    return text, [layer, *heads, count]


def hill_of(scene: AttentionScene, facts: TrainingFacts) -> SpectrumHill:
    """Return the hill at its first step."""
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    ends = [facts.step(n) for n in (0, len(facts.steps) - 1)]
    names = [(label_text("step {step}", step=step[0]), [step]) for step in ends]
    box = Place(scene.layout.frame.left, stage.bottom, scene.layout.frame.right, scene.layout.frame.top)
    hill = SpectrumHill(
        facts.spectra(), facts.shuffled(), *box.corners, names=names, em=em.word if wide else em.note,
        along=[step / max(facts.steps[-1], 1) for step in facts.steps],
    )  # fmt: skip
    at = Place(stage.left + 0.1, stage.bottom + 0.2, stage.right - BESIDE - 0.6, stage.top - 0.55)
    if not wide:
        at = Place(stage.left + 0.1, stage.bottom + 4.0, stage.right - 1.5, stage.top - 1.4)
    hill.stand_at(hill.seen(*at.corners, pitch=20, yaw=-32))
    return hill


def said_of_order(scene: AttentionScene, facts: TrainingFacts, found: list[Order]) -> tuple[str, Numbers]:
    """Return the caption on what training made of the map, where shuffled numbers would not have it."""
    [own] = [each for each in found if each.seed == facts.seed]
    alike = scene.claim(
        "before training a map’s largest singular value is about that of its shuffled numbers, in every run",
        all(each.begins_alike for each in found),
        claim_text(
            "{times} times", times=", ".join(f"{float(each.start[0] / each.start[1][MEAN]):.2f}" for each in found)
        ),
    )
    beyond = scene.claim(
        "after training it is larger than in any shuffle, in every run", all(each.ends_beyond for each in found),
        claim_text("{times} times", times=", ".join(f"{float(each.times):.2f}" for each in found)),
    )  # fmt: skip
    shown = own.start[0], own.end[0], own.end[1][MEAN]
    first, last, mean = (written(float(each), DECIMALS) for each in shown)
    numbers = list(zip((first, last, mean), shown, strict=True))
    if alike and beyond:
        caption = phrased("From random, {first}, to order, {last}: its numbers shuffled give {mean}.", first=first,
                          last=last, mean=mean)  # fmt: skip
        return caption, numbers
    caption = phrased("Its largest value: {first}, then {last}; its numbers shuffled give {mean}.", first=first,
                      last=last, mean=mean)  # fmt: skip
    return caption, numbers


def ledger_of(scene: AttentionScene, facts: TrainingFacts) -> StepLedger:
    """Return the largest value and that of shuffles, as they change."""
    place, em, wide = beside(scene), scene.layout.em, scene.layout.is_wide
    steps = [facts.step(n)[1] for n in range(len(facts.steps))]
    large = 1.2 * em.heading if wide else em.heading
    rows = [
        LedgerRow(label_text("steps"), "text", join(steps), 0, em.heading),
        LedgerRow(label_text("strongest direction"), "focus", facts.spectra()[:, 0], DECIMALS, large),
        LedgerRow(label_text("the same numbers, shuffled"), "text", facts.shuffled()[:, MEAN, 0], DECIMALS, large),
    ]
    ledger = StepLedger(rows, 1.1 * em.word if wide else em.note * 1.1, place.width, 0.9)
    ledger.shift([place.left, place.top, 0])
    return ledger


def lines_below(scene: AttentionScene, facts: TrainingFacts, found: list[Order]) -> Group:
    """Return of every run how many times as large its value is, and its right answers; order may be without skill."""
    place, em = beside(scene), scene.layout.em
    lines: list[tuple[str, str, Numbers]] = []
    for each in found:
        times, right = each.times, facts.score("right", 1, seed=each.seed)
        digits = written(float(times), 1), written(float(right))
        text = label_text("run {run}: {times} × shuffled, {right} right", run=letter_of(each.seed), times=digits[0],
                          right=digits[1])  # fmt: skip
        role = "focus" if each.seed == facts.seed else "soft"
        lines.append((text, role, list(zip(digits, (times, right), strict=True))))
    unskilled = [letter_of(each.seed) for each in found if each.ends_beyond
                 and float(facts.score("right", 1, seed=each.seed)) < float(facts.guess) + GUESSES]  # fmt: skip
    if scene.claim(
        "a run that answers little better than guessing has order, too", bool(unskilled),
        claim_text("{runs}", runs=", ".join(unskilled) or "–"),
    ):  # fmt: skip
        lines.append((label_text("order is no skill: {run} nearly guesses", run=unskilled[0]), "text", []))
    size = em.word if scene.layout.is_wide else em.note
    group = Group(*[Lines(text, size, place.width, role, edge=-1, numbers=own) for text, role, own in lines])
    group.arrange(DOWN, buff=0.14, aligned_edge=LEFT)
    return group.move_to(place.at(DOWN + LEFT) + (RAISED if scene.layout.is_wide else 0) * UP, DOWN + LEFT)


def beside(scene: AttentionScene) -> Place:
    """Return where numbers stand: right of the hill, or below it."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.right - BESIDE, stage.bottom + 0.05, stage.right, stage.top - 0.45)
    return Place(stage.left, stage.bottom, stage.right, stage.bottom + 4.0)
