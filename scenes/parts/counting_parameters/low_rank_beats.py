"""Beats: the value map in two thin parts: what low rank saves and what it loses."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Circle, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.direction_lamps import DirectionLamps
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent, product
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.numbers import number
from attention_scenes.scenes.mobjects.vectors.map_cells import EVERY, MapCells
from attention_scenes.scenes.parts.counting_parameters.counting_places import RankPlaces
from attention_scenes.scenes.parts.counting_parameters.head_maps import HeadMaps
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.parameter_counts import fewer_than_a_square


def show_factors(scene: AttentionScene, maps: HeadMaps, at: RankPlaces) -> tuple[Reading, Reading, bool]:
    """Show the value map as a square and in two parts; return how many numbers each is, and whether parts are fewer."""
    unit = at.side / float(maps.width)
    square = MapCells(maps.bundle.read("W_OV", maps.layer, maps.head), "value", unit, EVERY)
    whole, thin = maps.width * maps.width, maps.size * maps.width * 2.0
    one = formula(scene, (maps.width, maps.width), whole).next_to(square, DOWN, buff=0.3)
    name = scene.label(label_text("one square map"), 0.4, "value").next_to(square, UP, buff=0.15)
    Group(square, name, one).shift(at.alone - square.get_center())
    out, value = MapCells(maps.weights("W_O"), "output", unit), MapCells(maps.weights("W_V"), "value", unit)
    out.move_to(at.out)
    value.move_to(at.value)
    two = formula(scene, (constant(2), maps.width, maps.size), thin).move_to(at.formula)
    if at.formula_on_line:
        two.set_y(one.get_y())
    signs = VGroup(scene.label("=", 0.5).move_to(at.equals), scene.label("×", 0.5).move_to(at.times))
    names = VGroup(
        scene.label("$W_O$", 0.44, "output", markup=True).next_to(out, RIGHT, buff=0.15).align_to(out, UP),
        scene.label("$W_V$", 0.44, "value", markup=True).next_to(value, UP, buff=0.15),
    )
    size = scene.counted("d_head")
    right = scene.layout.words.right
    left = float(out.get_right()[0]) + 0.2 if at.formula_on_line else -right  # the strip reaches as far down
    ranked = label_text("rank: at most {count}", count=size[0])
    if float(size[1]) < float(scene.bundle.count("d_model")):
        ranked = label_text("low rank: at most {count}", count=size[0])
    only = VGroup(
        scene.label(ranked, 0.36, numbers=[size]),
        scene.label(label_text("often {map} alone", map="$W_V$"), 0.36, markup=True),
        scene.label(label_text("is called the value matrix"), 0.36),
    ).arrange(DOWN, buff=0.15)  # fmt: skip
    only = fitted(only, right - left).next_to(two, UP if at.formula_on_line else DOWN, buff=0.3)
    only.shift((max(left - only.get_left()[0], 0) + min(right - only.get_right()[0], 0)) * RIGHT)
    fewer, caption, numbers = said_of_parts(scene, whole, thin)
    cut_to(scene, square, name)
    with scene.beat("full", "What a head hands over could be one square matrix, vector to vector."):
        scene.play(FadeIn(one), run_time=0.6)
    with scene.beat("factored", caption, numbers):
        scene.wait(0.3)
        scene.play(*[part.animate.shift(at.square - at.alone) for part in (square, name, one)], run_time=0.8)
        scene.play(FadeIn(signs, out, value, names, two, only), run_time=0.6)
    return whole, thin, fewer


def said_of_parts(scene: AttentionScene, whole: Reading, thin: Reading) -> tuple[bool, str, Numbers]:
    """Return whether two parts are fewer numbers than one square, what is said of that, and the numbers in it."""
    two, one, times = grouped(thin), grouped(whole), whole / thin
    fewer = fewer_than_a_square(scene, thin, whole)
    if not fewer:
        caption = phrased("It is kept as two maps of {thin} numbers; one square has {whole}.", thin=two[0],
                          whole=one[0])  # fmt: skip
        return fewer, caption, [two, one]
    digits = written(float(times), 1)
    return fewer, phrased("It is kept as two thin ones: {times} times fewer numbers.", times=digits), [(digits, times)]


def formula(scene: AttentionScene, factors: tuple[Reading, ...], total: Reading) -> Label:
    words, numbers = product(*factors)
    text, number = grouped(total)
    return scene.label(f"{words} = {text}", 0.34, numbers=[*numbers, (text, number)])


def show_spectrum(
    scene: AttentionScene, maps: HeadMaps, at: RankPlaces, whole_map: Reading, thin_maps: Reading, fewer: bool
) -> None:
    """Show how strongly the value map carries each direction: what low rank saves and loses."""
    values = scene.bundle.read("sigma_OV", maps.layer, maps.head)
    rank = scene.bundle.count("rank.sigma_OV")
    lamps = DirectionLamps(values, int(float(rank)), "value", at.spectrum.width, at.spectrum.height)
    lamps.move_to(at.spectrum.at())
    ends = ends_of(scene, lamps, values, int(float(rank)))
    what = scene.label(label_text("singular values of {map}, in falling order", map="$W_O W_V$"), 0.36, markup=True)
    fitted(what, scene.layout.words.right - at.spectrum.left).move_to(at.spectrum.at(UP + LEFT, up=0.3), LEFT)
    kept, size = grouped(rank), grouped(maps.width)
    end = percent(values[int(float(rank)) - 1] / values[0])
    lost = grouped(maps.width - rank)
    saved, missing = saved_of(scene, whole_map, thin_maps) if fewer else VGroup(), VGroup(
        scene.label(label_text("not carried by this head"), 0.36),
        scene.label(
            label_text("{all} − {kept} = {lost} directions", all=size[0], kept=kept[0], lost=lost[0]),
            0.36,
            numbers=[size, kept, lost],
        ),
    )  # fmt: skip
    for note, base in zip((*saved, *missing), at.baselines[-len(saved) - len(missing) :], strict=True):
        fitted(note, scene.layout.words.right - at.notes).move_to(at.notes * RIGHT, LEFT).stand_on(base)
    caption = phrased("How strongly it carries each of {count} directions.", count=size[0])
    cut_to(scene, lamps, what)
    with scene.beat("singular values", caption, [size]):
        scene.play(FadeIn(ends[0]), run_time=0.4)
    caption = phrased(
        "Direction {last} still gets {share} of the first’s strength; then none.", last=kept[0], share=end[0]
    )
    with scene.beat("cut off", caption, [kept, end]):
        scene.play(FadeIn(ends[1]), run_time=0.5)
        scene.wait(0.5)
    caption = phrased("Low rank: fewer numbers to learn, but only {count} directions.", count=kept[0])
    if not fewer:
        caption = phrased("Two maps, not one: of {all} directions it carries {count}.", all=size[0], count=kept[0])
    with scene.beat("saved and lost", caption, [kept] if fewer else [size, kept]):
        scene.play(FadeIn(saved), run_time=0.7)
        scene.play(FadeIn(missing), run_time=0.7)


def saved_of(scene: AttentionScene, whole_map: Reading, thin_maps: Reading) -> VGroup:
    """Return how many numbers two thin maps save."""
    whole, thin, less = grouped(whole_map), grouped(thin_maps), grouped(whole_map - thin_maps)
    text = label_text("{whole} − {thin} = {less} numbers", whole=whole[0], thin=thin[0], less=less[0])
    return VGroup(
        scene.label(label_text("saved against one square map"), 0.36),
        scene.label(text, 0.36, numbers=[whole, thin, less]),
    )


def ends_of(scene: AttentionScene, lamps: DirectionLamps, values: Reading, rank: int) -> tuple[Group, Group]:
    """Return the first and the last lamp's numbers, each in a ring around its lamp."""
    made = []
    for index in (0, rank - 1):
        at = lamps.place(lamps.centers[[index]])[0]
        told = number(values[index], scene.layout.em.word, scene.palette.rgba("text"), decimals=1)
        ring = Circle(radius=0.62 * lamps.step, stroke_width=2, color=scene.palette.text).move_to(at)
        made.append(Group(ring, told.next_to(ring, RIGHT if index else LEFT, buff=0.1)))
    return made[0], made[1]
