"""Beats: a run without a mask reads the next word off, knows every answer, and cannot speak."""

from __future__ import annotations

from manim import DOWN, LEFT, Group

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, early, rush
from attention_scenes.scenes.mobjects.learning.reading_arcs import ReadingArcs
from attention_scenes.scenes.mobjects.learning.run_towers import RunGroup
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.ablations.kind_beats import towers_of
from attention_scenes.scenes.parts.ablations.variant_facts import VariantFacts
from attention_scenes.scenes.parts.ablations.variant_models import BASE, SAYS, SHOWN, UNMASKED, key_of
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.stage_heading import heading_of

MOST = 0.5  # of its weight: a word that gives so much is said to read the next one
ALL = 0.995  # of the answers: what is written 1.00
FEW = 0.5  # of what it says, other words: below, it is said to repeat itself
A_WORD, TINT = 0.3, 0.5  # seconds; opacity of a word's box
LONG = 100.0  # scene units: so much is one line, however long


def show_ahead(scene: AttentionScene, facts: VariantFacts) -> None:
    """Draw what a head of the run without a mask reads: arcs from later words, most of all from the next."""
    share = facts.next_word()
    digits, wide = written(float(share)), scene.layout.is_wide
    reads = scene.claim(
        "without a mask a head gives the next word most of its weight", float(share) > MOST,
        claim_text("{share}", share=digits),
    )  # fmt: skip
    caption = phrased("Without a mask, words read later ones, too: {share} from the next.", share=digits)
    if reads:
        caption = phrased("Without a mask, words read the next one: {share} of their weight.", share=digits)
    layer, head = facts.ahead
    stage, em = scene.layout.stage, scene.layout.em
    place = Place(stage.left + 0.3, stage.bottom + (1.0 if wide else 3.2), stage.right - 0.3,
                  stage.top - (0.9 if wide else 2.6))  # fmt: skip
    drawn = ReadingArcs(
        facts.words[1:], facts.unmasked.read("pattern", layer, head)[1:, 1:], *place.corners,
        em=1.15 * em.word if wide else em.note, turn=0.0 if wide else 50.0,
    )  # fmt: skip
    heading = heading_of(scene, label_text("the mask left out: what is read comes from later words, too"), [])
    where = [(str(number), facts.unmasked.count(f"{what}.{number}")) for what, number in
             (("layer", layer), ("head", head))]  # fmt: skip
    scene.change_provenance(label_text("no mask · layer {layer} · head {head}", layer=where[0][0], head=where[1][0]),
                            where)  # fmt: skip
    drawn.named = 0.0
    with scene.beat("ahead", caption, [(digits, share)]):
        scene.add(drawn)
        come = Change(drawn, named=1.0, back=1.0, ahead=1.0, run_time=2.4, rate_func=rush)
        scene.play(FadeIn(heading, run_time=0.6), come)
        scene.wait(0.8)


def show_reads(scene: AttentionScene, facts: VariantFacts) -> None:
    """Raise right answers that are read off, and those that are said, with the mask and without."""
    pairs = {key: [facts.score(key, name) for name in ("read", "right")] for key in (key_of(BASE, SHOWN), UNMASKED)}
    names = (label_text("read off"), label_text("said"))
    groups = [
        RunGroup(name, join(pairs[key]), facts.roles(join(pairs[key])), names)
        for name, key in ((label_text("with the mask"), key_of(BASE, SHOWN)), (label_text("without"), UNMASKED))
    ]
    read, right = pairs[UNMASKED]
    digits = [written(float(each)) for each in (read, right)]
    cheats = scene.claim(
        "without a mask it reads off every answer, and says fewer right than guessing would",
        float(read) > ALL and float(right) < float(facts.guess),
        claim_text("{read} and {right}", read=digits[0], right=digits[1]),
    )
    caption = phrased("Without a mask: read off, {read} right. To be said first: {right}.", read=digits[0],
                      right=digits[1])  # fmt: skip
    if cheats:
        caption = phrased("It knows every answer that it reads, {read}. Asked to say one: {right}.", read=digits[0],
                          right=digits[1])  # fmt: skip
    drawn = towers_of(scene, groups, facts.guess, full=2.3 if scene.layout.is_wide else 5.0)
    heading = heading_of(scene, label_text("right answers: read off the whole sentence, or said before it goes on"), [])
    scene.change_provenance(label_text("with the mask, and without"))
    drawn.growth[0] = drawn.named[0] = 1.0
    cut_to(scene, drawn, heading)
    with scene.beat("reads", caption, [(digits[0], read), (digits[1], right)]):
        scene.play(Change(drawn, growth=1.0, run_time=1.8, rate_func=rush))
        scene.play(Change(drawn, named=1.0, run_time=0.6))
        scene.wait(0.8)
    scene.make_way()


def show_speaks(scene: AttentionScene, facts: VariantFacts) -> None:
    """Let both go on from the same words, a word at a time."""
    keys = (key_of(BASE, SHOWN), UNMASKED)
    given = len(facts.said(UNMASKED)) - SAYS
    repeats = [_other_words(facts, key, given) for key in keys]
    circles = scene.claim(
        "without a mask fewer than half of the words it says are other words, with it more",
        repeats[1] < FEW < repeats[0],
        claim_text("{one} and {other}", one=written(repeats[0]), other=written(repeats[1])),
    )  # fmt: skip
    last = scene.params.begins.split()[-1]
    caption = phrased("Going on from “{word}”, each by itself: with the mask, and without.", word=last)
    if circles:
        caption = phrased("Nothing ahead to read: going on from “{word}”, it repeats itself.",
                          word=last)  # fmt: skip
    lanes = _lanes(scene, facts, keys)
    with scene.beat("speaks", caption):
        first = [FadeIn(name, *_words(row, 0, given + 1), rate_func=early) for name, row in lanes]
        scene.play(*first, run_time=0.7)
        for number in range(given + 1, max(len(row.boxes) for _, row in lanes)):
            parts = [part for _, row in lanes for part in _words(row, number, number + 1)]
            scene.play(FadeIn(*parts), run_time=A_WORD)
        scene.wait(0.9)
    scene.make_way()


def _words(row: TokenRow, first: int, end: int) -> list[Group]:
    """Return the boxes and words of some tokens."""
    return [Group(row.boxes[n], row.labels[n]) for n in range(first, min(end, len(row.boxes)))]


def _other_words(facts: VariantFacts, key: str, given: int) -> float:
    """Return how many of the words that a run says are other words, as a share."""
    words = [token.text.strip() for token in facts.said(key)[given:]]
    return len({*words}) / max(len(words), 1)


def _lanes(scene: AttentionScene, facts: VariantFacts, keys: tuple[str, str]) -> list[tuple[Lines, TokenRow]]:
    """Return each run's name and what it says in boxes of one size, one lane over the other."""
    stage, em, wide = scene.layout.stage, scene.layout.em, scene.layout.is_wide
    size = 0.6 if wide else 0.36
    rows = [flowing(TokenRow(facts.said(key)[1:], size, LONG), stage.width, 0.4 * size) for key in keys]
    texts = (label_text("trained with the mask"), label_text("trained without a mask"))
    whole, found = Group(), []
    for row, text, role in zip(rows, texts, ("key", "future"), strict=True):
        row.boxes.set_fill(getattr(scene.palette, role), opacity=TINT)
        name = Lines(text, 1.15 * em.word, stage.width, role, edge=-1)
        found.append((name, row))
        whole.add(Group(name, row).arrange(DOWN, buff=0.25, aligned_edge=LEFT))
    whole.arrange(DOWN, buff=0.6, aligned_edge=LEFT)
    whole.scale(min(1.0, 0.92 * stage.height / whole.height)).move_to(stage.at(up=0.15)).align_to(stage.at(LEFT), LEFT)
    return found


def flowing(row: TokenRow, width: float, gap: float) -> TokenRow:
    """Break a row of boxes into lines from the left, each as full as can be."""
    left, y, step = 0.0, 0.0, float(row.boxes[0].height) + gap
    for box, label in zip(row.boxes, row.labels, strict=True):
        if left + box.width > width:
            left, y = 0.0, y - step
        by = [left + box.width / 2, y, 0] - box.get_center()
        box.shift(by)
        label.shift(by)
        left += float(box.width) + 0.6 * gap
    return row
