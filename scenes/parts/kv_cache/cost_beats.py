"""Beats: what keeping saves, in multiply-adds, and what it takes, in bytes."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, Group, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, early
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.kv_cache.cache_facts import CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_places import places_in
from attention_scenes.scenes.parts.kv_cache.cache_work import BYTES, gpt3_bytes, kept_bytes, lengths, work

THICK, BEGUN_BAR = 0.4, 0.4  # of a bar: how thick, and the part of its length that it comes with
Told = tuple[str, list[tuple[str, Reading]]]
ROLES = ("soft", "focus")


def amount(number: Reading) -> Told:
    """Return a count in billions or millions, where it is as large as that."""
    if float(number) < 1e6:
        digits, whole = grouped(number)
        return digits, [(digits, whole)]
    part = number / (1e9 if float(number) >= 1e9 else 1e6)
    digits = written(float(part), 1 if float(part) < 100 else 0)
    text = label_text("{count} million", count=digits)
    if float(number) >= 1e9:
        text = label_text("{count} billion", count=digits)
    return text, [(digits, part)]


def show_work(scene: AttentionScene, facts: CacheFacts) -> None:
    """Compare the multiply-adds of all columns anew, for each token, with those of one column a token."""
    rows = [(more, *work(scene.bundle, more)) for more in lengths(scene.bundle)]
    more, anew, kept = rows[-1]
    times = anew / kept
    digits = written(float(times), 0 if float(times) >= 10 else 1)
    count = grouped(Reading.constant(more))
    caption = phrased("{count} more tokens: with the cache, {times} times fewer multiply-adds.",
                      count=f"{more:,}", times=digits)  # fmt: skip
    scene.make_way()
    scene.change_provenance(label_text("each length’s bars to a scale of their own"))
    bars, others = work_bars(scene, rows)
    with scene.beat("work", caption, [count, (digits, times)]):
        growth = bars.field.growth
        growth[1::2] = 0
        scene.play(FadeIn(bars.field, others[0], run_time=0.8, rate_func=early))
        scene.play(Change(bars.field, growth=1.0, delays=np.arange(len(growth)) / len(growth), run_time=2.0))
        scene.play(FadeIn(bars.numbers, others[1]), run_time=0.6)
        scene.wait(1.0)
    scene.make_way()


def work_bars(scene: AttentionScene, rows: list[tuple[int, Reading, Reading]]) -> tuple[BarRows, tuple[Group, Group]]:
    """Return two bars for each length, all anew as the whole; the names beside them, and by how much they differ."""
    place, wide = places_in(scene.layout).bars, scene.layout.is_wide
    step = (place.height - 0.8) / len(rows)
    left = place.left + (0.27 if wide else 0.0) * place.width
    middles = place.top - step * (np.arange(len(rows)) + 0.5)
    shares = join([each for _, anew, kept in rows for each in (anew / anew, kept / anew)])
    said = [amount(total) for _, *both in rows for total in both]
    bars = BarRows(
        shares,
        [None] * len(said),
        [scene.label(text, 0.34, ROLES[n % 2], numbers=digits) for n, (text, digits) in enumerate(said)],
        edge=left,
        ys=np.ravel(middles[:, None] + [0.24, -0.24]),
        full=(0.37 if wide else 0.5) * place.width,
        thick=THICK,
        colors=np.array([scene.palette.rgba(role, 0.8) for role in ROLES] * len(rows)),
    )
    names, times = Group(), Group()
    for y, (more, anew, kept) in zip(middles, rows, strict=True):
        given = grouped(Reading.constant(more))
        name = scene.label(label_text("{count} more tokens", count=given[0]), 0.4, numbers=[given])
        names.add(name.move_to([left - 0.3, y, 0], RIGHT) if wide else name.move_to([left, y + 0.75, 0], LEFT))
        times.add(times_of(scene, anew / kept).move_to([place.right - 0.1, y if wide else y + 0.75, 0], RIGHT))
    names.add(legend(scene).move_to([left, place.bottom + 0.35, 0], LEFT))
    return bars, (names, times)


def times_of(scene: AttentionScene, times: Reading) -> Mobject:
    digits = written(float(times), 0 if float(times) >= 10 else 1)
    return scene.label(f"{digits} ×", 0.62, "focus", numbers=[(digits, times)])


def legend(scene: AttentionScene) -> VGroup:
    """Return what the two bars are."""
    names = label_text("all columns again for each token"), label_text("one column for each token")
    labels = [scene.label(name, 0.34, role) for name, role in zip(names, ROLES, strict=True)]
    if scene.layout.is_wide:
        return VGroup(*labels).arrange(RIGHT, buff=0.8)
    return VGroup(*labels).arrange(DOWN, buff=0.15, aligned_edge=LEFT)


def show_memory(scene: AttentionScene, facts: CacheFacts) -> None:
    """Count what is kept: bytes for each token, for a full window, beside the parameters at as many bytes."""
    each = kept_bytes(facts.numbers())
    size = grouped(each)
    caption = phrased("The price is memory: {bytes} bytes for each token that was read.", bytes=size[0])
    bars = memory_bars(scene, each)
    notes = told_of_memory(scene, facts, each)
    scene.change_provenance(label_text("bars: bytes, at {bytes} for each number", bytes=BYTES), constants(str(BYTES)))
    with scene.beat("memory", caption, [size]):
        bars.field.growth[:] = BEGUN_BAR
        scene.play(FadeIn(bars.field, bars.names, run_time=0.8, rate_func=early))
        scene.play(Change(bars.field, growth=1.0, run_time=1.6), FadeIn(bars.numbers, run_time=1.6))
        scene.play(FadeIn(notes), run_time=0.6)
        scene.wait(1.2)


def memory_bars(scene: AttentionScene, each: Reading) -> BarRows:
    """Return bars of what is kept for a long text and for a whole window, and of all parameters."""
    bundle, place, wide = scene.bundle, places_in(scene.layout).bars, scene.layout.is_wide
    window, total = bundle.count("n_context"), kept_bytes(bundle.count("parameters"))
    rows: list[tuple[str, Numbers, Reading, str]] = []
    if int(bundle.meta["n_context"]) > 1000:
        thousand = grouped(Reading.constant(1000))
        rows.append((label_text("{count} tokens", count=thousand[0]), [thousand], each * thousand[1], "key"))
    most = grouped(window)
    rows.append((label_text("its window, {count} tokens", count=most[0]), [most], each * window, "key"))
    [two] = constants(str(BYTES))
    rows.append((label_text("parameters, {bytes} bytes each", bytes=two[0]), [two], total, "soft"))
    readings = join([row[2] for row in rows]) / 1e6
    step, full = 0.58 * place.height / len(rows), (0.5 if wide else 0.62) * place.width
    digits = [written(float(size), 0 if float(size) >= 10 else 2) for size in readings]
    return BarRows(
        readings,
        [fitted(scene.label(text, 0.36, numbers=given), (0.32 if wide else 1.0) * place.width)
         for text, given, *_ in rows],
        [scene.label(label_text("{count} MB", count=text), 0.36, row[3], numbers=[(text, size)])
         for text, size, row in zip(digits, readings, rows, strict=True)],
        edge=place.left + (0.34 if wide else 0.0) * place.width,
        ys=place.top - step * (np.arange(len(rows)) + 0.5),
        full=full / float(readings.value.max()),
        thick=0.6 if wide else THICK,
        colors=np.array([scene.palette.rgba(row[3], 0.8) for row in rows]),
        over=not wide,
        before=0.3,
    )  # fmt: skip


def told_of_memory(scene: AttentionScene, facts: CacheFacts, each: Reading) -> Group:
    """Return what a token's bytes are made of, what sharing keys saves, and what GPT-3's window takes."""
    bundle, place = scene.bundle, places_in(scene.layout).bars
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
    giant = gpt3_bytes() / 1e9
    digits = written(float(giant), 1)
    lines.append(
        (label_text("GPT-3’s window, by its cited sizes: {count} GB", count=digits), "soft", [(digits, giant)])
    )
    em = 0.36 if scene.layout.is_wide else scene.layout.em.word
    found = Group(*[Lines(text, em, place.width, role, edge=-1, numbers=given) for text, role, given in lines])
    found.arrange(DOWN, buff=0.22, aligned_edge=LEFT)
    return found.move_to([place.left, place.bottom + 0.25 * place.height, 0], LEFT)
