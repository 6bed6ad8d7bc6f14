"""Beats: the sky round three sums of words, and whether the nearest token is the one hoped for."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, VGroup

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import Dim, FadeIn, FadeOut, early, late
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.parts.embeddings.embeddings_data import Analogy, Asked, nearest_token
from attention_scenes.scenes.parts.embeddings.sky_beats import TokenSky

ORDERS = phrased("first"), phrased("second"), phrased("third")
WIDE, STEP = 3.7, 1.75  # of the ledger and of its entries
DIMMED = 0.55


def show_sums(scene: AttentionScene, asked: Asked, sky: TokenSky) -> None:
    """Turn the sky round one sum after the other; the ledger at the left keeps what was found."""
    entries = [ledger_entry(scene, each) for each in asked.sums]
    ledger = VGroup(*entries).arrange(DOWN, buff=0.45, aligned_edge=LEFT)
    ledger.move_to(scene.layout.stage.at(LEFT, up=0.25), LEFT)
    before = None
    for number, (order, each) in enumerate(zip(ORDERS, asked.sums, strict=True)):
        view = sky.view_of_sum(number)
        sky.tell_source(sky.centre(each.query))
        with scene.beat(f"{order} sum", verdict(scene, order, each)):
            if before is None:
                leaving = scene.leave(sky.cloud)
                for fade in leaving:
                    fade.rate_func = early
            else:
                leaving = [FadeOut(before.names, rate_func=early), Dim(entries[number - 1], DIMMED)]
            title = FadeIn(entries[number][0], rate_func=late)
            heart = Change(view.names, heart=1.0, rings=1.0, rate_func=late)
            come = np.linspace(0.75, 1, len(view.names.opacities))  # when the flight is nearly over
            named = Change(view.names, opacities=1.0, delays=come, spread=0.8)
            rest = FadeIn(*entries[number][1:], rate_func=late)
            scene.play(*leaving, sky.go_round(number, view), title, heart, named, rest, run_time=2.8)
        before = view


def ledger_entry(scene: AttentionScene, each: Analogy) -> VGroup:
    """Return a sum's line of the ledger: the sum, the nearest token, and what the first word alone would have done."""
    best = neighbours(scene.bundle, each.query)[0]
    digits = f"{float(best.cosine):.2f}"
    hit = not each.hoped or nearest_token(scene.bundle, each) == each.hoped
    name = label_text("nearest: {word} {cosine}", word=guessed(best.token), cosine=digits)
    lines = [
        Label(each.title, 0.36),
        Label(name, 0.32, "focus" if hit else "soft", numbers=[(digits, best.cosine)]),
        *([without_sum(scene, each)] if each.hoped else []),
    ]
    group = VGroup(*[fitted(label, WIDE) for label in lines])
    return group.arrange(DOWN, buff=0.16, aligned_edge=LEFT)


def without_sum(scene: AttentionScene, each: Analogy) -> Label:
    """Say how near the hoped-for word is to the first word by itself: what the sum must better."""
    listed = {guessed(near.token): near.cosine for near in neighbours(scene.bundle, each.start)}
    if each.hoped not in listed:
        text = label_text("“{word}” alone: {hoped} not listed", word=each.start, hoped=each.hoped)
        return scene.label(text, 0.28, "soft")
    cosine = listed[each.hoped]
    digits = f"{float(cosine):.2f}"
    text = label_text("“{word}” alone: {hoped} {cosine}", word=each.start, hoped=each.hoped, cosine=digits)
    return scene.label(text, 0.28, "soft", numbers=[(digits, cosine)])


def verdict(scene: AttentionScene, order: str, each: Analogy) -> str:
    """Return what can be said of a sum: whether the token nearest to it is the one hoped for."""
    found, nearest = neighbours(scene.bundle, each.query)[0], nearest_token(scene.bundle, each)
    what = {"order": order, "word": nearest}
    if not each.hoped and found.given:
        return phrased("The {order}: nearest is “{word}”, an input itself.", **what)
    if not each.hoped:
        return phrased("The {order}: nearest is “{word}”.", **what)
    if nearest == each.hoped:
        return phrased("The {order} works: nearest is “{word}”. The inputs stay listed.", **what)
    what["hoped"] = each.hoped
    if found.given:
        return phrased("The {order} fails: nearest is “{word}”, itself an input, not “{hoped}”.", **what)
    return phrased("The {order} fails: nearest is “{word}”, not “{hoped}”.", **what)
