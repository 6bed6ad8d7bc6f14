"""Beats: the likeliest token is taken; what the other vectors had guessed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import UP, Group, Mobject, ReplacementTransform, VGroup

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut, early, exchange
from attention_scenes.scenes.mobjects.charts.distribution import clipped, guessed
from attention_scenes.scenes.mobjects.text.numbers import NumberField
from attention_scenes.scenes.mobjects.vectors.token_columns import TokenColumns
from attention_scenes.scenes.parts.next_token.logit_beats import Shares
from attention_scenes.scenes.parts.next_token.next_token_data import LastToken
from attention_scenes.scenes.parts.next_token.next_token_places import places_in


def show_choice(scene: AttentionScene, last: LastToken, row: TokenColumns, shares: Shares) -> VGroup:
    """Take the likeliest token into the text; its ring and a note stay."""
    name, slot = last.names[0], row.slot
    chosen = clipped(name, 0.34, slot.width - 0.12, "focus")
    chosen.move_to(slot).stand_on(slot.label.baseline)
    moving = shares.bars.names[0].copy()
    ring = shares.bars.ring(0)
    said = label_text("or one is drawn at random, each as often as its probability says")
    drawn = scene.note(said, 0.28, scene.layout.stage.width, edge=0).move_to(places_in(scene.layout).note_y * UP)
    with scene.beat("choice", phrased("Take the likeliest, “{word}”: in the text it gets its vector.", word=name)):
        scene.play(FadeIn(ring), *exchange(shares.note, drawn), run_time=0.8)
        scene.play(
            FadeOut(slot.label, rate_func=early), ReplacementTransform(moving, chosen, path_arc=0.9), run_time=1.2
        )
        slot.remove(slot.label)
    return VGroup(ring, drawn)


def show_other_guesses(
    scene: AttentionScene, last: LastToken, row: TokenColumns, way: np.ndarray, gone: Sequence[Mobject]
) -> None:
    """Show what the other vectors had guessed, and whether it came."""
    guesses, percents, notes = VGroup(), Group(), scene.layout.notes
    low = notes.top + 0.9 if scene.layout.is_wide else row.columns.get_bottom()[1] - 0.55
    for index, place in enumerate(row.places, row.first):
        found = next_tokens(scene.bundle, index)
        came = found.came is not None and found.came.id == found.tokens[0].id
        role = "text" if came else "focus" if index == last.index else "soft"
        label = clipped(guessed(found.tokens[0]), 0.31, place.width - 0.04, role)
        guesses.add(label.set_x(place.get_x()).stand_on(low))
        percent = NumberField(
            found.probabilities[0], np.zeros((1, 2)), 0.25, scene.palette.rgba(role), decimals=1, percent=True
        )
        percents.add(percent.move_to(notes.at(right=place.get_x(), up=low - 0.43 - notes.top)))
    said = label_text("their likeliest next tokens; {shade}: it did come next", shade=scene.palette.shades.much)
    note = scene.note(said, 0.28, scene.layout.stage.width, edge=0).move_to(notes.at(up=low - 0.9 - notes.top))
    with scene.beat("other guesses", "The other vectors had guesses too: they are not asked for here."):
        scene.play(*[FadeOut(m) for m in gone], run_time=0.5)
        row.columns[-1].shift(-way)
        scene.play(*[FadeIn(c) for c in row.columns], run_time=0.5)
        scene.play(*row.light(1.0), FadeIn(guesses, percents, note), run_time=1.2)
        scene.wait(2)
