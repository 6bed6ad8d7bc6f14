"""Beats: what each learned map of a head is for, beside the creature that one head has coloured."""

from __future__ import annotations

from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.creature.creature import Creature
from attention_scenes.scenes.mobjects.text.labels import Label, fitted, line
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.values.value_places import ValuePlaces

SYMBOL, WORDS, NARROW, PITCH, ASIDE = 0.95, 0.46, 0.38, 1.5, 1.9  # em; from line to line; room of the symbols


def show_answer(scene: AttentionScene, at: ValuePlaces, creature: Creature | None) -> None:
    """Show the answer in one frame: what each learned map of a head is for."""
    width, size = scene.counted("d_model"), scene.counted("d_head")
    said: tuple[tuple[dict[str, str], str, Numbers], ...] = (
        ({"$q$": "query", "$dot$": "text", "$k$": "key"}, label_text("who reads whom"), []),
        ({"$v$": "value"}, label_text("what is handed over: {count} numbers", count=size[0]), [size]),
        ({"$W_O$": "output"}, label_text("back to {count} numbers, added to the word", count=width[0]), [width]),
    )
    place, lines = at.told if creature else at.whole, VGroup()
    em = WORDS if scene.layout.is_wide or scene.layout.is_tall else NARROW
    for symbols, text, numbers in said:
        name = line(*[scene.label(symbol, SYMBOL, role, markup=True) for symbol, role in symbols.items()], buff=0.12)
        name.set_x(place.left + ASIDE / 2).shift(name[0].baseline * DOWN)
        words = scene.note(text, em, place.width - ASIDE, role="text", numbers=numbers)
        if isinstance(words, Label):
            fitted(words, place.width - ASIDE)
        words.move_to(place.at(LEFT, right=ASIDE), LEFT)
        words.stand_on(0) if isinstance(words, Label) else words.middle_on(0)
        lines.add(VGroup(name, words).shift((place.at()[1] + PITCH * (0.85 - len(lines))) * UP))
    if creature:
        creature.scale(at.figure.height / creature.height).move_to(at.figure.at())
    cut_to(scene, *([creature] if creature else lines[:1]))
    with scene.beat("answer", "The key says who is read, the value what is handed over: two maps."):
        scene.play(*map(FadeIn, lines if creature else lines[1:]), run_time=1)
        scene.wait(1)
