"""Beats: other ways to tell a place: a table of vectors, learned, and the formula of 2017."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.dots import CellField
from attention_scenes.scenes.mobjects.places.curve_field import CurveField
from attention_scenes.scenes.mobjects.text.label_numbers import product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import grid_centers

SHOWN = (24, 48)  # places and entries of each that are drawn
ALIKE, CLOSER = 0.5, 0.1  # cosines: of neighbours that are alike; by how much more than far ones


def show_table(scene: AttentionScene) -> None:
    """Draw the model's own vectors of places, and how alike two of them are, by how far they are apart."""
    stage, em = scene.layout.stage, 0.38 if scene.layout.is_wide else scene.layout.em.word
    size = product(scene.bundle.count("n_context"), scene.bundle.count("d_model"))
    left, right = halves(scene)
    tiles = tiles_of(scene, scene.bundle.probe("places.table"), left)
    name = scene.label(label_text("a vector for each place: {size}", size=size[0]), em, "text", numbers=size[1])
    fitted(name, left.width).next_to(tiles, UP, buff=0.25)
    with scene.beat("table", phrased("This model adds a vector for each place to the word’s vector.")):
        scene.play(FadeIn(tiles, name), run_time=1.2)
        scene.wait(0.5)
    near = scene.bundle.probe("places.near")
    show_near(
        scene,
        near,
        Place(right.left, stage.bottom + 1.2, right.right, right.top - 0.6) if scene.layout.is_wide else right,
        em,
    )
    scene.make_way()


def show_near(scene: AttentionScene, near: Reading, place: Place, em: float) -> None:
    """Draw the mean cosine of two places' vectors by their distance."""
    field = CurveField(near.reshape(1, -1), (place.left, place.bottom), (place.right, place.top), ["second"])
    one, far = ((written(float(near[n]), 2), near[n]) for n in (1, len(near) - 1))
    count = (str(len(near) - 1), Reading.constant(len(near) - 1))
    closer = scene.claim(
        "neighbours' vectors are alike, and more so than far ones",
        float(near[1]) > max(ALIKE, float(near[len(near) - 1]) + CLOSER),
        claim_text("cosine {near} and {far}", near=one[0], far=far[0]),
    )  # fmt: skip
    what = {"near": one[0], "far": far[0], "count": count[0]}
    caption = phrased("Neighbours are alike, cosine {near}; {count} places apart it is {far}.", **what)
    if not closer:
        caption = phrased("Cosine of neighbours’ vectors: {near}; {count} places apart: {far}.", **what)
    axis = fitted(scene.label(label_text("cosine, by how far apart"), em, "soft"), place.width)
    axis.move_to([place.left, place.bottom - 0.4, 0], LEFT)
    with scene.beat("near", caption, [one, far, count]):
        scene.play(FadeIn(field, axis), Change(field, growth=1.0, run_time=2.0))
        scene.wait(0.5)


def show_others(scene: AttentionScene) -> None:
    """Show the formula's sines and cosines beside the size of GPT-2's learned table."""
    layout = scene.layout
    em = 0.4 if layout.is_wide else layout.em.word
    left, right = halves(scene)
    tiles = tiles_of(scene, scene.bundle.probe("places.waves"), left)
    formula = fitted(
        scene.label(label_text("a formula: sines and cosines (Vaswani et al. 2017)"), em, "text"), left.width
    )
    formula.next_to(tiles, UP, buff=0.25)
    caption = phrased("Others add a vector for each place: a formula, or a learned table.")
    beside = gpt2_table(scene, right, em)
    if scene.adds_positions:
        caption = phrased("Others: a formula; or no vector, and queries and keys that turn.")
        beside = Lines(label_text("no vector: query and key turn by their places, as hands do"), em, right.width)
    beside.move_to(right.at())
    scene.change_provenance(label_text("other ways, not this model’s"))
    with scene.beat("others", caption):
        scene.play(FadeIn(tiles, formula), run_time=1.0)
        scene.play(FadeIn(beside), run_time=0.8)
        scene.wait(0.3)


def gpt2_table(scene: AttentionScene, place: Place, em: float) -> Group:
    """Return the size of GPT-2's table, cited, and what follows from its having a last row."""
    sizes = [Reading.cited(f"Radford2019,{where}") for where in ("section2.3.n_context", "table2.d_model")]
    size, numbers = product(*sizes)
    hero = fitted(scene.label(size, scene.layout.em.hero, "second", numbers=numbers), place.width)
    named = Lines(label_text("GPT-2: a learned table, a vector for each place"), em, place.width, "text")
    limit = Lines(label_text("no row beyond the last: a text cannot be longer"), em, place.width, "soft")
    return Group(named, hero, limit).arrange(DOWN, buff=0.35)


def halves(scene: AttentionScene) -> tuple[Place, Place]:
    """Return two places: side by side, or one under the other."""
    stage = scene.layout.stage
    if scene.layout.is_tall:
        return stage.part(0.06, 0.48), stage.part(0.58, 0.92)
    low = stage.bottom + 0.3
    return Place(stage.left, low, 0.2, stage.top - 0.6), Place(1.0, low, stage.right, stage.top)


def tiles_of(scene: AttentionScene, vectors: Reading, place: Place) -> CellField:
    """Return the first entries of the first vectors as tiles, a row for each place."""
    rows, entries = (min(*each) for each in zip(SHOWN, vectors.shape, strict=True))
    shown = vectors[:rows, :entries]
    cell = (place.width / entries, place.height / rows)
    colors = scene.palette.signed(shown.value)
    return CellField(shown, grid_centers(rows, entries, cell), np.array(cell), colors).move_to(place.at())
