"""Beat: GPT-3's eight published sizes as bars: heads and their size are chosen, and need not make the width."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.head_bars import HeadBars
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

SIZES = ("Small.", "Medium.", "Large.", "XL.", "2_7B.", "6_7B.", "13B.", "")  # as the table names them


def show_sizes(scene: AttentionScene) -> None:
    """Show each size as a bar of its heads, those lit in which heads times their size is not the width."""
    layout = scene.layout
    stage, em = layout.stage, min(layout.em.word, 0.36)
    step = min((stage.height - (1.6 if layout.is_wide else 2.6)) / len(SIZES), 0.85)
    ys = [stage.top - 0.75 - n * step for n in range(len(SIZES))]
    columns = {key: [cited(f"{size}{key}") for size in SIZES] for key in ("millions", "d_model", "n_heads", "d_head")}
    told = VGroup(*[told_of_size(scene, n, columns, em) for n in range(len(SIZES))])
    names, products = (VGroup(*[row[part] for row in told]) for part in (0, 1))
    head = scene.label(label_text("millions"), em)
    left = stage.left + max(names.width, head.width) + 0.25
    length = longest(columns, [stage.right - left - 0.3 - label.width for label in products])
    bars = HeadBars(columns["n_heads"], columns["d_head"], columns["d_model"], ys, left, length, 0.62 * step)
    for n, (name, y) in enumerate(zip(names, ys, strict=True)):
        name.move_to(left * RIGHT + 0.25 * LEFT, RIGHT).stand_on(y - 0.35 * em)
        end = left + max(bars.lengths[n], bars.widths[n])
        products[n].move_to((end + 0.25) * RIGHT, LEFT).stand_on(y - 0.35 * em)
    scene.claim(
        "heads times their size is the width in most of GPT-3's sizes, and not in all",
        0 < bars.differ.sum() < len(SIZES) / 2,
        claim_text("{some} of {all}", some=len(SIZES) - int(bars.differ.sum()), all=len(SIZES)),
    )
    notes = notes_of_sizes(scene, em).next_to(ys[-1] * UP, DOWN, buff=0.45)
    head.move_to(left * RIGHT + 0.25 * LEFT, RIGHT).stand_on(stage.top - 0.2)
    caption = phrased("GPT-3’s published sizes: heads × size is mostly the width, a choice.")
    cut_to(scene, bars, names, head)
    with scene.beat("sizes", caption):
        scene.play(FadeIn(products, notes), run_time=0.6)


def cited(what: str) -> Reading:
    return Reading.cited(f"Brown2020,table2.1.{what}")


def longest(columns: dict[str, list[Reading]], rooms: list[float]) -> float:
    """Return how long the longest bar may be where each leaves room for what stands at its end."""
    ends = [
        max(float(many * size), float(wide))
        for many, size, wide in zip(columns["n_heads"], columns["d_head"], columns["d_model"], strict=True)
    ]
    return min(room * max(ends) / end for room, end in zip(rooms, ends, strict=True))


def told_of_size(scene: AttentionScene, n: int, columns: dict[str, list[Reading]], em: float) -> VGroup:
    """Return a size in millions, and its heads times their size, beside the width where that is another number."""
    many, size, wide = (columns[key][n] for key in ("n_heads", "d_head", "d_model"))
    words, numbers = product(many, size)
    together, width, name = grouped(many * size), grouped(wide), grouped(columns["millions"][n])
    text, role, shown = label_text("{parts} = {count}", parts=words, count=together[0]), "text", [*numbers, together]
    if float(many * size) != float(wide):
        text = label_text("{parts} = {count}, width {width}", parts=words, count=together[0], width=width[0])
        role, shown = "focus", [*shown, width]
    return VGroup(scene.label(name[0], em, numbers=[name]), scene.label(text, em, role, numbers=shown))


def notes_of_sizes(scene: AttentionScene, em: float) -> VGroup:
    """Return what the paper says of its MLPs and sizes, what the bars are, and where all that is from.

    Section 2.1 of Brown and others: the feedforward layer is always four times the width; the sizes were chosen for
    computational efficiency and for balancing the load between GPUs.
    """
    ratio = grouped(Reading.cited("Brown2020,section2.1.mlp_ratio"))
    mlps = label_text("MLPs: always {ratio} × the width; such sizes suit GPUs, says the paper", ratio=ratio[0])
    text = label_text("a cell: a head; line: the width. Cited, not measured: Brown et al. 2020, table 2.1")
    room = scene.layout.stage.width
    notes = [
        scene.note(mlps, em, room, 0, role="text", numbers=[ratio]),
        scene.note(text, 0.9 * em, room, 0, role="text"),
    ]
    return VGroup(*notes).arrange(DOWN, buff=0.14)
