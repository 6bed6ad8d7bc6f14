"""Beats: right answers of the new task and of the old one, for every way of adapting; and what can be taken off."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup
from attention_scenes.scenes.mobjects.learning.tower_rows import TowerRows
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.adapting.adapted_facts import NEW, OLD, AdaptedFacts, above, is_guess, roles
from attention_scenes.scenes.parts.adapting.adapted_models import ALL, FROZEN, RANK, RANKS, SOFT, WAYS
from attention_scenes.scenes.parts.adapting.way_towers import all_ways, name_of, risen, towers_of
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

SURE = 0.95  # of the answers: a way that gets so many right from every seed has learned the task
CLOSE = 0.05  # a share of right answers so near is called as good
HELD_OUT = label_text("sentences with a phrase that no training showed")


def show_new(scene: AttentionScene, facts: AdaptedFacts) -> TowerRows:
    """Raise right answers of the new task: the frozen decoder, then each way of adapting it but the last."""
    drawn = all_ways(scene, facts, NEW)
    count = grouped(facts.frozen.count("adapted.new_questions"))
    heading = heading_of(
        scene, label_text("new task, right of {count} questions; below towers: numbers trained",
                          count=count[0]), [count],
    )  # fmt: skip
    low = facts.right(RANK, NEW)
    least = low[int(low.value.argmin())]
    most = facts.right(ALL, NEW)[0]
    rank, pairs, size = facts.rank_of(RANK), grouped(facts.trained(RANK)), grouped(facts.trained(ALL))
    as_good = scene.claim(
        "every run of the low-rank addition is nearly as good as training all weights",
        float(least) > float(most) - CLOSE and float(least) > SURE,
        claim_text("{one} and {other}", one=written(float(least)), other=written(float(most))),
    )
    digits = (written(float(least)), least), (written(float(most)), most)
    fields = {"n": rank[0], "k": pairs[0], "all": size[0], "one": digits[0][0], "other": digits[1][0]}
    caption = phrased("Fine-tuning all {all}: {other} right. LoRA’s {k}, rank {n}: {one} or more.", **fields)
    if as_good:
        caption = phrased("Fine-tuning trains all {all} again: {other}. LoRA’s {k}: {one} or more.", **fields)
    scene.change_provenance(HELD_OUT)
    cut_to(scene, *drawn.rows, heading)
    numbers = [size, digits[1], pairs, digits[0]] if as_good else [size, digits[1], pairs, rank, digits[0]]
    with scene.beat("new", caption, numbers):
        for number in range(WAYS.index(SOFT)):
            scene.play(*risen(drawn, [number + 1], 0.75))
        scene.wait(0.6)
    return drawn


def show_soft_fails(scene: AttentionScene, facts: AdaptedFacts, drawn: TowerRows) -> None:
    """Raise the right answers of the soft vectors beside those of the other ways."""
    shares = facts.right(SOFT, NEW)
    best = shares[int(shares.value.argmax())]
    digits, count = (written(float(best)), best), grouped(facts.trained(SOFT))
    fails = scene.claim(
        "no run of the soft vectors is well above guessing in the new task",
        not any(above(shares, facts.guess(NEW))),
        claim_text("{share}", share=digits[0]),
    )
    caption = phrased("Soft vectors, {count} numbers: right in {share} at most.", count=count[0], share=digits[0])
    guesses = fails and is_guess(best, facts.guess(NEW))
    if guesses:
        caption = phrased("Soft vectors do not teach it here: {share} at most, a guess.", share=digits[0])
    with scene.beat("soft fails", caption, [digits] if guesses else [count, digits]):
        scene.play(*risen(drawn, [1 + WAYS.index(SOFT)], 1.2))
        scene.wait(0.8)


def show_old(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Raise right answers of the old task, which no sentence of the new training asked."""
    drawn = all_ways(scene, facts, OLD)
    count = grouped(facts.frozen.count("adapted.old_questions"))
    heading = heading_of(scene, label_text("old task, right of {count}: how was the noun?", count=count[0]), [count])
    before, least = facts.right(FROZEN, OLD)[0], {way: facts.right(way, OLD) for way in WAYS}
    every, low_ranks = (join([least[way] for way in ways]) for ways in (WAYS, RANKS))
    worst, low = (shares[int(shares.value.argmin())] for shares in (every, low_ranks))
    way = min(least, key=lambda way: float(least[way].value.min()))
    digits = [(written(float(each)), each) for each in (before, worst, low)]
    caption, numbers = said_of_old(scene, facts, way, digits)
    scene.change_provenance(HELD_OUT)
    cut_to(scene, *drawn.rows, heading)
    with scene.beat("old", caption, numbers):
        scene.play(*risen(drawn, range(1, 1 + len(WAYS)), 2.0))
        scene.wait(0.7)


def said_of_old(
    scene: AttentionScene, facts: AdaptedFacts, way: str, digits: list[tuple[str, Reading]]
) -> tuple[str, Numbers]:
    """Return which way forgot most, beside the worst run of all low ranks; ``digits`` of before, of it, of that."""
    name, own = name_of(facts, way)
    what = {"one": digits[0][0], "other": digits[1][0], "way": name}
    forgets = scene.claim(
        "some way forgets the old task", float(digits[1][1]) < float(digits[0][1]) - CLOSE,
        claim_text("{one} and {other}", one=digits[0][0], other=digits[1][0]),
    )  # fmt: skip
    if way in RANKS:
        caption = phrased("The old task, at worst: {one} → {other} by {way}.", **what)
        if forgets:
            caption = phrased("Forgetting, at worst: {one} → {other} by {way}.", **what)
        return caption, [*digits[:2], *own]
    what["low"] = digits[2][0]
    caption = phrased("The old task, at worst: {one} → {other} by {way}, {low} by LoRA.", **what)
    if forgets:
        caption = phrased("Forgetting, at worst: {one} → {other} by {way}, {low} by LoRA.", **what)
    return caption, [*digits[:2], *own, digits[2]]


def show_says(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Ask the clip's question of every way: the probability of the right noun."""
    ways, guess = (FROZEN, *WAYS), facts.guess_here()
    groups = []
    for way in ways:
        chance = facts.chance(way).reshape(1)
        name, numbers = name_of(facts, way)
        groups.append(RunGroup(name, chance, roles(chance, guess), (), numbers))
    drawn = towers_of(scene, groups, guess, 3.4 if scene.layout.is_wide else 1.4)
    heading = heading_of(scene, label_text("“{adjective} was the {noun}”: the probability of the last word",
                                           adjective=facts.adjective, noun=facts.noun))  # fmt: skip
    rank = facts.rank_of(RANK)
    low, every = facts.chance(RANK), facts.chance(ALL)
    digits = (written(float(low)), low), (written(float(every)), every)
    caption = phrased(
        "“{word}”? “{noun}”: {one} by rank {rank}, {other} by all weights.", word=facts.adjective,
        noun=named(facts.noun), one=digits[0][0], rank=rank[0], other=digits[1][0],
    )  # fmt: skip
    scene.change_provenance(label_text("the sentence of this clip"))
    cut_to(scene, *drawn.rows, heading)
    with scene.beat("says", caption, [digits[0], rank, digits[1]]):
        scene.play(*risen(drawn, range(1, len(ways)), 1.8))
        scene.wait(0.7)


def show_taken_off(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Take the addition off: what is left is the frozen decoder, number by number."""
    on, off, every = facts.right(RANK, OLD)[:1], facts.right(FROZEN, OLD), facts.right(ALL, OLD)
    guess, rank = facts.guess(OLD), facts.rank_of(RANK)
    groups = [
        RunGroup(label_text("rank {count}, on", count=rank[0]), on, roles(on, guess), (), [rank]),
        RunGroup(label_text("taken off"), off, roles(off, guess)),
        RunGroup(label_text("all weights"), every, roles(every, guess)),
    ]
    drawn = towers_of(scene, groups, guess, 2.3 if scene.layout.is_wide else 1.4)
    text = label_text("old task, right answers; how much is forgotten hangs on the rate, too")
    heading = heading_of(scene, text)
    share, all_ = ((written(float(each[0])), each[0]) for each in (off, every))
    caption = phrased("Taken off: {share}, as before. All weights stay changed: {all}.", share=share[0],
                      all=all_[0])  # fmt: skip
    scene.change_provenance(label_text("the frozen decoder, and two ways of adapting it"))
    cut_to(scene, *drawn.rows, heading)
    with scene.beat("taken off", caption, [share, all_]):
        scene.play(*risen(drawn, [1], 1.4))
        scene.play(*risen(drawn, [2], 1.0))
        scene.wait(0.8)
