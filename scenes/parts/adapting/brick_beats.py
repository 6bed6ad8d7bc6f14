"""Beats: two thin maps beside a frozen one, their product row by row, one entry of it, and its singular values."""

from __future__ import annotations

from manim import LEFT, UP

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, rush
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.learning.rank_brick import RankBrick
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.adapting.adapted_facts import AdaptedFacts
from attention_scenes.scenes.parts.adapting.adapted_models import ALL, RANK
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

VALUES = 10  # singular values that are drawn, the largest first
FROZEN_MAPS = {
    "q": label_text("query map, frozen"), "k": label_text("key map, frozen"), "v": label_text("value map, frozen"),
    "o": label_text("output map, frozen"),
}  # fmt: skip
MOST_DECIMALS = 6  # of factors
NOTHING = 1e-3  # of the largest: a singular value below is said to be 0


def brick_of(scene: AttentionScene, facts: AdaptedFacts) -> RankBrick:
    """Return the frozen map, and the brick at its side, whose tiles have not come."""
    stage, em, bundle = scene.layout.stage, scene.layout.em, facts.low_rank
    up, down, change = (bundle.probe(f"change.{name}") for name in ("up", "down", "change"))
    wide = scene.layout.is_wide
    names = [
        (FROZEN_MAPS[facts.map_at[1]], "soft"), ("B", "update"), ("A", "update"),
        (label_text("B × A, added"), "update"),
    ]  # fmt: skip
    place = Place(stage.left + 0.4, stage.bottom + 0.75, stage.right - 0.4, stage.top - (0.75 if wide else 1.9))
    return RankBrick(
        bundle.probe("change.frozen"), up, down, change, (place.left, place.bottom), (place.right, place.top),
        names=names, em=1.2 * em.word, entry=facts.largest(), stacked=not wide,
    )  # fmt: skip


def show_addition(scene: AttentionScene, facts: AdaptedFacts) -> RankBrick:
    """Show the frozen map, and let the two thin maps come at its side."""
    brick, bundle = brick_of(scene, facts), facts.low_rank
    up, down = (bundle.probe(f"change.{name}") for name in ("up", "down"))
    sizes = [Reading.constant(float(each)) for each in (*up.shape, *down.shape)]
    trained, kept = facts.pair(), product(bundle.count("d_model"), bundle.count("d_model"))
    text, numbers = product(sizes[0], sizes[1])
    heading = heading_of(scene, label_text("B is {size}, A as much; each map of attention has its own two", size=text),
                         numbers)  # fmt: skip
    layer, rank = str(facts.map_at[0]), str(facts.rank())
    scene.change_provenance(
        label_text("adapted with rank {rank} · layer {layer}", rank=rank, layer=layer),
        [(rank, Reading.constant(float(rank))), (layer, bundle.count(f"layer.{layer}"))],
    )
    caption = phrased("LoRA: {kept} weights stay frozen; B and A, {count} numbers, are trained.", kept=kept[0],
                      count=trained[0])  # fmt: skip
    cut_to(scene, brick, heading)
    with scene.beat("addition", caption, [*kept[1], trained]):
        scene.play(Change(brick, sides=1.0, run_time=1.6, rate_func=rush))
        scene.play(Change(brick, named=1.0, run_time=0.6))
        scene.wait(0.6)
    scene.let_go(heading)
    return brick


def show_product(scene: AttentionScene, facts: AdaptedFacts, brick: RankBrick) -> None:
    """Multiply the two, row by row: the front of the brick is what is added to the frozen map."""
    size, made = facts.low_rank.count("d_model"), facts.pair()
    whole, numbers = product(size, size)
    caption = phrased("B times A is added to the map: {whole} numbers, made from {count}.", whole=whole, count=made[0])
    with scene.beat("product", caption, [*numbers, made]):
        scene.play(Change(brick, swept=float(brick.size), run_time=2.6))
        scene.wait(0.6)


def show_entry(scene: AttentionScene, facts: AdaptedFacts, brick: RankBrick) -> None:
    """Work one entry out: a row of B times a column of A."""
    row, column = facts.largest()
    up, down = facts.low_rank.probe("change.up", row), facts.low_rank.probe("change.down")[:, column]
    entry = facts.low_rank.probe("change.change", row, column)
    text, numbers = sum_of_products(list(up), list(down), entry)
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    size = 1.35 * em.word if wide else em.word
    note = Lines(text, size, stage.width * (1.0 if wide else 0.7), "focus", edge=-1, numbers=numbers)
    note.move_to(stage.at(UP + LEFT, right=0.05), UP + LEFT)
    rank = (str(facts.rank()), Reading.constant(float(facts.rank())))
    caption = phrased("One entry: a row of B times a column of A, {rank} products added up.", rank=rank[0])
    with scene.beat("entry", caption, [rank]):
        scene.play(Change(brick, spoken=1.0, run_time=1.0), FadeIn(note, run_time=0.8))
        scene.wait(0.7)
    scene.let_go(note)


def sum_of_products(ones: list[Reading], others: list[Reading], whole: Reading) -> tuple[str, Numbers]:
    """Return a sum of products as it is written, with as many decimals as make it right as it stands, and its Readings.

    The digits of the whole are those of its factors where that many are enough.
    """
    for decimals in range(2, MOST_DECIMALS + 1):
        made = sum(round(float(one), decimals) * round(float(other), decimals)
                   for one, other in zip(ones, others, strict=True))  # fmt: skip
        if written(made, 2) == written(float(whole), 2):
            break
    terms, numbers = [], list[tuple[str, Reading]]()
    for pair in zip(ones, others, strict=True):
        digits = [written(float(each), decimals) for each in pair]
        terms.append(" × ".join(digits))
        numbers += zip(digits, pair, strict=True)
    result = written(float(whole))
    return " + ".join(terms) + f" = {result}", [*numbers, (result, whole)]


def show_rank(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Show the singular values of the change, beside those of the change where all weights are trained."""
    low, every = facts.sigma(RANK), facts.sigma(ALL)
    count, rank = min(VALUES, len(low)), facts.rank()
    there = int((low.value > NOTHING * low.value.max()).sum())
    holds = scene.claim(
        "the addition has as many singular values as its rank, the change of all weights more",
        there == rank < int((every.value > NOTHING * every.value.max()).sum()),
        claim_text("{count}", count=str(there)),
    )
    squares = (every[:rank] * every[:rank]).sum() / (every * every).sum()
    share, number = (written(float(squares)), squares), (str(rank), Reading.constant(float(rank)))
    caption = phrased("Of the change of all weights the first {rank} values hold {share}.",
                      rank=number[0], share=share[0])  # fmt: skip
    if holds:
        caption = phrased("Rank {n}: {n} values, then 0. All weights: the first {n} hold {share}.",
                          n=number[0], share=share[0])  # fmt: skip
    heading = heading_of(
        scene, label_text("singular values of the change, largest first; in front: all weights trained")
    )
    drawn = value_towers(scene, facts, low[:count], every[:count])
    layer = str(facts.map_at[0])
    scene.change_provenance(label_text("the same map of layer {layer}, adapted in two ways", layer=layer),
                            [(layer, facts.frozen.count(f"layer.{layer}"))])  # fmt: skip
    cut_to(scene, drawn, heading)
    with scene.beat("rank", caption, [number, number, *constants("0"), number, share] if holds else [number, share]):
        scene.play(Change(drawn, growth=1.0, run_time=1.8, rate_func=rush))
        scene.play(Change(drawn, marked=1.0, run_time=0.6))
        scene.wait(0.7)


def value_towers(scene: AttentionScene, facts: AdaptedFacts, low: Reading, every: Reading) -> PlaceTowers:
    """Return two rows of towers: of all weights in front, of the addition, whose few are higher, behind."""
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    count, rank = len(low), facts.rank()
    values = join([every, low]).reshape(2, count)
    roles = [["data_low"] * count, ["update" if n < rank else "soft" for n in range(count)]]
    marks: list[Mark] = [(1, n, written(float(low[n])), low[n]) for n in range(min(rank, count))]
    numbers = [(str(n + 1), Reading.constant(float(n + 1))) for n in range(count)]
    place = Place(stage.left + 0.3, stage.bottom + 1.0, stage.right - 0.3, stage.top - (1.5 if wide else 3.0))
    drawn = PlaceTowers(
        [str(n + 1) for n in range(count)], values, float(values.value.max()), roles, *place.corners,
        height=2.5 if wide else 6.0, em=em.word, turn=0.0, pitch=18, yaw=-16, marks=marks, mark_em=em.word, below=0.9,
        numbers=numbers,
    )  # fmt: skip
    drawn.named = 1.0
    drawn.growth[1] = 1.0  # a stage is never empty
    return drawn
