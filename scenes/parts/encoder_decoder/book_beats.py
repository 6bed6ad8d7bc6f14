"""Beats: a hidden word, the page of an encoder, the page of its twin under a mask, and what the hole reads on each."""

from __future__ import annotations

import numpy as np
from manim import Group

from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.book.hinged_book import HingedBook
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.encoder_decoder.book_places import FEW, em_of, places_in
from attention_scenes.scenes.parts.encoder_decoder.encoder_models import MASKED, UNMASKED
from attention_scenes.scenes.parts.encoder_decoder.hole_facts import HoleFacts
from attention_scenes.scenes.parts.encoder_decoder.page_cards import legend_card, question_card
from attention_scenes.scenes.parts.shared.clean_cut import clear, stand

TITLES = (label_text("encoder: all words in sight"), label_text("its twin: later words masked"))
ROLES = ("key", "soft")
MOST = 0.5  # of its weight: a word that gets so much is said to be read


def titles_of(scene: AttentionScene) -> list[Lines]:
    """Return what both pages are called, over them."""
    at, em, found = places_in(scene.layout), em_of(scene.layout) * 1.1, []
    for text, role, (x, y) in zip(TITLES, ROLES, at.titles.tolist(), strict=True):
        lines = Lines(text, em, at.title_width, role)
        found.append(lines.move_to([x, y, 0]).middle_on(y))
    return found


def book_of(scene: AttentionScene, facts: HoleFacts) -> HingedBook:
    """Return the book, closed: its first page alone, and no weight on it."""
    at = places_in(scene.layout)
    patterns = facts.pattern(UNMASKED), facts.pattern(MASKED)
    em = em_of(scene.layout) if len(facts.words) <= FEW else scene.layout.em.note
    book = HingedBook(facts.words, patterns, facts.hole, *at.book.corners, em=em,
                      wide=at.wide, upright=at.upright)  # fmt: skip
    book.opened = 0.0
    return book


def show_hidden(scene: AttentionScene, facts: HoleFacts) -> tuple[HingedBook, Group]:
    """Show the sentence along a page's edges, one word of it hidden, and light what tells its form."""
    book, card = book_of(scene, facts), question_card(scene, facts)
    later = scene.claim(
        "words that agree with the hidden one come after it, and none before",
        facts.said["later"] and not facts.said["earlier"], claim_text("{word}", word=facts.answer),
    )  # fmt: skip
    caption = phrased("One word is hidden. Others (violet) tell its form.")
    if later:
        caption = phrased("One word is hidden. Later ones (violet) tell its form.")
    scene.add(book, card)
    light = np.zeros_like(book.spoken)
    light[facts.telling] = 1.0
    with scene.beat("hidden", caption):
        scene.play(Change(book, lit=[1.0, 0.0], run_time=0.9))
        scene.play(Change(book, spoken=light, run_time=0.9))
        scene.wait(0.8)
    return book, card


def show_unmasked(scene: AttentionScene, book: HingedBook, card: Group) -> Group:
    """Let the encoder's weights grow, a column for each word that reads; those on later words have their colour."""
    title, legend = titles_of(scene)[0], legend_card(scene)
    first = np.arange(len(book.growth)) < len(book.spoken)
    order = np.where(first, np.arange(len(first)) / len(book.spoken), 0.0)
    clear(scene, [card])
    stand(scene, legend, title)
    with scene.beat("unmasked", "An encoder: each word reads all others, later ones too."):
        scene.play(Change(book, spoken=0.0, lit=0.0, run_time=2.4),
                   Change(book, growth=first.astype(float), delays=order, spread=0.8, run_time=2.4))  # fmt: skip
        scene.wait(0.8)
    return legend


def show_masked(scene: AttentionScene, book: HingedBook, legend: Group) -> None:
    """Turn the page: its twin reads the same words, and glass falls over what comes later."""
    title = titles_of(scene)[1]
    clear(scene, [legend])
    stand(scene)
    with scene.beat("masked", "Its twin: glass lies over each word’s later ones."):
        scene.play(Change(book, opened=1.0, run_time=2.8))
        order = np.linspace(0, 1, len(book.curtain))
        scene.play(FadeIn(title, run_time=0.6),
                   Change(book, curtain=1.0, delays=order, spread=0.6, run_time=1.6))  # fmt: skip
        scene.play(Change(book, growth=1.0, run_time=1.2))
        scene.wait(0.6)


def show_reads(scene: AttentionScene, facts: HoleFacts, book: HingedBook) -> None:
    """Light the hole's column on both pages: arcs come from the words that it reads."""
    place = facts.reads
    weight, own = facts.weight(UNMASKED, place), facts.weight(MASKED, facts.hole)
    digits = [written(float(each)) for each in (weight, own)]
    word = named(facts.words[place])
    agrees = place in facts.said["agrees"]
    reads = scene.claim(
        "without a mask the hole gives most of its weight to a later word that agrees with it",
        float(weight) > MOST and agrees and place > facts.hole,
        claim_text("{word} {share}", word=word, share=digits[0]),
    )  # fmt: skip
    numbers = [(digits[0], weight)]
    caption = phrased("Of other words, the hidden one reads {word} most: {share}.", word=word, share=digits[0])
    if reads and facts.hole == 0:
        caption = phrased("The hidden word reads {word}: {share}; its masked twin itself: {own}.", word=word,
                          share=digits[0], own=digits[1])  # fmt: skip
        numbers.append((digits[1], own))
    elif reads:
        caption = phrased("The hidden word reads {word}: {share}. The mask takes that word away.", word=word,
                          share=digits[0])  # fmt: skip
    light = np.zeros_like(book.spoken)
    light[place] = 1.0
    with scene.beat("reads", caption, numbers):
        scene.play(Change(book, lit=1.0, run_time=0.9))
        scene.play(Change(book, arcs=1.0, spoken=light, run_time=1.8))
        scene.wait(1.0)
