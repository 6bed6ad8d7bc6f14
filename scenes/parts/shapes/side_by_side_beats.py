"""Beats: five heads side by side, and the way back from their numbers to the size of a word."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, Animation, Group, Mobject, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.matrices.glass_matrix import GlassMatrix
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import line
from attention_scenes.scenes.parts.shapes.block_shapes import BlockPlaces, Named, block_of, names_of
from attention_scenes.scenes.parts.shapes.map_beats import work_out
from attention_scenes.scenes.parts.shapes.two_words import TwoWords, wall

GAP = 0.14  # scene units between the heads' numbers


def show_heads(scene: AttentionScene, words: TwoWords) -> None:
    """Show what every head makes of the phrase, each with maps of its own, then side by side."""
    cards = [card_of(scene, words, head) for head in range(words.n_heads)]
    sizes = sizes_apart(scene)
    place_cards(scene, cards, sizes)
    few, width, total = scene.counted("n_heads"), scene.counted("d_model"), grouped(wide_of(scene))
    caption = phrased(
        "Side by side, {few} heads make {total} numbers a word. X has {width}.",
        few=few[0], total=total[0], width=width[0],
    )  # fmt: skip
    trained = scene.counted("gender.trained")
    scene.change_provenance(label_text("trained on {count} phrases · all heads", count=trained[0]), [trained])
    with scene.beat("heads", caption, [few, total, width]):
        scene.play(FadeIn(*cards[:2], rate_func=late), run_time=0.6)  # what was there leaves first
        for card in cards[2:]:
            scene.play(FadeIn(card), run_time=0.25)
        scene.play(*(together(cards) if scene.layout.is_wide else []), FadeIn(sizes), run_time=1.0)
    scene.make_way()


def card_of(scene: AttentionScene, words: TwoWords, head: int) -> Group:
    """Return Z of a head under the head's name."""
    cell = (0.82, 1.1) if scene.layout.is_wide else (0.95, 0.95)
    plate = GlassMatrix(wall(words.mixed(head), "value", decimals=1), cell, 0.38)
    number = grouped(scene.bundle.count(f"head.{head}"))
    name = scene.label(
        label_text("head {head}", head=number[0]), scene.layout.em.word, "focus" if head == words.head else "soft",
        numbers=[number],
    )  # fmt: skip
    return Group(name, plate).arrange(DOWN, buff=0.2)


def place_cards(scene: AttentionScene, cards: list[Group], sizes: VGroup) -> None:
    """Set the heads' cards side by side, or in pairs, and their sizes below."""
    stage, whole = scene.layout.stage, Group(*cards)
    if scene.layout.is_wide:
        whole.arrange(RIGHT, buff=0.16).move_to(stage.at(up=1.05))
        sizes.move_to(stage.at(DOWN, up=1.0))
    else:
        whole.arrange_in_grid(rows=3, cols=2, buff=(0.6, 0.5)).move_to(stage.at(up=0.6))
        sizes.move_to(whole.get_bottom() + 0.9 * DOWN)


def sizes_apart(scene: AttentionScene) -> VGroup:
    """Return that all heads' numbers are more than a word has: 5 × 3 = 15 ≠ 4."""
    heads, width = product(*(scene.bundle.count(what) for what in ("n_heads", "d_head"))), scene.counted("d_model")
    total, em = grouped(wide_of(scene)), 0.85 if scene.layout.is_wide else 0.7
    sign = "=" if float(total[1]) == float(width[1]) else "≠"
    return line(
        scene.label(f"{heads[0]} = {total[0]}", em, "value", numbers=[*heads[1], total]),
        scene.label(sign, em, "soft"),
        scene.label(width[0], em, "text", numbers=[width]),
        buff=0.35,
    )


def together(cards: list[Group]) -> list[Animation]:
    """Return animations that slide all heads into one matrix."""
    step = float(cards[0][1].width) + GAP
    first = -step * (len(cards) - 1) / 2
    return [card.animate.shift((first + n * step - card[1].get_x()) * RIGHT) for n, card in enumerate(cards)]


def wide_of(scene: AttentionScene) -> Reading:
    """Return how many numbers all heads have for a word."""
    return scene.bundle.count("n_heads") * scene.bundle.count("d_head")


def show_way_back(scene: AttentionScene, words: TwoWords) -> None:
    """Work out concat · W_O: whatever d_k was chosen, the output map ends at the size of a word."""
    n, d = scene.bundle.count("tokens"), scene.bundle.count("d_model")
    digits = scene.layout.is_wide
    # What the heads made has just been read; that many digits once more would hide how long both factors are.
    parts = (
        Named(wall(words.concatenated, "value", digits=False, decimals=1), "$Z_0 … Z_4$", (n, wide_of(scene))),
        Named(wall(words.way_back, "output", learnt=True, digits=digits, zeros=False), "$W_O$", (wide_of(scene), d)),
        Named(wall(words.out, "output", decimals=1), '$"out"$', (n, d)),
    )
    places = long_places(scene)
    block = block_of(scene, *parts, decimals=None, places=places, ratio=0.82)
    total, width = grouped(wide_of(scene)), scene.counted("d_model")
    caption = phrased(
        "A head’s size is a choice: the output map, {total} × {width}, leads back.", total=total[0], width=width[0]
    )
    note = sizes_chosen(scene)
    with scene.beat("way back", caption, [total, width]):
        scene.play(FadeIn(block, names_of(scene, block, *parts, words.words, places), note), run_time=0.8)
        work_out(scene, block, 0.8, 0.32)
    scene.make_way()


def sizes_chosen(scene: AttentionScene) -> Mobject:
    """Return which sizes were chosen, and that nothing is added to what comes back."""
    width, size = scene.counted("d_model"), scene.counted("d_head")
    stage, em = scene.layout.stage, 0.36 if scene.layout.is_wide else scene.layout.em.note
    chosen = label_text("chosen: d = {d}, {key} = {size}", d=width[0], key="$d_k$", size=size[0])
    first = scene.label(chosen, em, "soft", markup=True, numbers=[width, size])
    second = scene.label(label_text("no residual: X is not added back"), em, "soft")
    note = VGroup(first, second).arrange(DOWN, buff=0.15, aligned_edge=LEFT)
    return note.move_to(stage.at(DOWN + LEFT, right=0.1, up=0.22), DOWN + LEFT)


def long_places(scene: AttentionScene) -> BlockPlaces:
    """Return the place of a block that is long: more of the frame, smaller cells."""
    stage = scene.layout.stage
    if scene.layout.is_wide:
        box = Place(stage.left + 1.35, stage.bottom + 0.75, stage.right - 1.2, stage.top + 0.2)
        return BlockPlaces(box, (0.78, 0.62), 0.25, 1.3)
    return BlockPlaces.of(scene.layout)
