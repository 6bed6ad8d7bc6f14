"""Beats: the likeliest token is appended and all layers run again; what the other vectors had guessed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import DOWN, LEFT, RIGHT, Group, Mobject, ReplacementTransform, VGroup, linear

from attention_scenes.model.answers.next_tokens import next_tokens
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.lookup_table import spread
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import Dim, FadeIn, FadeOut, early, exchange, late, window
from attention_scenes.scenes.mobjects.charts.distribution import clipped, guessed
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.parts.next_token.logit_beats import Shares
from attention_scenes.scenes.parts.next_token.next_token_data import AGAIN, LastToken, stack_of
from attention_scenes.scenes.parts.next_token.next_token_places import beside, places_in
from attention_scenes.scenes.parts.next_token.stack_beats import DIM, RUN, look
from attention_scenes.scenes.parts.next_token.text_row import TextRow

WIDEST, APART = 1.6, 0.2  # scene units: a guess at most, and between two


def show_choice(scene: AttentionScene, last: LastToken, row: TextRow, shares: Shares) -> Mobject:
    """Take the likeliest token into the text; its box is returned, all else stays."""
    at, chosen = places_in(scene.layout), row.filled(last.names[0])
    moving, ring = shares.bars.names[0].copy(), shares.bars.ring(0)
    said = label_text("or one is drawn at random, each as often as its probability says")
    drawn = beside(said, at)
    caption = phrased("Predict: take the likeliest, “{word}”. Append: it joins the text.", word=last.names[0])
    with scene.beat("choice", caption):
        scene.play(FadeIn(ring), *exchange(shares.note, drawn), run_time=0.6)
        scene.play(
            FadeOut(row.slot.label, rate_func=early), ReplacementTransform(moving, chosen.label, path_arc=0.9),
            run_time=1.0,
        )  # fmt: skip
        label = chosen.label
        chosen.remove(label)
        scene.play(FadeIn(chosen), run_time=0.4)
    scene.remove(row.slot, chosen, label)
    row.add(chosen.add(label))
    row.remove(row.slot)
    scene.add(chosen)
    return chosen


@dataclass(frozen=True)
class Again:
    """The stack of the second run, and what is said beside it."""

    stack: LayerStack
    beside: Group


def show_loop(scene: AttentionScene, last: LastToken, row: TextRow, chosen: Mobject) -> Again:
    """Run all layers again on the longer text; the stack stays, and an empty place for the token after it."""
    at = places_in(scene.layout)
    stack = stack_of(scene, AGAIN)
    look(stack, at, behind=True)
    stack.reach, stack.said, stack.rails = 2.0, 0.0, 0.0
    count = len(stack.x)
    longer = str(count), scene.bundle.count(f"{AGAIN}.tokens")
    text = label_text(
        "{count} tokens in, {count} vectors out: “{word}” came in as its embedding",
        count=longer[0], word=last.names[0],
    )  # fmt: skip
    note = beside(text, at, numbers=[longer, longer])
    glow = np.eye(count)[-1]
    with scene.beat("again", "Then run again on the longer text, and so on: token by token."):
        scene.make_way(row.places, chosen)
        run = Change(stack, reach=stack.n_layers + 1.0, run_time=RUN, rate_func=linear)
        scene.play(
            FadeIn(stack, rate_func=window(0.25, 0.6)),
            *[Dim(place, 1 / DIM) for place in row.places[:-1]],
            run,
            Change(stack, glow=glow),
            FadeIn(note, rate_func=late),
        )
        ways = round_trip(scene, stack, row, chosen)
        for way in ((ways[0], row.next_slot), (ways[1],), (ways[2],)):
            scene.play(FadeIn(*way), run_time=0.4)
    return Again(stack, Group(note, *ways))


def round_trip(scene: AttentionScene, stack: LayerStack, row: TextRow, chosen: Mobject) -> list[VGroup]:
    """Return the three ways of the loop: out of the stack into the text, along it, and into the stack again."""
    color, em = scene.palette.focus, 0.32
    end, slot = stack.end_of(len(stack.x) - 1), row.next_slot
    up = Arrow([slot.get_x(), end[1] + 0.25, 0], slot.get_bottom() + 0.08 * DOWN, color, 4)
    name = guessed(next_tokens(scene.bundle, trace=AGAIN).tokens[0])
    predict = scene.label(label_text("predict: “{word}”", word=name), em, "focus")
    predict.next_to(up, LEFT, buff=0.15).set_y(slot.get_y() - 1.3)
    append = scene.label(label_text("append"), em, "focus").next_to(chosen, DOWN, buff=0.12)
    left = row.places[0].get_left()[0] + 0.2
    down = Arrow([left, chosen.get_bottom()[1] - 0.08, 0], [left, chosen.get_bottom()[1] - 1.5, 0], color, 4)
    again = scene.label(label_text("run again"), em, "focus").next_to(down, RIGHT, buff=0.15)
    return [VGroup(up, predict), VGroup(append), VGroup(down, again)]


def show_other_guesses(scene: AttentionScene, last: LastToken, row: TextRow, again: Again) -> None:
    """Show what the other vectors had guessed, and whether it came."""
    at, guesses = places_in(scene.layout), guesses_under(scene, last, row)
    said = label_text("their likeliest next tokens; {shade}: it did come next", shade=scene.palette.shades.much)
    note = beside(said, at)
    with scene.beat("other guesses", "The other vectors had guesses too: they are not asked for here."):
        scene.let_go(*again.beside)
        scene.play(Change(again.stack, glow=0.4), FadeIn(guesses, note, rate_func=late), run_time=1.4)


def guesses_under(scene: AttentionScene, last: LastToken, row: TextRow) -> VGroup:
    """Return each place's likeliest next token and its probability under it: all of one size, as near as they can."""
    at, guesses = places_in(scene.layout), VGroup()
    for index in range(row.first, row.first + len(row.places)):
        found = next_tokens(scene.bundle, index)
        came = found.came is not None and found.came.id == found.tokens[0].id
        role = "text" if came else "focus" if index == last.index else "soft"
        share = percent(found.probabilities[0])
        name = clipped(guessed(found.tokens[0]), at.guess_em, WIDEST, role)
        told = scene.label(share[0], 0.85 * at.guess_em, role, numbers=[share])
        guesses.add(VGroup(name.stand_on(at.row_y - 0.65), told.stand_on(at.row_y - 1.05)))
    reach, xs = scene.layout.words.right, np.array([place.get_x() for place in row.places])
    taken = sum(each.width + APART for each in guesses)
    if taken > 2 * reach:
        for each in guesses:
            each.scale(2 * reach / taken, about_point=[each.get_x(), at.row_y - 0.65, 0])
    spread(guesses, xs, reach, APART)
    return guesses
