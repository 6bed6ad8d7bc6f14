"""Beats: the same text in another language, counted; a letter that is two bytes."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, Create, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late, window
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.tiles.merge_tree import MergeTree
from attention_scenes.scenes.parts.tokens.cut_words import CutWord, letter_of_bytes
from attention_scenes.scenes.parts.tokens.token_tiles import tiles_of
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

COUNT = 1.5  # scene units for a count, left of its text


def show_other(scene: AttentionScene, words: list[CutWord], other: list[CutWord]) -> None:
    """Set the two texts one below the other, each with its count."""
    places = places_in(scene.layout)
    counts = scene.bundle.probe("merges.count")
    halves = places.whole.part(0.0, 0.46), places.whole.part(0.54, 1.0)
    size = places.whole.width - COUNT - 0.3, halves[0].height
    em = min(tiles_of(each, size, places.letters, numbered=False).em for each in (words, other))
    groups = []
    for place, of_text, count in zip(halves, (words, other), (counts[0, 1], counts[1, 1]), strict=True):
        row = tiles_of(of_text, size, em, numbered=False, centered=False).move_to(
            place.at(LEFT, right=COUNT + 0.3), LEFT
        )
        digits = grouped(count)
        number = scene.label(digits[0], scene.layout.em.hero * 0.9, "focus", numbers=[digits])
        number.move_to(place.at(LEFT, right=COUNT, up=0.15), RIGHT)
        unit = fitted(scene.label(label_text("tokens"), places.small, "soft"), COUNT)
        unit.next_to(number, DOWN, buff=0.18).align_to(number, RIGHT)
        groups.append((row, VGroup(number, unit)))
    caption, numbers = compared(scene, counts[0, 1], counts[1, 1])
    with scene.beat("other language", caption, numbers):
        scene.play(FadeIn(*groups[0][0].tiles, groups[0][1], rate_func=window(0.15, 0.6)), run_time=0.8)
        scene.play(FadeIn(*groups[1][0].tiles), run_time=0.9)
        scene.play(FadeIn(groups[1][1]), run_time=0.6)
        scene.wait(0.8)
    scene.let_go(*groups[0][0].tiles, *groups[1][0].tiles, groups[0][1], groups[1][1])


def compared(scene: AttentionScene, here: Reading, there: Reading) -> tuple[str, Numbers]:
    """Return what is said of the two counts: that the other text costs more only where it does."""
    ratio = there / here
    more = float(there) > float(here)
    times = (f"{float(ratio):.1f}" if float(ratio) >= 1.05 else f"{float(ratio):.3f}", ratio)
    scene.claim(
        "the other text takes more tokens",
        more,
        claim_text("{other} against {one}", other=int(float(there)), one=int(float(here))),
    )
    if not more:
        return phrased("The same in other words: here it takes no more tokens."), []
    if scene.params.other:
        return phrased("The same in other words: here {times} times as many tokens.", times=times[0]), [times]
    return phrased("The same in French: here {times} times as many tokens.", times=times[0]), [times]


def show_letter(scene: AttentionScene, words: list[CutWord]) -> None:
    """Show a letter of two bytes, which a merge joins as it joins others."""
    if (found := letter_of_bytes(words)) is None:
        return
    word, n = found
    place = places_in(scene.layout).whole
    tree = MergeTree(word.texts, word.joins, word.ranks, word.roots, (place.width, place.height), 0.8)
    tree.move_to(place.at())
    letter = word.texts[tree.units + n].strip()
    count = str(len(letter.encode()))
    spelt = " ".join(f"0x{byte:02X}" for byte in letter.encode())
    caption = phrased("“{letter}” is {count} bytes, {bytes}; the list joins them as well.", letter=letter, count=count,
                      bytes=spelt)  # fmt: skip
    ring = tree.made(n).box.copy().set_fill(opacity=0).set_stroke(scene.palette.focus, 3, 1)
    later = above(word, n)
    rest = [k for k in range(len(word.joins)) if k not in later]
    with scene.beat("letter of bytes", caption, [(count, constant(len(letter.encode())))]):
        scene.play(FadeIn(*tree.leaves, *[tree.forks[k] for k in rest], *[tree.made(k) for k in rest]), run_time=0.8)
        for k in later:
            scene.play(Create(tree.forks[k]), FadeIn(tree.made(k), rate_func=late), run_time=0.7)
        scene.play(FadeIn(ring), run_time=0.5)
        scene.wait(0.3)
    scene.let_go(*tree.forks, *tree.tiles, ring)


def above(word: CutWord, merge: int) -> list[int]:
    """Return a merge and all that build on what it makes."""
    found, made = [merge], {len(word.units) + merge}
    for n, pair in enumerate(word.joins):
        if made & {*pair}:
            found.append(n)
            made.add(len(word.units) + n)
    return found
