"""Beats: the creature as its vector reads after some layers, and with other words in its adjectives' places."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Mobject, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.overview.overview_data import Asking
from attention_scenes.scenes.parts.overview.overview_places import places_in
from attention_scenes.scenes.parts.overview.question_beats import NAME_ABOVE, Words
from attention_scenes.scenes.parts.shared.creature_beats import Coat, CreaturePhrase, creature_of

HALFWAY = 0.5  # between no lead and that of nouns called so


def show_creature(scene: AttentionScene, asking: Asking, words: Words) -> list[Mobject]:
    """Let the creature take the colour and the fur that its vector reads, then set it beside a control; both stay."""
    if not (asking.creature and words.hero):
        return []
    own, other = (Coat.of(scene, asking.creature.colour, row) for row in (0, 1))
    if own.surest is None:
        return [words.hero, words.name]
    values = values_above(scene, own, own.surest, words.hero, asking.creature)
    note = how_measured(scene, own.surest, words.hero)
    with scene.beat("read", what_is_read(scene, own, own.surest, asking)):
        scene.wait(2)
        scene.play(FadeIn(note), run_time=0.6)
        scene.play(Change(words.hero, state=1), FadeIn(values), run_time=1.5)
        scene.wait(2)
    twin = creature_of(other, [own.surest], asking.creature.colour, words.hero.height)
    twin.move_to(words.hero).shift(places_in(scene.layout).beside * LEFT)
    named = [scene.label(label_text("“{word}”", word=w), 0.3, "soft") for w in named_words(asking.creature)]
    for label, beside in zip(named, (words.hero, twin), strict=True):
        label.next_to(beside, UP, buff=NAME_ABOVE)
    control = values_above(scene, other, own.surest, twin, asking.creature)
    with scene.beat("other words", what_others_do(scene, other, own.surest, asking.creature)):
        scene.wait(1.5)
        scene.let_go(words.name, note)
        scene.play(FadeIn(twin, control, *named), run_time=1)
        scene.wait(2.5)
    return [words.hero, values, twin, control, *named]


def named_words(phrase: CreaturePhrase) -> tuple[str, str]:
    return phrase.adjectives, phrase.other_words


def values_above(scene: AttentionScene, coat: Coat, layer: int, creature: Creature, phrase: CreaturePhrase) -> VGroup:
    """Return both places as numbers, over the creature."""
    tint, fluff = coat.tint[layer], coat.fluff[layer]
    texts = written(float(tint), 2), written(float(fluff), 2)
    lines = [
        scene.label(label_text("{word} {share}", word=phrase.colour, share=texts[0]), 0.27, numbers=[(texts[0], tint)]),
        scene.label(label_text("{word} {share}", word="fluffy", share=texts[1]), 0.27, numbers=[(texts[1], fluff)]),
    ]
    return VGroup(*lines).arrange(RIGHT, buff=0.18).next_to(creature, UP, buff=-0.12)


def how_measured(scene: AttentionScene, layer: int, creature: Creature) -> VGroup:
    """Return what the numbers mean, and how surely they are read, beside the creature."""
    named = scene.bundle.probe("attribute.named", layer)
    share, layers = written(float(named), 2), grouped(scene.bundle.count(f"layer.{layer}"))
    sentences = scene.counted("attribute.sentences")
    lines = [
        scene.label(label_text("measured, after {layer} layers:", layer=layers[0]), 0.3, numbers=[layers]),
        scene.label(label_text("0: as without adjectives"), 0.3, "soft", numbers=constants("0")),
        scene.label(label_text("1: as nouns called so"), 0.3, "soft", numbers=constants("1")),
        scene.label(label_text("in {count} other sentences;", count=sentences[0]), 0.3, "soft", numbers=[sentences]),
        scene.label(label_text("colours told right: {share}", share=share), 0.3, "soft", numbers=[(share, named)]),
    ]
    return VGroup(*lines).arrange(DOWN, buff=0.1, aligned_edge=RIGHT).next_to(creature, LEFT, buff=0.15)


def what_is_read(scene: AttentionScene, coat: Coat, layer: int, asking: Asking) -> str:
    """Return what may be said of the creature after a layer."""
    tint, fluff = float(coat.tint[layer]), float(coat.fluff[layer])
    colour = asking.creature.colour if asking.creature else ""
    measured = claim_text("{colour} {tint}, fluffy {fluff}", colour=colour, tint=f"{tint:.2f}", fluff=f"{fluff:.2f}")
    is_coloured = scene.claim("the noun has taken in its colour more than half", tint > HALFWAY, measured)
    is_fluffy = scene.claim("the noun has taken in fluffiness more than half", fluff > HALFWAY, measured)
    if is_coloured and is_fluffy:
        return phrased(
            "All heads and layers so far: “{word}” reads {colour} and fluffy.", word=asking.word, colour=colour
        )
    if is_coloured:
        return phrased("All heads and layers so far: “{word}” reads {colour}.", word=asking.word, colour=colour)
    return phrased(
        "All heads and layers so far: little {colour} has reached “{word}”.", word=asking.word, colour=colour
    )


def what_others_do(scene: AttentionScene, coat: Coat, layer: int, phrase: CreaturePhrase) -> str:
    """Return what may be said of other words in the adjectives' places."""
    tint, fluff = float(coat.tint[layer]), float(coat.fluff[layer])
    measured = claim_text(
        "{colour} {tint}, fluffy {fluff}", colour=phrase.colour, tint=f"{tint:.2f}", fluff=f"{fluff:.2f}"
    )
    if scene.claim("other words in the same places bring neither", max(tint, fluff) < HALFWAY, measured):
        return phrased("Other words in the same places bring neither.")
    return phrased("Other words in the same places bring this much.")
