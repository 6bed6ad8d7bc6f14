"""Beats: right answers of runs with one thing changed, beside guessing and beside each other's seeds."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, LEFT, UP

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.learning.tower_rows import TowerRows, in_rows
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.ablations.variant_facts import VariantFacts
from attention_scenes.scenes.parts.ablations.variant_models import BASE, KINDS, SEEDS
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.training.checkpoints import letter_of

NAMES = {
    BASE: label_text("as before"), "no-values": label_text("no value map"),
    "one-head": label_text("one head"), "eight-heads": label_text("eight heads"),
}  # fmt: skip
CLEARLY = 0.1  # by how much the worst of one seed is better than the best of another, where they are told apart


def towers_place(scene: AttentionScene, row: int = 0, rows: int = 1) -> Place:
    """Return what a row of towers fills; names stand below it, what its pane is at its right."""
    stage, wide = scene.layout.stage, scene.layout.is_wide
    if wide:
        return Place(stage.left + 0.1, stage.bottom + 1.0, stage.right - 2.0, stage.top - 1.45)
    step = (stage.height - 1.0) / rows
    top = stage.top - 1.6 - row * step
    return Place(stage.left, top - step + 1.75, stage.right - 1.5, top)


def towers_of(
    scene: AttentionScene, groups: Sequence[RunGroup], guess: Reading, row: int = 0, rows: int = 1, full: float = 0.0
) -> RunTowers:  # fmt: skip
    """Return towers in their place, none of them risen; ``full`` is how high 1 is beside a tower's width."""
    em, wide = scene.layout.em, scene.layout.is_wide
    digits = written(float(guess))
    level = Level(guess, label_text("guessing {share}", share=digits), digits=digits)
    return RunTowers(
        groups, level, *towers_place(scene, row, rows).corners, full=full or (5.4 if wide else 4.6),
        em=1.15 * em.word if wide else em.note, mark_em=em.word if wide else 0.95 * em.note,
    )  # fmt: skip


def all_kinds(scene: AttentionScene, facts: VariantFacts) -> TowerRows:
    """Return the towers of every kind: in a tall frame two rows of two."""
    names = [letter_of(seed) for seed in SEEDS]
    groups = [RunGroup(NAMES[kind], facts.right(kind), facts.roles(facts.right(kind)), names) for kind in KINDS]
    each = len(groups) if scene.layout.is_wide else 2
    parts = in_rows(groups, each)
    return TowerRows([towers_of(scene, part, facts.guess, n, len(parts)) for n, part in enumerate(parts)], each)


def show_seeds(scene: AttentionScene, facts: VariantFacts) -> tuple[TowerRows, Lines]:
    """Show the towers of the runs in which nothing is changed but the seed."""
    drawn, count = all_kinds(scene, facts), scene.counted("variant.sentences")
    runs = ", ".join(map(letter_of, SEEDS))
    said = label_text("right answers about phrases never trained, {count} sentences; {runs}: seeds", count=count[0],
                      runs=runs)  # fmt: skip
    heading = heading_of(scene, said, [count])
    seeds = grouped(Reading.constant(len(SEEDS)))
    caption = phrased("Same training, {count} seeds: other first numbers, other sentence order.", count=seeds[0])
    for row in drawn.rows[:1]:
        row.growth[0] = 1.0  # they are there before anything is read: a stage is never empty
    scene.add(*drawn.rows, heading)
    with scene.beat("seeds", caption, [seeds]):
        scene.play(*drawn.change([KINDS.index(BASE)], 0.8, named=1.0))
        scene.wait(0.6)
    return drawn, heading


def show_values(scene: AttentionScene, facts: VariantFacts, drawn: TowerRows, heading: Lines) -> None:
    """Raise those without a value map: what heads mix is a share of each word's own numbers."""
    ends = [*facts.ends("no-values"), *facts.ends(BASE)]
    low, high, one, most = (written(float(each)) for each in ends)
    what = {"low": low, "high": high, "one": one, "top": most}
    works = scene.claim(
        "without a value map some seed is well above guessing", any(facts.above(facts.right("no-values"))),
        claim_text("{low} to {high}", low=low, high=high),
    )  # fmt: skip
    caption = phrased("Without a value map: {low} to {high} right; with it: {one} to {top}.", **what)
    if works:
        caption = phrased("It can work without a value map: {low} to {high}; with one: {one} to {top}.", **what)
    note = note_below(scene, heading, label_text("no value map: heads mix the words’ own numbers"))
    with scene.beat("values", caption, list(zip((low, high, one, most), ends, strict=True))):
        scene.play(*drawn.change([KINDS.index("no-values")], 1.6, growth=1.0), FadeIn(note, run_time=0.6))
        scene.play(*drawn.change([KINDS.index("no-values")], 0.6, named=1.0))
        scene.wait(0.6)
    scene.let_go(note)


def show_heads(scene: AttentionScene, facts: VariantFacts, drawn: TowerRows, heading: Lines) -> None:
    """Raise those with one head, then those with eight."""
    ends = [*facts.ends("one-head"), *facts.ends("eight-heads")]
    one, other, low, high = (written(float(each)) for each in ends)
    sizes = [float(facts.size(kind)) for kind in (BASE, "one-head", "eight-heads")]
    alike = scene.claim(
        "with one head, four or eight as many numbers are learned", len({*sizes}) == 1,
        claim_text("{sizes}", sizes=", ".join(f"{size:,.0f}" for size in sizes)),
    )  # fmt: skip
    caption = phrased("One head: {one} to {other}. Eight heads: {low} to {high}.", one=one, other=other, low=low,
                      high=high)  # fmt: skip
    if alike:
        caption = phrased("With as many numbers, one head: {one} to {other}; eight: {low} to {high}.", one=one,
                          other=other, low=low, high=high)  # fmt: skip
    note = cost_of_heads(scene, facts, heading, alike)
    with scene.beat("heads", caption, list(zip((one, other, low, high), ends, strict=True))):
        for number, kind in enumerate(("one-head", "eight-heads")):
            come = [] if number else [FadeIn(note, run_time=0.6)]
            scene.play(*drawn.change([KINDS.index(kind)], 1.3, growth=1.0), *come)
            scene.play(*drawn.change([KINDS.index(kind)], 0.5, named=1.0))
        scene.wait(0.6)
    scene.let_go(note)


def note_below(scene: AttentionScene, heading: Lines, text: str, numbers: Numbers = ()) -> Lines:
    """Return what is said of a kind, below the heading."""
    em = 1.15 * scene.layout.em.word if scene.layout.is_wide else scene.layout.em.word
    note = Lines(text, em, scene.layout.stage.width, edge=-1, numbers=numbers)
    return note.next_to(heading, DOWN, buff=0.2, aligned_edge=LEFT)


def cost_of_heads(scene: AttentionScene, facts: VariantFacts, heading: Lines, alike: bool) -> Lines:
    """Return how many numbers a run learns with each count of heads, as counted in them."""
    counts = [facts.heads(kind) for kind in ("one-head", BASE, "eight-heads")]
    sizes = [grouped(facts.size(kind)) for kind in ("one-head", BASE, "eight-heads")]
    heads = [grouped(each) for each in counts]
    what = dict(zip(("one", "four", "eight"), [text for text, _ in heads], strict=True))
    if alike:
        text = label_text(
            "{one}, {four} or {eight} heads: as many numbers learned, {size} in each run", size=sizes[0][0], **what
        )
        return note_below(scene, heading, text, [*heads, sizes[0]])
    text = label_text("numbers learned: {sizes}", sizes=", ".join(text for text, _ in sizes))
    return note_below(scene, heading, text, sizes)


def show_chance(scene: AttentionScene, facts: VariantFacts, drawn: TowerRows, heading: Lines) -> None:
    """Say what so few seeds prove: how one does in every kind, beside another."""
    best, worst = facts.best_and_worst()
    caption, numbers = said_of_seeds(scene, facts, best, worst)
    note = note_on_kinds(scene, facts)
    note.next_to(heading, DOWN, buff=0.2, aligned_edge=LEFT)
    if not scene.layout.is_wide:
        note.move_to(heading, UP + LEFT)
        scene.let_go(heading)
    with scene.beat("chance", caption, numbers):
        scene.play(FadeIn(note, run_time=0.6), *drawn.glow(best, 1.2))
        scene.wait(1.2)
    scene.make_way()


def note_on_kinds(scene: AttentionScene, facts: VariantFacts) -> Lines:
    """Return what the towers say of the kinds: whether each found it from some seed, and from another not."""
    above = [facts.above(facts.right(kind)) for kind in KINDS]
    mixed = scene.claim(
        "every kind is well above guessing from some seed, and hardly above it from another",
        all(any(own) and not all(own) for own in above),
        claim_text("guessing {share}", share=written(float(facts.guess))),
    )
    seeds = grouped(Reading.constant(len(SEEDS)))
    text = label_text("{count} seeds a kind are too few to rank the kinds", count=seeds[0])
    if mixed:
        text = label_text("every kind learns it from some seed, none from all {count}: they cannot be ranked",
                          count=seeds[0])  # fmt: skip
    em = 1.15 * scene.layout.em.word if scene.layout.is_wide else scene.layout.em.word
    return Lines(text, em, scene.layout.stage.width, "focus", edge=-1, numbers=[seeds])


def said_of_seeds(scene: AttentionScene, facts: VariantFacts, best: int, worst: int) -> tuple[str, Numbers]:
    """Return the caption on how much the seed does, and its numbers."""
    good, bad = facts.of_seed(best), facts.of_seed(worst)
    low, high = good[int(good.value.argmin())], bad[int(bad.value.argmax())]
    one, other = written(float(low)), written(float(high))
    seeds = grouped(Reading.constant(len(SEEDS)))
    apart = scene.claim(
        "one seed is better in every kind than another is in any", float(low) - float(high) > CLEARLY,
        claim_text("{low} and {high}", low=one, high=other),
    )  # fmt: skip
    if apart:
        caption = phrased(
            "The seed counts: {a} gets {low} or more in every kind, {b} {high} at most.", a=letter_of(SEEDS[best]),
            low=one, b=letter_of(SEEDS[worst]), high=other,
        )  # fmt: skip
        return caption, [(one, low), (other, high)]
    widest = max(facts.spread(kind) for kind in KINDS)
    moves = scene.claim(
        "seeds of one kind lie farther apart than the means of all kinds", widest > facts.apart(),
        claim_text("{seeds} and {kinds}", seeds=written(widest), kinds=written(facts.apart())),
    )  # fmt: skip
    if moves:
        return phrased("Seeds lie farther apart than kinds: {count} prove no kind better.", count=seeds[0]), [seeds]
    return phrased("Kinds lie farther apart than seeds here; {count} seeds are few.", count=seeds[0]), [seeds]
