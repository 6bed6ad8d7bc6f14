"""Beats: what the model predicts with the mask on, off in one head, off in all."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.answers.next_tokens import next_tokens, probabilities_of
from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import SENTENCE
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.basics.palette import palette
from attention_scenes.scenes.mobjects.charts.distribution import Distribution, guessed
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.shaping import least_em
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.masking.mask_places import places_in
from attention_scenes.scenes.parts.masking.masking_data import MaskFocus
from attention_scenes.scenes.parts.masking.unmasked_beats import LITTLE
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

STATES = ("", "open", "all")  # the mask on, off in one head, off in all
ROWS = 4
LONGEST_BAR = 0.93  # of a bar of 1: beyond it a number would leave the frame


def show_prediction(scene: AttentionScene, focus: MaskFocus) -> None:
    """Show the likeliest next tokens with the mask on, off in this head, and off in all heads."""
    panels = predictions(scene)
    at = places_in(scene.layout)
    words = TokenRow(focus.tokens, 0.4, min(12.6, scene.layout.words.width), max(0.3, least_em()))
    high = scene.layout.sentence.at(up=0.4) if scene.layout.is_wide else scene.layout.band(*SENTENCE).at(UP)
    words.align_to(high, UP)
    heads = grouped(scene.bundle.count("n_heads") * scene.bundle.count("n_layers"))
    said = (
        (label_text("mask on"), ()), (label_text("off in this head"), ()),
        (label_text("off in all {count} heads", count=heads[0]), [heads]),
    )  # fmt: skip
    titles = Group(*[scene.label(text, 0.34, numbers=numbers) for text, numbers in said])
    for title, panel in zip(titles, panels, strict=True):
        left, first, _ = panel.bars.origin
        title.move_to(left * RIGHT, LEFT).stand_on(first + at.title_up)
    said_of_it = label_text("The words it reads looked ahead, never trained to: this shows change, not harm.")
    note = scene.note(said_of_it, 0.34, scene.layout.stage.width, 0, role="text")
    note.move_to(scene.layout.notes.at())
    if not scene.layout.is_wide:
        note.next_to(Group(*panels), DOWN, buff=0.3).set_x(0)
    captions = what_moves(scene, focus)
    cut_to(scene, words, panels[0].bars, panels[0].numbers, panels[0].names, titles[0])
    with scene.beat("one head", captions[0]):
        for panel, title in zip(panels[1:2], titles[1:2], strict=True):
            names = [FadeIn(panel.names)] if scene.layout.is_tall else []
            scene.play(*names, FadeIn(panel.bars), FadeIn(panel.numbers), FadeIn(title), panel.grow(0.8))
    with scene.beat("all heads", captions[1]):
        names = [FadeIn(panels[2].names)] if scene.layout.is_tall else []
        scene.play(*names, FadeIn(panels[2].bars), FadeIn(panels[2].numbers), FadeIn(titles[2]), panels[2].grow(0.8))
        scene.play(FadeIn(note), run_time=0.5)


def what_moves(scene: AttentionScene, focus: MaskFocus) -> tuple[str, str]:
    """Return what may be said of the prediction with the mask off in one head, and in all."""
    predicted = [next_tokens(scene.bundle, trace=trace) for trace in STATES]
    best = [following.tokens[0].id for following in predicted]
    likely = [dict(zip((t.id for t in f.tokens), f.probabilities.value, strict=True)) for f in predicted]
    most = [max(abs(p - other.get(token, 0.0)) for token, p in likely[0].items()) for other in likely[1:]]
    last = focus.word(len(focus.tokens) - 1)
    little = scene.claim(
        "the mask off in this head, no likely token's probability moves by 0.05", most[0] < LITTLE, f"{most[0]:.3f}"
    )
    another = scene.claim("the mask off in all heads, another token is the likeliest", best[2] != best[0], str(best))
    one = phrased("Mask off in this head: the guess after “{word}” moves.", word=last)
    if little:
        one = phrased("Mask off in this head: the guess after “{word}” barely moves.", word=last)
    if another:
        guess = guessed(predicted[0].tokens[0])
        return one, phrased("Off in all heads, “{guess}” is no longer the first guess.", guess=guess)
    return one, phrased("Off in all heads, the first guess stays.")


def predictions(scene: AttentionScene) -> list[Distribution]:
    """Return for each state of the mask the same tokens' probabilities: the likeliest with the mask on."""
    predicted, at = [next_tokens(scene.bundle, trace=trace) for trace in STATES], places_in(scene.layout)
    places = [{token.id: i for i, token in enumerate(following.tokens)} for following in predicted]
    known = [token for token in predicted[0].tokens if all(token.id in place for place in places)]
    rows, full = (known or predicted[0].tokens)[:ROWS], at.full if known else 0.87 * at.full
    others = scene.bundle.count("n_vocab") - len(rows)
    listed = [probabilities_of(scene.bundle, [token.id for token in rows], trace) for trace in STATES]
    shares = [join([each, -each.sum() + 1.0]) for each in listed]
    full *= min(1, LONGEST_BAR / max(float(each.value.max()) for each in shares))
    names = [guessed(token) for token in rows]
    panels = [Distribution(names, each, others, full=full, em=0.34, step=at.row, widest=at.names) for each in shares]
    for panel, following in zip(panels, predicted, strict=True):
        light_first_guess(panel, [token.id == following.tokens[0].id for token in rows])
    return [panel.at(*place) for panel, place in zip(panels, at.panels, strict=True)]


def light_first_guess(panel: Distribution, first: list[bool]) -> None:
    """Let only the likeliest of all tokens have the colour of what is spoken of; none where it is not listed."""
    plain = palette().rgba("data_low", 0.8)
    for row in np.flatnonzero(~np.array(first)):
        panel.bars.colors[row] = plain
