"""Beats: the list of merges, and one word joined by it pair by pair."""

from __future__ import annotations

from manim import LEFT, RIGHT, Create, ReplacementTransform, VGroup

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import Dim, FadeIn, FadeOut, early, leaving
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.tiles.merge_tree import MergeTree
from attention_scenes.scenes.mobjects.tiles.tiles import TileRow, tile_text
from attention_scenes.scenes.parts.tokens.cut_words import CutWord
from attention_scenes.scenes.parts.tokens.tokens_places import places_in

HEAD = 5  # merges of the head of the list that are shown
DIGITS = 2.95  # em that ranks of five digits take
LETTERS = 1.0  # em of a followed word's letters, at most
LONGEST = 7.0  # seconds that all merges of a word take


class Ledger:
    """The list of merges beside the word: rank, the two texts, what they make; a page of it at a time."""

    def __init__(self, scene: AttentionScene, place: Place, lines: int) -> None:
        self.scene, self.place, self.em = scene, place, places_in(scene.layout).listed
        self.step = 1.62 * self.em
        self.fit = max(1, int((place.height - 1.5 * self.em) // self.step))
        taken = (min(max(lines, HEAD + 2), self.fit) + 1) * self.step  # in the middle, the title included
        self.title = fitted(scene.label(label_text("byte-pair merges, in order"), self.em, "soft"), place.width)
        self.title.move_to(place.at(LEFT), LEFT).stand_on(place.at()[1] + taken / 2 - self.em)
        self.rows = VGroup()

    def show_head(self, bundle: Bundle) -> None:
        """Fill it with the first merges of all, and with the rank of the last."""
        pairs = bundle.meta["probes"]["merges"]["head"][: min(HEAD, self.fit - 2)]
        self.rows = VGroup(*[self.row(constant(n + 1), pair, n) for n, pair in enumerate(pairs)])
        count = grouped(bundle.probe("merges.merges", 0))
        above = self.rows[-1][0]
        dots = Label("⋮", self.em, "soft").move_to(above).shift([0, -self.step, 0])
        last = self.scene.label(count[0], self.em, "soft", numbers=[count])
        self.rows.add(dots, last.move_to(above, RIGHT).stand_on(above.baseline - 2 * self.step))

    def row(self, rank: Reading, texts: list[str], slot: int, role: str = "text") -> VGroup:
        """Return a line of the list."""
        y, number = self.title.baseline - (slot + 1) * self.step, grouped(rank)
        digits = self.scene.label(number[0], self.em, "soft", numbers=[number])
        digits.move_to([self.place.left + DIGITS * self.em - digits.width / 2, y, 0]).stand_on(y)
        pair = self.pair([tile_text(text) for text in texts], role)
        pair.move_to([self.place.left + (DIGITS + 0.6) * self.em, y, 0], LEFT).stand_on(y)
        return VGroup(digits, pair)

    def add(self, word: CutWord, merge: int) -> VGroup:
        """Return the line of a word's merge; where no line is left for it, a page begins, and the others go."""
        slot = merge % self.fit
        if slot == 0 and merge:
            self.scene.remove(*self.rows)
            self.rows = VGroup()
        left, right = word.joins[merge]
        texts = [word.texts[n] for n in (left, right, len(word.units) + merge)]
        line = self.row(word.ranks[merge], texts, slot, "piece")
        self.rows.add(line)
        return line

    def pair(self, texts: list[str], role: str) -> Label:
        """Return what is joined and what it makes; less of it where it is long."""
        left, right, made = texts
        room = self.place.width - (DIGITS + 0.6) * self.em
        for text in (f"{left} + {right} → {made}", f"{left} + {right}", made):
            label = Label(text, self.em, role)
            if label.width <= room:
                break
        return fitted(label, room)


def show_list(scene: AttentionScene, word: CutWord, row: TileRow, first: int) -> tuple[MergeTree, Ledger | None]:
    """Bring the word's letters and the head of the list; ``first`` is the word's first tile in ``row``.

    A word that is too wide to stand beside the list stands alone in the next beat: no list is returned for it.
    """
    places, bundle = places_in(scene.layout), scene.bundle
    tree = tree_of(word, places.tree)
    beside = tree.width <= places.tree.width
    if not beside:
        tree = tree_of(word, places.whole)
    ledger = Ledger(scene, places.ledger, len(word.joins))
    ledger.show_head(bundle)
    mine = [row.tiles[first + n] for n in range(tree.units)] if beside else []
    up = places.tree.at()[1] - tree.foot
    for leaf in tree.leaves if beside else []:  # in the middle as long as nothing stands above them
        leaf.shift([0, up, 0])
    count = grouped(bundle.probe("merges.merges", 0))
    caption = phrased("A list of {count} merges, learned by counting: frequent pairs first.", count=count[0])
    with scene.beat("list", caption, [count]):
        moves = [ReplacementTransform(a, b) for a, b in zip(mine, tree.leaves, strict=False)]
        scene.remove(row)
        scene.add(*row.tiles)
        gone = [FadeOut(tile, rate_func=early if beside else leaving) for tile in row.tiles if tile not in mine]
        scene.play(*gone, *moves, *([] if beside else [FadeIn(ledger.title, ledger.rows)]), run_time=1.3)
        if beside:
            scene.play(FadeIn(ledger.title, ledger.rows), run_time=0.9)
        scene.wait(0.3)
    if beside:
        return tree, ledger
    scene.let_go(ledger.title, ledger.rows)
    return tree, None


def tree_of(word: CutWord, place: Place) -> MergeTree:
    """Return a word's tree in the middle of a place."""
    tree = MergeTree(word.texts, word.joins, word.ranks, word.roots, (place.width, place.height), LETTERS)
    tree.move_to(place.at())
    tree.foot = float(tree.leaves[0].box.get_y())
    return tree


def show_merges(scene: AttentionScene, word: CutWord, tree: MergeTree, ledger: Ledger | None) -> None:
    """Join the word's pairs in the order of the list; the tree and the ledger stay."""
    seconds = min(1.15, LONGEST / max(len(word.joins), 1))
    caption, numbers = joined_caption(scene, word)
    with scene.beat("joined", caption, numbers):
        if ledger:
            down = tree.foot - tree.leaves[0].box.get_y()
            sink = [leaf.animate.shift([0, down, 0]) for leaf in tree.leaves]
            scene.play(FadeOut(ledger.rows, rate_func=early), *sink, run_time=0.8)
            ledger.rows = VGroup()
        else:
            scene.play(FadeIn(*tree.leaves), run_time=0.8)
        for n in range(len(word.joins)):
            show_merge(scene, word, tree, ledger, n, seconds)
        inner = [tile for k, tile in enumerate(tree.tiles) if k not in tree.roots]
        scene.play(*[Dim(tile, 0.6) for tile in inner], *[FadeIn(ring) for ring in rings(scene, tree)], run_time=0.7)
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
    text = phrased("Highest in the list joins first, until no pair is listed: {count} tokens.", count=pieces)
    return text, [number] if float(number[1]) == len(word.roots) else [(pieces, constant(len(word.roots)))]


def show_merge(
    scene: AttentionScene, word: CutWord, tree: MergeTree, ledger: Ledger | None, n: int, seconds: float
) -> None:
    """Let two tiles rise, meet and become one; its line of the list comes with it."""
    copies = [tree.tiles[k].pair.copy() for k in tree.joins[n]]
    rise = [copy.animate.move_to(at) for copy, at in zip(copies, tree.snapped(n), strict=True)]
    line = [FadeIn(ledger.add(word, n))] if ledger else []
    scene.play(*rise, Create(tree.forks[n]), *line, run_time=0.55 * seconds)
    fused = [FadeOut(copy, rate_func=early) for copy in copies]
    scene.play(*fused, FadeIn(tree.made(n), rate_func=early), run_time=0.3 * seconds)
    scene.wait(0.15 * seconds)


def rings(scene: AttentionScene, tree: MergeTree) -> list[VGroup]:
    """Return frames round the tiles that are left."""
    return [
        tree.tiles[root].box.copy().set_fill(opacity=0).set_stroke(scene.palette.focus, 3, 1) for root in tree.roots
    ]
