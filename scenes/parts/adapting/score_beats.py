"""Beats: right answers of the new task and of the old one, for every way of adapting; and what can be taken off."""

from __future__ import annotations

from collections.abc import Sequence

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.adapting.adapted_facts import NEW, OLD, AdaptedFacts
from attention_scenes.scenes.parts.adapting.adapted_models import ALL, FROZEN, RANK, SOFT, WAYS
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of
from attention_scenes.scenes.parts.training.learning_beats import rush

NAMES = {
    FROZEN: label_text("frozen"), ALL: label_text("all"), RANK: label_text("rank {count}", count=4),
    "rank-two": label_text("rank {count}", count=2), "rank-one": label_text("rank {count}", count=1),
    SOFT: label_text("soft vectors"),
}  # fmt: skip
SURE = 0.95  # of the answers: a way that gets so many right from every seed has learned the task
RANKS = [(str(rank), Reading.constant(float(rank))) for rank in (4, 2, 1)]  # the digits in these names
CLOSE = 0.05  # a share of right answers so near is called as good


def place_of(scene: AttentionScene) -> Place:
    """Return what towers fill; names stand below it, what the pane is at its right."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.left + 0.1, stage.bottom + 1.15, stage.right - 2.0, stage.top - 1.45)
    return Place(stage.left, stage.bottom + 2.6, stage.right - 1.4, stage.top - 3.4)


def towers_of(
    scene: AttentionScene, groups: Sequence[RunGroup], guess: Reading, full: float, numbers: Numbers,
    fewer: bool = False,
) -> RunTowers:  # fmt: skip
    """Return towers in their place, none of them risen, in a pane as high as guessing."""
    em, wide = scene.layout.em, scene.layout.is_wide
    digits = written(float(guess))
    level = Level(guess, label_text("guessing {share}", share=digits), digits=digits)
    small = em.note if not wide and not fewer else em.word
    drawn = RunTowers(
        groups, level, *place_of(scene).corners, full=full, em=small, mark_em=0.95 * small, below=1.5, numbers=numbers,
    )  # fmt: skip
    drawn.floor, drawn.paned = 1.0, 1.0
    return drawn


def all_ways(scene: AttentionScene, facts: AdaptedFacts, task: int, ways: Sequence[str]) -> RunTowers:
    """Return the towers of these ways, a group each, and below it how many numbers each trained."""
    groups, counts = [], list(RANKS)
    for way in ways:
        shares, trained = facts.right(way, task), grouped(facts.trained(way))
        names = ["" for _ in shares]
        if way != FROZEN:  # under the tower in the middle
            names[len(names) // 2] = trained[0]
            counts.append(trained)
        groups.append(RunGroup(NAMES[way], shares, facts.roles(shares, task), names))
    return towers_of(scene, groups, facts.guess(task), 5.2 if scene.layout.is_wide else 7.0, counts)


def show_new(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Raise right answers of the new task: the frozen decoder, then each way of adapting it."""
    drawn, ways = all_ways(scene, facts, NEW, (FROZEN, *WAYS)), (FROZEN, *WAYS)
    count = grouped(facts.frozen.count("adapted.new_questions"))
    heading = heading_of(
        scene, label_text("new task, right of {count} questions; a tower a run, below it how many numbers were trained",
                          count=count[0]), [count],
    )  # fmt: skip
    low = facts.right(RANK, NEW)
    least = low[int(low.value.argmin())]
    most = facts.right(ALL, NEW)[0]
    sizes = [grouped(facts.trained(way)) for way in (RANK, ALL)]
    as_good = scene.claim(
        "every run of the low-rank addition is nearly as good as training all weights",
        float(least) > float(most) - CLOSE and float(least) > SURE,
        claim_text("{one} and {other}", one=written(float(least)), other=written(float(most))),
    )
    digits = (written(float(least)), least), (written(float(most)), most)
    fields = {"few": sizes[0][0], "all": sizes[1][0], "one": digits[0][0], "other": digits[1][0]}
    caption = phrased("{few} numbers: right in {one} at least. All {all}: {other}.", **fields)
    if as_good:
        caption = phrased("{few} numbers learn it as all {all} do: {one} at least, and {other}.", **fields)
    scene.change_provenance(label_text("phrases that no training showed"))
    cut_to(scene, drawn, heading)
    with scene.beat("new", caption, [*sizes, *digits]):
        for number in range(len(ways)):
            rise(scene, drawn, number, 0.75)
        scene.wait(0.8)


def rise(scene: AttentionScene, drawn: RunTowers, group: int, seconds: float) -> None:
    """Raise a group of towers, its name and numbers along with it."""
    growth, shown = drawn.growth.copy(), drawn.named.copy()
    growth[group] = shown[group] = 1.0
    scene.play(Change(drawn, growth=growth, named=shown, run_time=seconds, rate_func=rush))


def show_soft_fails(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Say of the soft vectors what their towers show, while these stand."""
    shares = facts.right(SOFT, NEW)
    best = shares[int(shares.value.argmax())]
    digits, count = (written(float(best)), best), grouped(facts.trained(SOFT))
    fails = scene.claim(
        "no run of the soft vectors is well above guessing in the new task",
        not any(role == "key" for role in facts.roles(shares, NEW)),
        claim_text("{share}", share=digits[0]),
    )
    caption = phrased("Soft vectors, {count} numbers: right in {share} at most.", count=count[0], share=digits[0])
    if fails:
        caption = phrased("Soft vectors do not teach it here: {share} at most, a guess.", share=digits[0])
    with scene.beat("soft fails", caption, [digits] if fails else [count, digits]):
        scene.wait(1.2)


def show_old(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Raise right answers of the old task, which no sentence of the new training asked."""
    ways = (FROZEN, *WAYS)
    drawn = all_ways(scene, facts, OLD, ways)
    count = grouped(facts.frozen.count("adapted.old_questions"))
    heading = heading_of(scene, label_text("old task, right of {count}: how was the noun?", count=count[0]), [count])
    before, changed = facts.right(FROZEN, OLD)[0], join([facts.right(way, OLD) for way in (ALL, RANK)])
    worst = changed[int(changed.value.argmin())]
    digits = (written(float(before)), before), (written(float(worst)), worst)
    forgets = scene.claim(
        "training all weights or an addition forgets some of the old task", float(worst) < float(before) - CLOSE,
        claim_text("{one} and {other}", one=digits[0][0], other=digits[1][0]),
    )  # fmt: skip
    caption = phrased("The old task, not practised: {one} before, {other} at worst.", one=digits[0][0],
                      other=digits[1][0])  # fmt: skip
    if forgets:
        caption = phrased("What is not practised is forgotten: the old task, {one} before, {other} at worst.",
                          one=digits[0][0], other=digits[1][0])  # fmt: skip
    for number in range(len(ways)):
        drawn.named[number] = 1.0
    drawn.growth[0] = 1.0
    cut_to(scene, drawn, heading)
    with scene.beat("old", caption, list(digits)):
        growth = drawn.growth.copy()
        growth[:] = 1.0
        scene.play(Change(drawn, growth=growth, run_time=2.0, rate_func=rush))
        scene.wait(1.0)


def show_says(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Ask the clip's question of every way: the probability of the right noun."""
    ways = (FROZEN, *WAYS)
    groups = []
    for way in ways:
        chance = facts.chance(way).reshape(1)
        groups.append(RunGroup(NAMES[way], chance, facts.roles(chance, NEW)))
    drawn = towers_of(scene, groups, facts.guess(NEW), 3.4 if scene.layout.is_wide else 6.0, RANKS)
    heading = heading_of(scene, label_text("“{adjective} was the {noun}”: the probability of the last word",
                                           adjective=facts.adjective, noun=facts.noun))  # fmt: skip
    low, every = facts.chance(RANK), facts.chance(ALL)
    digits = (written(float(low)), low), (written(float(every)), every)
    caption = phrased("Whose is “{word}”? “{noun}”, says rank 4: {one}; all weights: {other}.", word=facts.adjective,
                      noun=named(facts.noun), one=digits[0][0], other=digits[1][0])  # fmt: skip
    drawn.growth[0] = 1.0
    cut_to(scene, drawn, heading)
    with scene.beat("says", caption, list(digits)):
        growth, shown = drawn.growth.copy(), drawn.named.copy()
        growth[:], shown[:] = 1.0, 1.0
        scene.play(Change(drawn, growth=growth, named=shown, run_time=1.8, rate_func=rush))
        scene.wait(1.0)


def show_taken_off(scene: AttentionScene, facts: AdaptedFacts) -> None:
    """Take the addition off: what is left is the frozen decoder, number by number."""
    on, off, every = facts.right(RANK, OLD)[:1], facts.right(FROZEN, OLD), facts.right(ALL, OLD)
    groups = [
        RunGroup(label_text("rank {count}, on", count=4), on, facts.roles(on, OLD)),
        RunGroup(label_text("taken off"), off, facts.roles(off, OLD)),
        RunGroup(label_text("all weights"), every, facts.roles(every, OLD)),
    ]
    drawn = towers_of(scene, groups, facts.guess(OLD), 2.3 if scene.layout.is_wide else 4.4, RANKS[:1], fewer=True)
    heading = heading_of(scene, label_text("old task, right answers: an addition is a file of its own"))
    share = (written(float(off[0])), off[0])
    caption = phrased("Take the addition off, and the frozen decoder is there again: {share}.", share=share[0])
    drawn.growth[0] = drawn.named[0] = 1.0
    scene.change_provenance(label_text("the frozen decoder, and two ways of adapting it"))
    cut_to(scene, drawn, heading)
    with scene.beat("taken off", caption, [share]):
        rise(scene, drawn, 1, 1.4)
        rise(scene, drawn, 2, 1.0)
        scene.wait(1.2)
