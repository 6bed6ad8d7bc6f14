"""Towers of right answers for every way of adapting a decoder, a tower a run, in a pane as high as guessing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.level_pane import Level
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup, RunTowers
from attention_scenes.scenes.mobjects.learning.tower_rows import TowerRows, in_rows
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.adapting.adapted_facts import AdaptedFacts, roles
from attention_scenes.scenes.parts.adapting.adapted_models import ALL, FROZEN, SOFT, WAYS

NAMES = {FROZEN: label_text("frozen"), ALL: label_text("all"), SOFT: label_text("soft vectors")}


def towers_of(
    scene: AttentionScene, groups: Sequence[RunGroup], guess: Reading, full: float
) -> TowerRows:  # fmt: skip
    """Return towers in their place, those of the first group risen, in a pane as high as guessing."""
    em, wide, stage = scene.layout.em, scene.layout.is_wide, scene.layout.stage
    digits = written(float(guess))
    level = Level(guess, label_text("guessing {share}", share=digits), digits=digits)
    each = len(groups) if wide else 2
    parts = in_rows(groups, each)
    step = (stage.height - 1.2) / len(parts)
    rows = []
    for number, part in enumerate(parts):
        top = stage.top - 1.5 - number * step
        place = Place(stage.left, top - step + 1.2, stage.right - 1.5, top)
        if wide:
            place = Place(stage.left + 0.1, stage.bottom + 1.15, stage.right - 2.0, stage.top - 1.45)
        row = RunTowers(part, level, *place.corners, full=full, em=em.word if wide else em.note, mark_em=em.note,
                        below=1.5 if wide else 0.85)  # fmt: skip
        rows.append(row)
    rows[0].growth[0] = rows[0].named[0] = 1.0
    return TowerRows(rows, each)


def risen(drawn: TowerRows, ways: Iterable[int], seconds: float) -> list[Change]:
    """Return the animations that raise some groups, with their names and numbers."""
    return drawn.change(ways, seconds, growth=1.0, named=1.0)


def all_ways(scene: AttentionScene, facts: AdaptedFacts, task: int) -> TowerRows:
    """Return the towers of all ways, a group each, and below it how many numbers each trained."""
    groups = []
    for way in (FROZEN, *WAYS):
        shares, trained = facts.right(way, task), grouped(facts.trained(way))
        names, (name, numbers) = ["" for _ in shares], name_of(facts, way)
        if way != FROZEN:  # under the tower in the middle
            names[len(names) // 2] = trained[0]
            numbers = [*numbers, trained]
        groups.append(RunGroup(name, shares, roles(shares, facts.guess(task)), names, numbers))
    return towers_of(scene, groups, facts.guess(task), 5.2 if scene.layout.is_wide else 1.9)


def name_of(facts: AdaptedFacts, way: str) -> tuple[str, Numbers]:
    """Return what a way is called below its towers, and the numbers in that."""
    if way in NAMES:
        return NAMES[way], []
    rank = facts.rank_of(way)
    return label_text("rank {count}", count=rank[0]), [rank]
