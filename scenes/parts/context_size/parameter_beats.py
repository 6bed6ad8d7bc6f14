"""Beats: what all grids would hold, and the parameters, which stay as many."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.context_size.context_places import ContextPlaces
from attention_scenes.scenes.parts.context_size.context_size_data import Growth
from attention_scenes.scenes.parts.context_size.side_column import Side

SIZE, NARROW = 0.34, 0.3  # em of sizes and, at 16:9, of what positions take; of that elsewhere
UNDER = 0.24, 0.14  # from one line to the other, at 16:9 and elsewhere
[BYTES] = constants("4")  # of a number, as this program keeps it


def show_stored(scene: AttentionScene, growth: Growth, side: Side) -> None:
    """Count the numbers, were the grids of all heads kept."""
    heads, whole = grouped(growth.heads), grouped(growth.stored[-1])
    size = growth.stored[-1] * BYTES[1] / 1e6
    told = grouped(size)
    caption = phrased(
        "Were the grids of all {heads} heads kept at once: {count} numbers.", heads=heads[0], count=whole[0]
    )
    with scene.beat("stored", caption, [heads, whole]):
        scene.play(FadeIn(side.table.heads[2], *[row[2] for row in side.table.rows]), run_time=0.8)
        if round(float(size)):
            note = side_note(
                side,
                label_text("at {bytes} bytes each: {count} MB", bytes=BYTES[0], count=told[0]),
                [BYTES, told],
            )
            scene.play(FadeIn(note), run_time=0.4)
            scene.let_go(note)
        scene.wait(1)


def show_parameters(scene: AttentionScene, side: Side, note: VGroup) -> VGroup:
    """Show that no weight matrix grows with the text; the maps and their sizes stay."""
    total, shapes = grouped(scene.bundle.count("parameters")), map_shapes(scene, side.at)
    caption = phrased("However long the text, the parameters stay: {count}.", count=total[0])
    with scene.beat("parameters", caption, [total]):
        scene.play(side.parameters.animate.set_color(scene.palette.focus), run_time=0.6)
        scene.play(*exchange(note, shapes), run_time=0.8)
        scene.wait(1)
    show_window(scene, side)
    most = scene.counted("n_context")
    caption = phrased("How long a text may be is set in advance: here {count} tokens.", count=most[0])
    reasons = {
        "learned": label_text("why: farther places have no vector"),
        "rotary": label_text("why: longer texts were not trained on"),
    }
    reason = reasons.get(scene.bundle.meta["positions"])
    why = side_note(side, reason) if reason else VGroup()
    with scene.beat("limit", caption, [most]):
        scene.play(FadeIn(why), run_time=0.6)
        scene.wait(1)
    scene.let_go(why)
    return shapes


def show_window(scene: AttentionScene, side: Side) -> None:
    """Say what a window costs where places are learned: a vector each, as in GPT-3."""
    places, width = (Reading.cited(f"Brown2020,{where}") for where in ("section2.1.n_context", "table2.1.d_model"))
    factors, numbers = product(places, width)
    total = grouped(places * width)
    caption = phrased("GPT-3 learns a vector for each place: {count} parameters.", count=total[0])
    note = side_note(side, label_text("GPT-3’s table of places: {factors}", factors=factors), numbers)
    with scene.beat("window", caption, [total]):
        scene.play(FadeIn(note), run_time=0.6)
        scene.wait(1)
    scene.let_go(note)


def side_note(side: Side, text: str, numbers: Numbers = ()) -> Lines:
    """Return a line at the lower end of the column beside the grid."""
    place = side.at.tricks
    note = Lines(text, side.at.note_em, place.width, edge=-1, numbers=numbers)
    return note.move_to(place.at(DOWN + LEFT), DOWN + LEFT)


def map_shapes(scene: AttentionScene, at: ContextPlaces) -> VGroup:
    """Return the four maps of the head, with their sizes."""
    width, depth = scene.counted("d_model"), scene.counted("d_head")
    maps = ("Q", "query", (depth, width)), ("K", "key", (depth, width)), ("V", "value", (depth, width)), (
        "O", "output", (width, depth),
    )  # fmt: skip
    sizes = [scene.label(f"{sides[0][0]} × {sides[1][0]}", SIZE, numbers=sides) for *_, sides in maps]
    found, pitch = VGroup(), max(at.pitch, *[size.width + 0.2 for size in sizes])
    for index, ((letter, role, _), size) in enumerate(zip(maps, sizes, strict=True)):
        name = Label(f"$W_{letter}$", 0.5, role, markup=True).shift(pitch * index * RIGHT).stand_on(0)
        found.add(VGroup(name, size.move_to(name).stand_on(-0.55)))
    both = VGroup(found, position_words(scene, at.table.width)).arrange(
        DOWN, buff=UNDER[not scene.layout.is_wide], aligned_edge=LEFT
    )
    return fitted(both, at.table.width).move_to(at.table.at(DOWN + LEFT), UP + LEFT)


def position_words(scene: AttentionScene, width: float) -> Label | Lines:
    """Return what positions take of parameters, in words."""
    em = SIZE if scene.layout.is_wide else NARROW
    if scene.bundle.meta["positions"] == "learned":
        most = scene.counted("n_context")
        words = label_text("positions: a learned vector each, for {count} at most", count=most[0])
        return scene.note(words, em, width, role="text", numbers=[most])
    words = {
        "rotary": label_text("positions turn queries and keys: no parameters"),
        "sinusoid": label_text("positions: a fixed vector each, no parameters"),
        "none": label_text("positions: none, and no parameters"),
    }[scene.bundle.meta["positions"]]
    return scene.note(words, em, width, role="text")
