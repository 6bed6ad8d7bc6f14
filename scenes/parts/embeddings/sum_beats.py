"""Beats: the sky round three sums of words, and whether the nearest token is the one hoped for."""

from __future__ import annotations

import numpy as np
from manim import Mobject

from attention_scenes.model.answers.next_tokens import neighbours
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import window
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.charts.ranking import RankedRow
from attention_scenes.scenes.mobjects.text.labels import Label
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.embeddings.embedding_places import places_in
from attention_scenes.scenes.parts.embeddings.embeddings_data import Analogy, Asked, nearest_token
from attention_scenes.scenes.parts.embeddings.near_list import NearList
from attention_scenes.scenes.parts.embeddings.sky_beats import TokenSky
from attention_scenes.scenes.parts.embeddings.sky_views import named_tokens

ORDERS = phrased("first"), phrased("second"), phrased("third")
LISTED = 6  # rows of a list
FLIGHT = 1.75  # seconds from one sum to the next


def show_sums(scene: AttentionScene, asked: Asked, sky: TokenSky) -> None:
    """Turn the sky round one sum after the other; the list beside it ranks the tokens nearest to the sum."""
    panel = places_in(scene.layout).panel
    for number, (order, each) in enumerate(zip(ORDERS, asked.sums, strict=True)):
        view = sky.view_of_sum(number)
        sky.tell_source(sky.centre(each.query))
        ranks = ranked(scene, each)
        heart = Change(view.names, heart=1.0, rings=1.0, rate_func=window(0, 0.3), run_time=FLIGHT)
        come = np.linspace(0.5, 0.75, len(view.names.opacities))  # when the flight is nearly over
        named = Change(view.names, opacities=1.0, delays=come, spread=0.8, run_time=FLIGHT)
        leaving = scene.leave(sky.cloud)
        for fade in leaving:  # what stands where the list comes is gone before
            fade.run_time = 0.55 if stands_in(fade.mobject, panel) else 1.2
        scene.say("")  # what is said of the sum before is no word for this one
        scene.play(*leaving, sky.go_round(number, view, FLIGHT), heart, named, *ranks.come(1.05, start=0.06))
        with scene.beat(f"{order} sum", verdict(scene, order, each)):
            pass


def stands_in(mobject: Mobject, panel: Place) -> bool:
    """Return whether something that can be seen ends where a panel does, or before."""
    points = np.concatenate([part.points for part in mobject.get_family()])
    return len(points) > 0 and float(points[:, 0].max()) < panel.right + 1.0


def ranked(scene: AttentionScene, each: Analogy) -> NearList:
    """Return the list of a sum: its nearest tokens, none hidden, the hoped-for word, what the first word reaches."""
    tokens = named_tokens(scene.bundle, each.query, each.hoped, LISTED)
    near, rest = tokens[:LISTED], tokens[LISTED:]
    notes = [NearList.note(scene, label_text("bar: cosine with the sum"))]
    if any(token.role == "soft" for token in near):
        notes.append(NearList.note(scene, label_text("grey: words of the sum, not hidden")))
    notes += without_sum(scene, each)
    last = [RankedRow(token.name, token.cosine, token.role) for token in rest]
    return NearList(scene, each.title, near, last=last, notes=notes)


def without_sum(scene: AttentionScene, each: Analogy) -> list[Label | Lines]:
    """Say how near the hoped-for word is to the first word by itself, where it is listed: what the sum must better."""
    listed = {guessed(near.token): near.cosine for near in neighbours(scene.bundle, each.start)}
    if each.hoped not in listed:
        return []
    digits = written(float(listed[each.hoped]), 2)
    text = label_text("“{word}” and “{hoped}” alone: {cosine}", word=each.start, hoped=each.hoped, cosine=digits)
    return [NearList.note(scene, text, numbers=[(digits, listed[each.hoped])])]


def verdict(scene: AttentionScene, order: str, each: Analogy) -> str:
    """Return what can be said of a sum: whether the token nearest to it is the one hoped for."""
    found, nearest = neighbours(scene.bundle, each.query)[0], nearest_token(scene.bundle, each)
    what = {"order": order, "word": nearest}
    if not each.hoped and found.given:
        return phrased("The {order}: nearest is “{word}”, a word of the sum itself.", **what)
    if not each.hoped:
        return phrased("The {order}: nearest is “{word}”.", **what)
    if nearest == each.hoped:
        what["start"] = each.start
        return phrased("The {order} works: “{word}” is nearest, not “{start}”.", **what)
    what["hoped"] = each.hoped
    if found.given:
        return phrased("The {order} fails: “{word}” itself is nearest, not “{hoped}”.", **what)
    return phrased("The {order} fails: nearest is “{word}”, not “{hoped}”.", **what)
