"""Beats: one entry worked through, a signed number for each head, and whether the heads vote on it."""

from __future__ import annotations

from manim import DOWN, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.running_sum import RunningSum
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import decimals_as_added, written
from attention_scenes.scenes.mobjects.text.rounded_note import rounded_note
from attention_scenes.scenes.parts.output_matrix.head_outputs import DECIMALS, HeadOutputs

NAMES = 1.7  # scene units for the names of the parts
MOST = 5  # decimals, where fewer do not add up


def show_entry(scene: AttentionScene, heads: HeadOutputs) -> None:
    """Add up one entry, head by head, beside what the model makes of it in one product."""
    entry = heads.worked()
    chart, result = worked_through(scene, heads, entry)
    count = len(chart.numbers.written) - 1
    with scene.beat("entry", *what_is_added(scene, heads, entry)):
        scene.play(FadeIn(chart, result, run_time=0.6), *chart.come(0, count, 3.2))
        scene.play(*chart.come(count, count + 1, 0.8))
        scene.wait(0.6)
    scene.make_way()


def worked_through(scene: AttentionScene, heads: HeadOutputs, entry: int) -> tuple[RunningSum, Group]:
    """Return the bars of an entry, and what stands beside them."""
    parts = heads.entry_parts(entry)
    total = join([part for _, part in parts]).sum()
    decimals, adds = decimals_as_added([float(part) for _, part in parts], float(total), DECIMALS, MOST)
    adds = adds and written(float(total), decimals) == written(float(heads.at_once[entry]), decimals)
    chart = running_sum(scene, heads, parts, total, decimals)
    return chart, beside(scene, heads, entry, chart, decimals, adds)


def running_sum(
    scene: AttentionScene, heads: HeadOutputs, parts: list[tuple[str, Reading]], total: Reading, decimals: int
) -> RunningSum:
    """Return the bars of all parts, at the left of the stage or in its upper part."""
    layout = scene.layout
    place = room_of_bars(scene)
    inside: list[Numbers] = [[(str(n), scene.bundle.count(f"head.{n}"))] for n in range(heads.named)]
    inside += [constants(str(heads.count - heads.named))] if heads.named < heads.count else []
    inside += [()] * (len(parts) - len(inside))
    names = [scene.label(name, 0.34, "soft", numbers=own) for (name, _), own in zip(parts, inside, strict=True)]
    names.append(scene.label(label_text("added"), 0.34, "update"))
    row = min(0.52, place.height / (len(names) + 0.4))
    em = max(min(0.36, 0.75 * row), layout.em.note)
    chart = RunningSum(
        names, join([part for _, part in parts]), total, width=place.width - NAMES - 0.2, row=row, em=em,
        decimals=decimals, room=NAMES,
    )  # fmt: skip
    return chart.move_to(place.at()).hide()


def room_of_bars(scene: AttentionScene) -> Place:
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return Place(stage.left, stage.bottom + 0.15, stage.left + 8.9, stage.top)
    return stage.part(0.02, 0.64)


def beside(scene: AttentionScene, heads: HeadOutputs, entry: int, chart: Group, decimals: int, adds: bool) -> Group:
    """Return which entry it is, its number as one product gives it, and that bars are rounded where it shows."""
    stage, layout = scene.layout.stage, scene.layout
    size = scene.counted("d_model")
    name = scene.label(
        label_text("entry {number} of {size}", number=entry, size=size[0]), layout.em.heading, "soft",
        numbers=[*constants(str(entry)), size],
    )  # fmt: skip
    digits = written(float(heads.at_once[entry]), decimals, sign=True)
    hero = scene.label(digits, layout.em.hero, "update", numbers=[(digits, heads.at_once[entry])])
    about = scene.label(label_text("all at once, in one product"), 1.2 * layout.em.word)
    if layout.is_wide:
        x = (chart.get_right()[0] + 0.4 + stage.right) / 2
        hero.move_to([x, 0.2, 0])
    else:
        hero.move_to(stage.at(UP, up=-0.8 * stage.height))
    room = stage.right - chart.get_right()[0] - 0.4 if layout.is_wide else stage.width
    fitted(name, room).next_to(hero, UP, buff=0.45)
    fitted(about, room).next_to(hero, DOWN, buff=0.35)
    rounded = [note.next_to(about, DOWN, buff=0.35) for note in rounded_note(adds, 0.34, room)]
    return Group(name, hero, about, *rounded)


def what_is_added(scene: AttentionScene, heads: HeadOutputs, entry: int) -> tuple[str, Numbers]:
    """Return what is said of the entry: whether most heads are outvoted in it."""
    against = heads.outvoted()
    outvoted = scene.claim(
        "in some entries more than half of the heads have the other sign than their sum",
        bool(against[entry] > 0),
        claim_text("in {some} of {all} entries", some=int((against > 0).sum()), all=len(against)),
    )
    if not outvoted:
        return phrased("One entry, worked through: what the heads add, signs and all."), []
    if float(heads.at_once[entry]) > 0:
        return phrased("Do heads vote? Most are below 0 here, and the sum is above."), constants("0")
    return phrased("Do heads vote? Most are above 0 here, and the sum is below."), constants("0")
