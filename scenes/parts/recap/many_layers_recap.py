"""Recap of many layers: what they add, hands that turn, the last guess, columns that are kept, and what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import Mobject

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.model.probes.maps.depth_guesses import DepthGuessesProbe
from attention_scenes.model.probes.maps.place_codes import PlaceCodesProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.mobjects.cost.light_city import LightCity
from attention_scenes.scenes.mobjects.falling.depth_ribbons import DepthRibbons
from attention_scenes.scenes.mobjects.places.hand_field import HandField
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.cost.city_beats import ROLES, in_millions
from attention_scenes.scenes.parts.cost.cost_data import TokenCost
from attention_scenes.scenes.parts.going_deeper.depth_facts import written_guess
from attention_scenes.scenes.parts.kv_cache.cache_facts import ARRAYS, BEGUN, CacheFacts
from attention_scenes.scenes.parts.positions.other_beats import tiles_of
from attention_scenes.scenes.parts.recap.chapter_recap import ChapterRecap, Idea, Shown
from attention_scenes.scenes.parts.recap.idea_cards import within
from attention_scenes.scenes.parts.recap.meaning_recap import FollowedWord, followed_word_in
from attention_scenes.scenes.parts.recap.recap_places import MOST_TOKENS

HANDS = 6  # rows of them
ROOM = 0.3  # of the panel's width left beside a ribbon, for the lamp at its end
SEEN_FROM = {"hands": (20, -24), "columns": (26, 58), "city": (50, -10)}  # degrees from above and from the right
CITY_ROWS = 4


def needs(params: Any, model: str) -> Needs:
    arrays = (*ARRAYS, "pattern", "resid_pre_norm", "resid_post_norm")
    return Needs(
        model=model,
        traces={"": TraceNeed(params.text, arrays, top=1, most=MOST_TOKENS), BEGUN: TraceNeed(params.text, ARRAYS)},
        probes=(PlaceCodesProbe(), DepthGuessesProbe((params.text,), ("",))),
    )


def begin(scene: AttentionScene) -> FollowedWord:
    scene.provenance(label_text("all layers"))
    return followed_word_in(scene)


def opening(scene: AttentionScene, found: FollowedWord) -> str:
    return phrased("Many layers, one word: what they add to “{word}”.", word=found.word)


def show_adding(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show how long the word's vector is at each depth."""
    lengths = [row[found.query].reshape(1) for row in scene.bundle.read("resid_pre_norm")]
    whole = join([*lengths, scene.bundle.read("resid_post_norm")[-1, found.query].reshape(1)])
    parts = grouped(scene.bundle.count("n_layers") * 2.0 + 1.0)
    told = label_text("vectors added up; drawn: their sum’s length")
    caption = phrased("A layer adds twice: what attention brings, then what the MLP makes.")
    if not scene.bundle.meta["d_mlp"]:
        parts = grouped(scene.bundle.count("n_layers") + 1.0)
        caption = phrased("A layer adds what attention brings; this model has no MLP.")
    return Shown(caption, ribbon(whole / whole.largest(), "update", place), parts, told, "update")


def ribbon(shares: Reading, role: str, place: Place, mark: int = -1) -> Mobject:
    """Return one ribbon over depth that fills a panel."""
    wide, tall = place.width - 2 * ROOM, 0.8 * place.height
    made = DepthRibbons(shares.reshape(1, -1), np.zeros(1), wide, tall, (role,), marks=(mark,))
    made.grown[:] = 1.0
    return made.move_to(place.at())


def show_places(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the hands of each word, or the vectors of places, of a model that adds such."""
    bundle = scene.bundle
    if not scene.rotary:
        return show_vectors(scene, place)
    degrees = bundle.probe("places.degrees")
    pairs = sorted({int(n) for n in np.linspace(0, len(degrees) - 1, min(HANDS, len(degrees))).round()})
    field = HandField(join([degrees[n] for n in pairs]), [""] * len(found.tokens), *place.corners, 0.3)
    field.turned[:], field.said = 1.0, 0.0
    pitch, yaw = SEEN_FROM["hands"]
    field.stand_at(field.seen(*place.corners, pitch=pitch, yaw=yaw))
    turn = degrees[0] * bundle.count(f"position.{found.query}")
    told = label_text("degrees: the fastest hand at “{word}”", word=found.word)
    caption = phrased("Queries and keys turn by their places, like hands, fast and slow.")
    return Shown(caption, field, (written(float(turn), 1), turn), told, "first")


def show_vectors(scene: AttentionScene, place: Place) -> Shown:
    """Show the model's table of places; where it has none, the formula's."""
    if scene.adds_positions:
        rows = scene.counted("n_context")
        told = label_text("rows of its table, a vector for each place")
        caption = phrased("A vector for each place is added to the word’s.")
        return Shown(caption, within(tiles_of(scene, scene.bundle.probe("places.table"), place), place), rows, told)
    width = scene.counted("d_model")
    told = label_text("numbers of a place in the formula of 2017, drawn here")
    caption = phrased("This model tells no places: the mask alone tells some order.")
    return Shown(caption, within(tiles_of(scene, scene.bundle.probe("places.waves"), place), place), width, told)


def show_depth(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the last guess's probability, were each depth the last one."""
    final, ids = scene.bundle.probe("guesses.final", 0), scene.bundle.probe("guesses.id", 0).value
    other = np.flatnonzero(ids != ids[-1])
    depth = int(other[-1]) + 1 if len(other) else 0
    word = written_guess(scene.bundle.meta["probes"]["guesses"]["texts"][0][-1])
    late = scene.claim(
        "the last guess leads only in the second half of the layers", 2 * depth > len(ids) - 1,
        claim_text("from depth {number} on", number=depth),
    )  # fmt: skip
    caption = phrased("Read off after each layer: the last guess leads only late.")
    if not late:
        caption = phrased("Read off after each layer: from where on does the last guess lead?")
    layers = scene.counted("n_layers")
    told = label_text("of {layers} layers passed: from here on “{word}” leads", layers=layers[0], word=word)
    number = (str(depth), scene.bundle.count(f"layer.{depth}"))
    return Shown(caption, ribbon(final, "focus", place, depth), number, told, "focus", [], [layers])


def show_kept(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show keys and values of all words as columns, all but the last one of glass."""
    facts = CacheFacts.of(scene.bundle)
    keys, values = (facts.windows(name) for name in ARRAYS)
    columns = Colonnade(keys, values, facts.weights(), facts.names, facts.guesses, *place.corners)
    columns.grown[:], columns.said = 1.0, 0.0
    columns.glass[:-1] = 1.0
    pitch, yaw = SEEN_FROM["columns"]
    columns.stand_at(columns.seen(facts.count, *place.corners, pitch=pitch, yaw=yaw))
    caption = phrased("No token reads later ones: so keys and values can be kept.")
    told = label_text("numbers of keys and values are kept for each token")
    return Shown(caption, columns, grouped(facts.numbers()), told, "key")


def show_cost(scene: AttentionScene, found: FollowedWord, place: Place) -> Shown:
    """Show the multiply-adds of one guess as lights."""
    cost = TokenCost(scene)
    readings = [cost.attention, constant(0) if cost.mlps is None else cost.mlps, cost.table]
    layers = int(scene.bundle.meta["n_layers"])
    city = LightCity(layers, cost.lights, readings, ROLES, *place.corners, CITY_ROWS)
    city.lit[:] = 1.0
    pitch, yaw = SEEN_FROM["city"]
    city.stand_at(city.seen(*place.corners, pitch=pitch, yaw=yaw))
    caption = phrased("One guess uses each weight of each map once.")
    told = label_text("million multiply-adds for the next word")
    return Shown(caption, city, in_millions(cost.total), told)


def end(scene: AttentionScene) -> tuple[str, Numbers]:
    """Say what the whole was for."""
    return phrased("All of it for one guess; then the text is longer, and it begins again."), []


MANY_LAYERS = ChapterRecap(needs, begin, opening, (
    Idea("adding", label_text("adding"), label_text("Is a vector replaced, or added to?"), show_adding),
    Idea("places", label_text("places"), label_text("Why fast hands, and why slow ones?"), show_places),
    Idea("depth", label_text("depth"), label_text("Does each layer improve the guess?"), show_depth),
    Idea("keeping", label_text("keeping"), label_text("Why are old queries not kept?"), show_kept),
    Idea("cost", label_text("cost"), label_text("What waits for what, and what does not?"), show_cost),
), end)  # fmt: skip
