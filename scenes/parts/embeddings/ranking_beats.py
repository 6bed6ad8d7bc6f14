"""Beats: which tokens three sums of words come nearest to."""

from __future__ import annotations

from manim import LEFT, Mobject, VGroup, VMobject

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.charts.ranking import Ranking
from attention_scenes.scenes.parts.embeddings.embeddings_data import Analogy, Asked, nearest_token

LEFTS = (-6.6, -2.15, 2.3)  # of the lists  # of the lists
ORDERS = phrased("first"), phrased("second"), phrased("third")


def show_rankings(scene: AttentionScene, asked: Asked) -> None:
    """Show the tokens nearest to three sums, one list after the other."""
    lists = [
        Ranking(each.title, neighbours(scene.bundle, each.query), hoped=each.hoped, width=4.25, em=0.33)
        for each in asked.sums
    ]
    for ranking, x in zip(lists, LEFTS, strict=True):
        ranking.at(x, 2.0)
    size, whole = scene.counted("d_model"), scene.counted("n_vocab")
    note = scene.label(
        label_text(
            "cosine with the sum over all {size} numbers; nearest of {tokens} tokens", size=size[0], tokens=whole[0]
        ),
        0.28,
        "soft",
        numbers=[size, whole],
    ).move_to(scene.layout.notes.at(up=0.1))
    alone = [
        without_sum(scene, each).move_to(scene.layout.notes.at(right=x, up=0.5), LEFT)
        for each, x in zip(asked.sums, LEFTS, strict=True)
    ]
    for order, ranking, each, line in zip(ORDERS, lists, asked.sums, alone, strict=True):
        with scene.beat(f"{order} sum", verdict(scene, order, each)):
            first = order == "first"
            told: list[Mobject] = [note, *[each.title for each in lists]] if first else []
            gone = scene.leave() if first else []
            scene.play(*gone, FadeIn(ranking.rows, line, *told, rate_func=late), ranking.grow(1.2))


def without_sum(scene: AttentionScene, each: Analogy) -> VMobject:
    """Say how near the hoped-for word is to the first word by itself: what the sum must better."""
    listed = {guessed(near.token): near.cosine for near in neighbours(scene.bundle, each.start)}
    if not each.hoped:
        return VGroup()
    if each.hoped not in listed:
        return scene.label(
            label_text("“{word}” alone: {hoped} not listed", word=each.start, hoped=each.hoped), 0.28, "soft"
        )
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
