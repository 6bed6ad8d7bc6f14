"""Beat: the pattern of cross-attention as a grid, as many columns as French places and rows as English words."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.translation.cross_grid import CrossGrid
from attention_scenes.scenes.parts.cross_attention.cross_places import places_in
from attention_scenes.scenes.parts.cross_attention.translation_facts import TranslationFacts

MANY = 10  # rows: more are seen from higher up, so that their names stand apart


def show_grid(scene: AttentionScene, facts: TranslationFacts) -> None:
    """Lay the arcs down as dots, a column for each place that asks."""
    at, wide = places_in(scene.layout), scene.layout.is_wide
    queries, keys = (grouped(Reading.constant(size)) for size in facts.pattern.shape)
    em = scene.layout.em.word * (1.0 if wide else 0.9)
    names = [f"→ {word}" for word in facts.said]
    grid = CrossGrid(
        names, facts.english, facts.pattern, facts.row, *at.grid.corners, em=em, deep=0.62 if wide else 0.95,
        pitch=(50 if len(facts.english) <= MANY else 62) if wide else 60, turn=42 if wide else 55,
    )  # fmt: skip
    grid.growth[:] = 1
    caption = phrased("{queries} places × {keys} words: all English is there, so no mask.",
                      queries=queries[0], keys=keys[0])  # fmt: skip
    with scene.beat("grid", caption, [queries, keys]):
        scene.play(FadeIn(grid), run_time=0.9)
        scene.play(Change(grid, lit=1.0, run_time=0.9))
        scene.wait(0.8)
    scene.make_way()
