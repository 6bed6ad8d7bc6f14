"""Beats: the list of merges, and one word joined by it pair by pair."""

from __future__ import annotations

from manim import LEFT, RIGHT, UP, Create, ReplacementTransform, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import Dim, FadeIn, FadeOut, early
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.merge_tree import MergeTree
from attention_scenes.scenes.mobjects.text.tiles import TileRow, tile_text
from attention_scenes.scenes.parts.tokens.cut_words import CutWord
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

HEAD = 6  # merges of the head of the list that are shown
LETTERS = 1.0  # em of a followed word's letters, at most
LONGEST = 7.0  # seconds that all merges of a word take


class Ledger:
    """The list of merges beside the word: rank, the two texts, what they make; a page of it at a time."""

    def __init__(self, scene: AttentionScene, place: Place) -> None:
        self.scene, self.place, self.em = scene, place, places_in(scene.layout).listed
        self.title = fitted(scene.label(label_text("the list of merges"), self.em, "soft"), place.width)
        self.title.move_to(place.at(UP + LEFT), LEFT).stand_on(place.top - self.em)
        self.step = 1.62 * self.em
        self.fit = max(1, int((place.height - 2 * self.em) // self.step))
        self.rows = VGroup()

    def row(self, rank: Reading, texts: list[str], slot: int, role: str = "text") -> VGroup:
        """Return a line of the list."""
        y = self.title.baseline - (slot + 1) * self.step
        number = grouped(rank)
        digits = self.scene.label(number[0], self.em, "soft", numbers=[number])
        digits.move_to([self.place.left + 2.7 * self.em - digits.width / 2, y, 0]).stand_on(y)
        left, right, made = map(tile_text, texts)
        pair = Label(f"{left} + {right} → {made}", self.em, role)
        pair = fitted(pair, self.place.width - 3.3 * self.em)
        pair.move_to([self.place.left + 3.3 * self.em, y, 0], LEFT).stand_on(y)
        return VGroup(digits, pair)


def show_list(scene: AttentionScene, word: CutWord, row: TileRow, first: int) -> tuple[MergeTree, Ledger]:
    """Bring the word's letters down and the head of the list beside them; ``first`` is its first tile in ``row``."""
    places, bundle = places_in(scene.layout), scene.bundle
    tree = MergeTree(
        word.texts, word.joins, word.ranks, word.roots, (places.tree.width, places.tree.height), LETTERS
    ).move_to(places.tree.at())
    tree.foot = tree.leaves[0].box.get_y()
    ledger = Ledger(scene, places.ledger)
    pairs, made = bundle.meta["probes"]["merges"]["head"], min(HEAD, ledger.fit - 2)
    for n in range(min(made, len(pairs))):
        ledger.rows.add(ledger.row(constant(n + 1), pairs[n], n))
    count = grouped(bundle.probe("merges.merges", 0))
    dots = Label("⋮", ledger.em, "soft").move_to(ledger.rows[-1][0]).shift([0, -ledger.step, 0])
    last = scene.label(count[0], ledger.em, "soft", numbers=[count])
    last.move_to(ledger.rows[-1][0], RIGHT).stand_on(ledger.rows[-1][0].baseline - 2 * ledger.step)
    ledger.rows.add(dots, last)
    mine = [row.tiles[first + n] for n in range(tree.units)]
    others = [tile for tile in row.tiles if tile not in mine]
    caption = phrased("A list of {count} merges, learned by counting: frequent pairs first.", count=count[0])
    with scene.beat("list", caption, [count]):
        up = places.tree.at()[1] - tree.foot
        for leaf in tree.leaves:  # in the middle as long as nothing stands above them
            leaf.shift([0, up, 0])
        moves = [ReplacementTransform(a, b) for a, b in zip(mine, tree.leaves, strict=True)]
        scene.remove(row)
        scene.add(*row.tiles)
        scene.play(*[FadeOut(tile, rate_func=early) for tile in others], *moves, run_time=1.3)
        scene.play(FadeIn(ledger.title, *ledger.rows[:made]), run_time=0.7)
        scene.play(FadeIn(ledger.rows[made:]), run_time=0.5)
    return tree, ledger


def show_merges(scene: AttentionScene, word: CutWord, tree: MergeTree, ledger: Ledger) -> None:
    """Join the word's pairs in the order of the list; the tree and the ledger stay."""
    seconds = min(1.15, LONGEST / max(len(word.joins), 1))
    caption, numbers = joined_caption(scene, word)
    with scene.beat("joined", caption, numbers):
        down = tree.foot - tree.leaves[0].box.get_y()
        sink = [leaf.animate.shift([0, down, 0]) for leaf in tree.leaves]
        scene.play(FadeOut(ledger.rows, rate_func=early), *sink, run_time=0.8)
        ledger.rows = VGroup()
        for n in range(len(word.joins)):
            show_merge(scene, word, tree, ledger, n, seconds)
        inner = [tile for k, tile in enumerate(tree.tiles) if k not in tree.roots]
        scene.play(*[Dim(tile, 0.6) for tile in inner], *[FadeIn(r) for r in rings(scene, tree)], run_time=0.7)
        scene.wait(0.6)


def joined_caption(scene: AttentionScene, word: CutWord) -> tuple[str, list[tuple[str, Reading]]]:
    """Return what comes of the word."""
    pieces = str(len(word.roots))
    if len(word.roots) == 1 and word.joins:
        number = grouped(word.ranks[len(word.joins) - 1])
        text = phrased("Highest in the list joins first: the word is whole at merge {rank}.", rank=number[0])
        return text, [number]
    if not word.joins:
        return phrased("No pair of it is in the list: its letters stay apart."), []
    number = (pieces, scene.bundle.count(f"word.{scene.bundle.tokens()[word.first].word}.tokens"))
    text = phrased("Highest in the list joins first, until no pair is left: {count} tokens.", count=pieces)
    return text, [number] if float(number[1]) == len(word.roots) else [(pieces, constant(len(word.roots)))]


def show_merge(scene: AttentionScene, word: CutWord, tree: MergeTree, ledger: Ledger, n: int, seconds: float) -> None:
    """Let two tiles rise, meet and become one; its line of the list comes with it."""
    left, right = tree.joins[n]
    slot = n % ledger.fit
    texts = [word.texts[left], word.texts[right], word.texts[tree.units + n]]
    line = ledger.row(word.ranks[n], texts, slot, "piece")
    if slot == 0 and len(ledger.rows):
        scene.remove(*ledger.rows)
        ledger.rows = VGroup()
    copies = [tree.tiles[k].pair.copy() for k in (left, right)]
    rise = [copy.animate.move_to(at) for copy, at in zip(copies, tree.snapped(n), strict=True)]
    scene.play(*rise, Create(tree.forks[n]), FadeIn(line), run_time=0.55 * seconds)
    scene.play(
        *[FadeOut(copy, rate_func=early) for copy in copies],
        FadeIn(tree.made(n), rate_func=early),
        run_time=0.3 * seconds,
    )
    scene.wait(0.15 * seconds)
    ledger.rows.add(line)


def rings(scene: AttentionScene, tree: MergeTree) -> list[VGroup]:
    """Return frames round the tiles that are left."""
    return [
        tree.tiles[root].box.copy().set_fill(opacity=0).set_stroke(scene.palette.focus, 3, 1) for root in tree.roots
    ]
