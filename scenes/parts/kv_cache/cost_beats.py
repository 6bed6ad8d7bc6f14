"""Beats: what keeping saves, in multiply-adds, and what it takes, in bytes."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from manim import DOWN, LEFT, ORIGIN, RIGHT, UP, Group, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, early, late
from attention_scenes.scenes.mobjects.colonnade.step_triangle import StepTriangle
from attention_scenes.scenes.mobjects.cost.byte_piles import BytePiles
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import fitted, line
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.kv_cache.cache_facts import BEGUN, CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_places import places_in
from attention_scenes.scenes.parts.kv_cache.cache_work import BYTES, columns, gpt3_bytes, kept_bytes, lengths, work
from attention_scenes.scenes.parts.shared.staged_piles import bytes_per_cube, note_of_cube, staged_piles

BEGUN_PART = 0.4  # of all rows or cubes, which comes at once
MOST_MORE = 4  # decimals of a count, for the ratio's sake
LONG = 1000  # tokens, a text whose bytes are piled up beside those of a whole window
NARROWEST = 2.4  # scene units, of a name under a pile
Told = tuple[str, list[tuple[str, Reading]]]


class LongText(NamedTuple):
    """How many tokens it has, as written and as a Reading, and how many bytes are kept of them."""

    tokens: tuple[str, Reading]
    size: Reading


def scale_of(number: Reading) -> tuple[float, int]:
    """Return in what a count is written, ones, millions or billions, and with how many decimals."""
    if float(number) < 1e6:
        return 1.0, 0
    unit = 1e9 if float(number) >= 1e9 else 1e6
    return unit, 1 if float(number) < 100 * unit else 0


def as_written(number: Reading, more: int = 0) -> float:
    """Return a count as its digits say it, with so many decimals more."""
    unit, decimals = scale_of(number)
    return round(float(number) / unit, decimals + more) * unit


def amount(number: Reading, more: int = 0) -> Told:
    """Return a count in billions or millions, where it is as large as that."""
    unit, decimals = scale_of(number)
    if unit == 1:
        digits, whole = grouped(number)
        return digits, [(digits, whole)]
    part = number / unit
    digits = written(float(part), decimals + more)
    text = label_text("{count} million", count=digits)
    if unit == 1e9:
        text = label_text("{count} billion", count=digits)
    return text, [(digits, part)]


def amounts(anew: Reading, kept: Reading) -> tuple[Told, Told]:
    """Return both counts, the lesser with the decimals it takes for their written ratio to come out."""
    for more in range(MOST_MORE):
        if rounded_times(as_written(anew) / as_written(kept, more)) == times_of(anew / kept)[0]:
            return amount(anew), amount(kept, more)
    return amount(anew), amount(kept)


def show_work(scene: AttentionScene, facts: CacheFacts) -> None:
    """Set a square for each column that is computed, and go back from it: all anew fill a triangle, kept its edge."""
    bundle, place = scene.bundle, places_in(scene.layout).steps
    given = lengths(bundle)
    counts = [columns(bundle, more) for more in given]
    triangle = StepTriangle(len(bundle.tokens(BEGUN)), given, counts, min(place.width, place.height))
    triangle.move_to(place.at(LEFT if scene.layout.is_wide else ORIGIN), LEFT if scene.layout.is_wide else ORIGIN)
    legend = legend_of(scene)
    come = stage_by_stage(triangle, work_rows(scene, given), legend[-1])
    anew, kept = work(bundle, given[-1])
    times, count = times_of(anew / kept), grouped(Reading.constant(given[-1]))
    caption = phrased("{count} more tokens: with the cache, {times} times fewer multiply-adds.",
                      count=count[0], times=times[0])  # fmt: skip
    scene.make_way()
    scene.change_provenance(label_text("multiply-adds, counted from the tensors’ shapes"))
    triangle.grown = BEGUN_PART
    with scene.beat("work", caption, [count, times]):
        scene.play(FadeIn(triangle, legend[:-1], run_time=0.8, rate_func=early))
        scene.play(Change(triangle, grown=1.0, run_time=1.0), FadeIn(*come[0], run_time=1.0))
        for stage, parts in enumerate(come[1:], start=1):
            seen = Change(triangle, stage=float(stage), run_time=1.5)
            scene.play(seen, FadeIn(*parts, run_time=1.5, rate_func=late))
        scene.wait(1.0)
    scene.make_way()


def stage_by_stage(triangle: StepTriangle, rows: Group, wider: Mobject) -> list[list[Mobject]]:
    """Return what comes at each stage: its row, and once, where the lit edge is first drawn wider, that this is so."""
    first = next((stage for stage in range(len(rows)) if triangle.widens(stage)), None)
    return [[row, wider] if stage == first else [row] for stage, row in enumerate(rows)]


def work_rows(scene: AttentionScene, given: list[int]) -> Group:
    """Return for each length what it takes, all columns anew and one a token, and by how much they differ."""
    place, wide = places_in(scene.layout).saved, scene.layout.is_wide
    found, step = [], place.height / len(given)
    for n, more in enumerate(given):
        both = work(scene.bundle, more)
        tokens, times = grouped(Reading.constant(more)), times_of(both[0] / both[1])
        (anew, most), (kept, least) = amounts(*both)
        name = scene.label(label_text("{count} more tokens", count=tokens[0]), 0.4, numbers=[tokens])
        large = scene.label(f"{times[0]} ×", 0.8 if wide else 0.62, "focus", numbers=[times])
        again = scene.label(anew, 0.36, "soft", numbers=most)
        once = scene.label(kept, 0.36, "focus", numbers=least)
        y = place.top - (n + 0.5) * step
        left = VGroup(name, line(again, once, buff=0.4)).arrange(DOWN, buff=0.22, aligned_edge=LEFT)
        found.append((left, large.move_to([place.right - 0.1, y, 0], RIGHT), y))
    size = min(1.0, *((place.width - large.width - 0.55) / left.width for left, large, _ in found))
    return Group(*[Group(left.scale(size).move_to([place.left, y, 0], LEFT), large) for left, large, y in found])


def times_of(times: Reading) -> tuple[str, Reading]:
    return rounded_times(float(times)), times


def rounded_times(times: float) -> str:
    return written(times, 0 if times >= 10 else 1)


def legend_of(scene: AttentionScene) -> VGroup:
    """Return what a square is, and of which colour those are that are computed with and without the cache.

    The last line tells that their edge is drawn wider than it is.
    """
    place, em = places_in(scene.layout).said, 0.4 if scene.layout.is_wide else 0.36
    texts = [
        (label_text("a square: one token’s column is computed"), "text"),
        (label_text("all of them, where nothing is kept"), "soft"),
        (label_text("these alone, with the cache"), "focus"),
        (label_text("from far away, drawn wider than they are"), "focus"),
    ]
    made = VGroup(*[scene.label(text, em, role) for text, role in texts]).arrange(DOWN, buff=0.14, aligned_edge=LEFT)
    return fitted(made, place.width).move_to(place.at(UP + LEFT), UP + LEFT)


def show_memory(scene: AttentionScene, facts: CacheFacts) -> None:
    """Count what is kept: bytes for each token, for a full window, beside the parameters at as many bytes."""
    each = kept_bytes(facts.numbers())
    size = grouped(each)
    caption = phrased("The price is memory: {bytes} bytes for each token that was read.", bytes=size[0])
    long = kept_of_long(scene, each)
    piles, names, numbers, note = memory_piles(scene, each, long)
    told = told_of_memory(scene, facts, each, long)
    scene.change_provenance(label_text("{bytes} bytes for each number", bytes=BYTES), constants(str(BYTES)))
    with scene.beat("memory", caption, [size]):
        piles.shown[:] = BEGUN_PART
        scene.play(FadeIn(piles, names, note, run_time=0.8, rate_func=early))
        order = np.arange(len(piles.shown)) / len(piles.shown)
        scene.play(Change(piles, shown=1.0, delays=order, run_time=2.0), FadeIn(numbers, run_time=2.0, rate_func=late))
        scene.play(FadeIn(told), run_time=0.6)
        scene.wait(1.2)


def kept_of_long(scene: AttentionScene, each: Reading) -> list[LongText]:
    """Return what is kept of a long text; nothing where the model reads none."""
    if int(scene.bundle.meta["n_context"]) <= LONG:
        return []
    count = grouped(Reading.constant(LONG))
    return [LongText(count, each * count[1])]


def memory_piles(scene: AttentionScene, each: Reading, long: list[LongText]) -> tuple[BytePiles, VGroup, VGroup, Lines]:
    """Return piles of what is kept for a long text and for a whole window, and of all parameters; then what is written.

    That is a name under each pile, its bytes over it, and how many bytes a cube stands for.
    """
    bundle, layout, place = scene.bundle, scene.layout, places_in(scene.layout).piles
    window, total = bundle.count("n_context"), kept_bytes(bundle.count("parameters"))
    rows: list[tuple[str, Numbers, Reading, str]] = []
    for count, size in long:
        rows.append((label_text("{count} tokens", count=count[0]), [count], size, "key"))
    most = grouped(window)
    rows.append((label_text("its window, {count} tokens", count=most[0]), [most], each * window, "key"))
    [two] = constants(str(BYTES))
    rows.append((label_text("parameters, {bytes} bytes each", bytes=two[0]), [two], total, "soft"))
    per_cube = bytes_per_cube(max((size for _, _, size, _ in rows), key=float))
    kinds = [[(size, role)] for _, _, size, role in rows]
    piles = staged_piles(scene, place, kinds, per_cube, pitch=18, yaw=14)
    apart, em = float(piles.foot(1)[0] - piles.foot(0)[0]), 0.4 if layout.is_wide else layout.em.word
    room = max(0.85 * apart, NARROWEST)
    names, numbers = VGroup(), VGroup()
    for n, (text, given, size, role) in enumerate(rows):
        many = megabytes_of(size)
        names.add(layout.words.hold(Lines(text, em, room, numbers=given).next_to(piles.foot(n), DOWN, buff=0.2)))
        numbers.add(scene.label(label_text("{count} MB", count=many[0]), 0.62, role, numbers=[many]))
    numbers.scale(min(1.0, 0.85 * apart / max(number.width for number in numbers)))
    for n, number in enumerate(numbers):
        layout.words.hold(number.next_to(piles.top(n), UP, buff=0.2))
    note = note_of_cube(scene, piles, per_cube, layout.stage.width)
    return piles, names, numbers, note.move_to(layout.stage.at(UP + LEFT), UP + LEFT)


def megabytes_of(size: Reading) -> tuple[str, Reading]:
    """Return bytes in millions."""
    megabytes = size / 1e6
    return written(float(megabytes), 0 if float(megabytes) >= 10 else 2), megabytes


def told_of_memory(scene: AttentionScene, facts: CacheFacts, each: Reading, long: list[LongText]) -> Group:
    """Return what a token's bytes are made of, what sharing keys saves, and what GPT-3's window takes."""
    bundle, place = scene.bundle, places_in(scene.layout).words
    [two], [bytes_] = constants("2"), constants(str(BYTES))
    sizes = [bundle.count(name) for name in ("n_layers", "n_kv_heads", "d_head")]
    factors, numbers = product(sizes[0], two[1], sizes[1], sizes[2])
    lines: list[tuple[str, str, Numbers]] = [
        (label_text("a token: layers × (key, value) × heads × size = {factors}, at {bytes} bytes", factors=factors,
                    bytes=bytes_[0]), "text", [*numbers, bytes_]),
    ]  # fmt: skip
    heads, groups = grouped(bundle.count("n_heads")), grouped(bundle.count("n_kv_heads"))
    if float(heads[1]) != float(groups[1]):
        alone = grouped(each * bundle.count("n_heads") / bundle.count("n_kv_heads"))
        lines.append((
            label_text("{heads} query heads share {groups} keys; with one each it would be {count} bytes",
                       heads=heads[0], groups=groups[0], count=alone[0]), "key", [heads, groups, alone],
        ))  # fmt: skip
    for last, size in long:
        kept = megabytes_of(size)
        text = label_text("a sliding window: the last {count} alone take {size} MB, however long the text",
                          count=last[0], size=kept[0])  # fmt: skip
        lines.append((text, "key", [last, kept]))
    giant = gpt3_bytes() / 1e9
    digits = written(float(giant), 1)
    lines.append(
        (label_text("GPT-3’s window, by its cited sizes: {count} GB", count=digits), "text", [(digits, giant)])
    )
    em = 0.36 if scene.layout.is_wide else scene.layout.em.word
    found = Group(*[Lines(text, em, place.width, role, edge=-1, numbers=given) for text, role, given in lines])
    found.arrange(DOWN, buff=0.16, aligned_edge=LEFT)
    return found.move_to(place.at(DOWN + LEFT), DOWN + LEFT)
