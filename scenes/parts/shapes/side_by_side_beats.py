"""Beat: five heads side by side, and how many numbers that makes."""

from __future__ import annotations

from manim import DOWN, RIGHT, Animation, Group, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.matrices.glass_matrix import GlassMatrix
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import line
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
