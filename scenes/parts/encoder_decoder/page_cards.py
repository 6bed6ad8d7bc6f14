"""Cards of text where the second page will lie: what is hidden, and how a page is read."""

from __future__ import annotations

from manim import DOWN, LEFT, Group

from attention_scenes.model.probes.holes.agreement import COUNTED, FORMS
from attention_scenes.model.probes.holes.french_sentence import sentence_of
from attention_scenes.model.probes.translation.grammar import spoken
from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.encoder_decoder.book_places import em_of, places_in
from attention_scenes.scenes.parts.encoder_decoder.hole_facts import HoleFacts

FEW = 3  # forms that are listed; of more their name alone is asked for


def question_card(scene: AttentionScene, facts: HoleFacts) -> Group:
    """Return the sentence with its hole, what it says in English, and the forms that the hidden word may have."""
    em, width = em_of(scene.layout), places_in(scene.layout).card.width
    english = " ".join(sentence_of(scene.params.text).english())
    one, other = (", ".join(sorted(forms)) for forms in FORMS[facts.said["kind"]])
    lines = [Lines(spoken(facts.words), 1.5 * em, width, edge=-1),
             Lines(english, em, width, "soft", edge=-1),
             Lines(label_text("BERT puts [MASK] there"), 1.25 * em, width, edge=-1)]  # fmt: skip
    if facts.said["kind"] in COUNTED:
        asks = [label_text("one or several?")]
    elif max(len(forms) for forms in FORMS[facts.said["kind"]]) > FEW:
        asks = [label_text("masculine or feminine?")]
    else:
        asks = [label_text("masculine: {forms}?", forms=one), label_text("feminine: {forms}?", forms=other)]
    lines += [Lines(text, 1.5 * em, width, "query", edge=-1) for text in asks]
    return card_of(scene, lines)


def legend_card(scene: AttentionScene) -> Group:
    """Return how a page is read."""
    em, width = 1.1 * em_of(scene.layout), places_in(scene.layout).card.width
    texts = [(label_text("a column: what one word reads"), "text"),
             (label_text("a dot’s area: how much of its weight"), "text"),
             (label_text("violet: read from a later word"), "future")]  # fmt: skip
    return card_of(scene, [Lines(text, em, width, role, edge=-1) for text, role in texts])


def card_of(scene: AttentionScene, lines: list[Lines]) -> Group:
    """Return lines one below the other in the card's place."""
    card = places_in(scene.layout).card
    found = Group(*lines).arrange(DOWN, buff=0.75 * em_of(scene.layout), aligned_edge=LEFT)
    return found.move_to(card.at()).align_to(card.at(LEFT), LEFT)
