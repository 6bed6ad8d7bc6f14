"""Beats: the creature as its vector reads after some layers, and with other words in its adjectives' places."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, UP, Group, Mobject, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.overview.overview_data import Asking
from attention_scenes.scenes.parts.overview.overview_places import places_in
from attention_scenes.scenes.parts.overview.question_beats import Words, steps_shown
from attention_scenes.scenes.parts.shared.creature_beats import Coat, CreaturePhrase, creature_of

HALFWAY = 0.5  # between no lead and that of nouns called so


def show_creature(scene: AttentionScene, asking: Asking, words: Words) -> list[Mobject]:
    """Let the creature take the colour and the fur that its vector reads, then set it beside a control; both stay."""
    if not (asking.creature and words.hero):
        return []
    own, other = (Coat.of(scene, asking.creature.colour, row) for row in (0, 1))
    if own.surest is None:
        return [words.hero, words.name]
    (x, y, height), layer, hero = places_in(scene.layout).large, own.surest, words.hero
    grown = hero.copy().scale_to_fit_height(height).move_to(x * RIGHT + y * UP)
    values, note = values_above(scene, own, layer, grown, asking.creature), how_measured(scene, layer)
    after = grouped(scene.bundle.count(f"layer.{layer}"))
    with scene.beat("read", what_is_read(scene, own, layer, asking, after[0]), [after]):
        scene.wait(2.2)
        scene.play(FadeOut(steps_shown(words), words.name), hero.animate.become(grown), FadeIn(note), run_time=1.2)
        scene.play(Change(hero, state=1), FadeIn(values), run_time=1.5)
        scene.wait(2)
    twin = creature_of(other, [layer], asking.creature.colour, height)
    twin.move_to(hero).shift(places_in(scene.layout).beside * LEFT)
    control, names = values_above(scene, other, layer, twin, asking.creature), VGroup()
    for text, below in zip((asking.creature.adjectives, asking.creature.other_words), (values, control), strict=True):
        names.add(scene.label(label_text("“{word}”", word=text), 0.38).next_to(below, UP, buff=0.12))
    with scene.beat("other words", what_others_do(scene, other, layer, asking.creature, after[0]), [after]):
        scene.wait(2.1)
        scene.let_go(note)
        scene.play(FadeIn(twin, control, names), run_time=1)
        scene.wait(2.5)
    return [hero, values, twin, control, names]


def values_above(scene: AttentionScene, coat: Coat, layer: int, creature: Creature, phrase: CreaturePhrase) -> VGroup:
    """Return both places as numbers, over the creature."""
    tint, fluff = coat.tint[layer], coat.fluff[layer]
    texts = written(float(tint), 2), written(float(fluff), 2)
    lines = [
        scene.label(label_text("{word} {share}", word=phrase.colour, share=texts[0]), 0.32, numbers=[(texts[0], tint)]),
        scene.label(label_text("{word} {share}", word="fluffy", share=texts[1]), 0.32, numbers=[(texts[1], fluff)]),
    ]
    return VGroup(lines[0], lines[1].same_line(lines[0], 0.25)).next_to(creature, UP, buff=-0.05)


def how_measured(scene: AttentionScene, layer: int) -> Group:
    """Return what the numbers mean, and how surely they are read."""
    named, at = scene.bundle.probe("attribute.named", layer), places_in(scene.layout).note
    accuracy = scene.bundle.probe("attribute.accuracy")
    fluffy = accuracy[accuracy.shape[0] - 1, layer]
    share, right, sentences = written(float(named), 2), written(float(fluffy), 2), scene.counted("attribute.sentences")
    told = (
        (label_text("measured on {count} other sentences:", count=sentences[0]), [sentences]),
        (label_text("0: as without adjectives; 1: as nouns called so"), constants("0", "1")),
        (
            label_text("held out, told right: colours {share}, fluffy {fluffy}", share=share, fluffy=right),
            [(share, named), (right, fluffy)],
        ),
    )
    em = 0.36 if scene.layout.is_wide else 0.3
    lines = [scene.note(text, em, at.width, numbers=numbers) for text, numbers in told]
    return Group(*lines).arrange(DOWN, buff=0.14, aligned_edge=LEFT).move_to([at.left, at.top, 0], LEFT + UP)


def what_is_read(scene: AttentionScene, coat: Coat, layer: int, asking: Asking, after: str) -> str:
    """Return what may be said of the creature ``after`` so many layers."""
    tint, fluff = float(coat.tint[layer]), float(coat.fluff[layer])
    colour = asking.creature.colour if asking.creature else ""
    measured = claim_text("{colour} {tint}, fluffy {fluff}", colour=colour, tint=f"{tint:.2f}", fluff=f"{fluff:.2f}")
    is_coloured = scene.claim("the noun has taken in its colour more than half", tint > HALFWAY, measured)
    is_fluffy = scene.claim("the noun has taken in fluffiness more than half", fluff > HALFWAY, measured)
    said = {"layer": after, "word": asking.word, "colour": colour}
    if is_coloured and is_fluffy:
        return phrased("After {layer} layers, “{word}” reads {colour} and fluffy.", **said)
    if is_coloured:
        return phrased("After {layer} layers, “{word}” reads {colour}.", **said)
    if is_fluffy:
        return phrased("After {layer} layers, “{word}” reads fluffy, but less than half {colour}.", **said)
    return phrased("After {layer} layers, “{word}” reads less than half {colour}.", **said)


def what_others_do(scene: AttentionScene, coat: Coat, layer: int, phrase: CreaturePhrase, after: str) -> str:
    """Return what may be said of other words in the adjectives' places."""
    tint, fluff = float(coat.tint[layer]), float(coat.fluff[layer])
    measured = claim_text(
        "{colour} {tint}, fluffy {fluff}", colour=phrase.colour, tint=f"{tint:.2f}", fluff=f"{fluff:.2f}"
    )
    if scene.claim("other words in the same places bring neither", max(tint, fluff) < HALFWAY, measured):
        return phrased("After {layer} layers, other words in the same places bring neither.", layer=after)
    return phrased("After {layer} layers, other words in the same places bring this much.", layer=after)
