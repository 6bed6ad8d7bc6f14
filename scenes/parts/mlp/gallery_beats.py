"""Beats: one neuron walked past names that did not choose its threshold, counted; and one that hears the word."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, Group

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.facts.name_lights import NameLights
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import Label, fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.glass_ball.step_facts import Number
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts
from attention_scenes.scenes.parts.mlp.mlp_places import MlpPlaces
from attention_scenes.scenes.parts.mlp.prompt_facts import HALF
from attention_scenes.scenes.parts.mlp.recall_beats import clipped

KIND, OTHERS = 2, 3  # groups of the gallery that are held out: names of the kind, and others
BETWEEN = 0.62  # scene units between these, for how many are left out
WORD = 2  # of the three neurons, that which hears the word
ROLES = ("focus", "second")  # of both neurons
MOST, FEWEST = 0.5, 0.2  # shares of names above the threshold: it tells them apart


def show_gallery(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> None:
    """Walk the neuron past names: of each group those that fire it most and least; nothing where there are none."""
    if not len(facts.group(KIND)) or not len(facts.group(OTHERS)):
        return
    galleries, left_out = [], Group()
    for group, place in zip((KIND, OTHERS), places.names, strict=True):
        lights, rest = gallery_of(scene, facts, group, place, places.ends)
        galleries += lights
        left_out.add(*rest)
    hits = [grouped(each) for each in facts.probe("fact_neuron.hits", 0)]
    titles = [
        title_of(scene, place, hits[2 * n : 2 * n + 2], n, facts.is_listed) for n, place in enumerate(places.names)
    ]
    shares = [float(hits[n][1]) / max(float(hits[n + 1][1]), 1.0) for n in (0, 2)]
    tells = scene.claim(
        "the neuron fires at most names of the kind and at few others, names that did not choose its threshold",
        shares[0] >= MOST and shares[1] <= FEWEST, counts_of(hits),
    )  # fmt: skip
    what = {"some": hits[0][0], "all": hits[1][0], "few": hits[2][0], "others": hits[3][0]}
    caption = phrased("It fires at {some} of {all} of this kind, and at {few} of {others} others.", **what)
    if tells:
        caption = phrased("Many names fire it: {some} of {all} of its kind, {few} of {others} others.", **what)
    if tells and facts.is_listed:
        caption = phrased("Many names fire it: {some} of {all} athletes, {few} of {others} others.", **what)
    layer, number = facts.neuron_numbers()
    which = {"layer": layer[0], "number": number[0]}
    source = label_text("layer {layer} · neuron {number} · bars: how strongly it fires", **which)
    if facts.is_turned(0):
        source = label_text("layer {layer} · neuron {number} · bars: its activation, sign turned", **which)
    scene.change_provenance(source, [layer, number])
    legend = threshold_legend(scene, facts, galleries[0])
    with scene.beat("gallery", caption, hits):
        walks = [Change(each, growth=1.0, delays=walk(each), spread=0.8, run_time=2.2) for each in galleries]
        scene.play(FadeIn(legend, left_out, *galleries, *[title for title, _ in titles], run_time=0.5), *walks)
        scene.play(FadeIn(*[board for _, board in titles]), run_time=0.5)
    scene.make_way()


def threshold_legend(scene: AttentionScene, facts: FactFacts, lights: NameLights) -> Lines:
    """Return from where on the neuron fires, and where that is from; a tick is spoken of where there is one."""
    least = facts.probe("fact_neuron.threshold", 0)
    digits = written(float(least))
    text = label_text("it fires from {least} on, chosen to part other names best", least=digits)
    if lights.ticked[0]:
        text = label_text("tick, {least}: from here on it fires; chosen to part other names best", least=digits)
    return legend_of(scene, text, [(digits, least)])


def gallery_of(
    scene: AttentionScene, facts: FactFacts, group: int, place: Place, ends: int
) -> tuple[list[NameLights], list[Label]]:
    """Return a group's names, dark: all, or so many that fire it most and least, with how many are between them."""
    fires, mine = facts.fires(0), facts.group(group)
    order = mine[np.argsort(-fires.value[mine], kind="stable")]
    if len(order) <= 2 * ends:
        return [lights_of(facts, order, place)], []
    high = (place.height - BETWEEN) / 2
    upper, lower = (Place(place.left, y, place.right, y + high) for y in (place.top - high, place.bottom))
    rest = grouped(facts.probe("fact_neuron.hits", 0)[2 * (group == OTHERS) + 1] - 2.0 * ends)
    label = Label(
        label_text("… {count} more between them …", count=rest[0]), 1.2 * scene.layout.em.word, "soft", numbers=[rest]
    )
    y = place.at()[1] - 0.1
    label.move_to(place.at()).stand_on(y)
    return [lights_of(facts, order[:ends], upper), lights_of(facts, order[-ends:], lower)], [label]


def lights_of(facts: FactFacts, some: np.ndarray, place: Place) -> NameLights:
    """Return names one below the other, with what the first neuron says at each."""
    fires, shown = facts.fires(0), facts.group(KIND, OTHERS)
    full, said = float(np.abs(fires.value[shown]).max()), fires[some]
    return NameLights(
        [facts.gallery[n] for n in some], said.reshape(1, -1), ROLES[:1], *place.corners, columns=1, em=0.44,
        full=[full], above=facts.probe("fact_neuron.threshold")[:1], digits=[written(float(each)) for each in said],
    )  # fmt: skip


def walk(gallery: NameLights) -> np.ndarray:
    """Return when each bar starts: name by name."""
    return np.tile(np.arange(gallery.count) / max(gallery.count - 1, 1), gallery.kinds)


def title_of(
    scene: AttentionScene, place: Place, hits: list[Number], group: int, is_listed: bool
) -> tuple[Label, Label]:
    """Return what a gallery shows, and how many of its names are above the threshold."""
    em, y = scene.layout.em, place.top + 0.35
    name = label_text("others")
    if not group:
        name = label_text("athletes") if is_listed else label_text("same answer")
    title = Label(name, em.heading, "soft").move_to([place.left, y, 0], LEFT).stand_on(y)
    text = label_text("{some} of {all} fire it", some=hits[0][0], all=hits[1][0])
    board = Label(text, em.heading, "focus", numbers=hits).move_to([place.right, y, 0], RIGHT).stand_on(y)
    return title, fitted(board, place.width - title.width - 0.4)


def show_word(scene: AttentionScene, facts: FactFacts, places: MlpPlaces) -> None:
    """Show both neurons at the name's last word where it is something else; nothing where no such names are known."""
    words = facts.namesakes
    if not words:
        return
    said, (low, high) = facts.gallery[words[0]].split()[-1], places.words.corners
    both = join([facts.fires(which)[np.array(words)].reshape(1, -1) for which in (0, WORD)])
    values, names = both.value, [facts.gallery[n] for n in words]
    threshold = facts.probe("fact_neuron.threshold", 0)
    above = join([threshold.reshape(1), (both[1, 0] * HALF).reshape(1)])
    board = NameLights(names, both, ROLES, low, high, columns=places.columns, em=0.5, above=above)
    ends = np.array([name.split()[-1] == said for name in names])
    hears = scene.claim(
        "the neuron beside it says at least half as much wherever the word ends a name, and nowhere else",
        bool(((values[1] >= HALF * values[1, 0]) == ends).all()), " ".join(f"{each:.2f}" for each in values[1]),
    )  # fmt: skip
    dark = scene.claim(
        "the first neuron is above its threshold at the name alone, not where its words are something else",
        facts.at_name_alone, " ".join(f"{each:.2f}" for each in values[0]),
    )  # fmt: skip
    word = clipped(said, 10)
    caption = phrased("Two neurons, read at the last word of each name.")
    if hears:
        caption = phrased("Read at the last word: blue fires wherever that is “{word}”.", word=word)
    if hears and dark:
        caption = phrased("Read at the last word: blue fires at any “{word}”, the other at one.", word=word)
    if facts.is_turned(0) or facts.is_turned(WORD):
        turned = label_text("bars: parts of its largest here, sign turned where it fires below 0")
        scene.change_provenance(turned, constants("0"))
    else:
        scene.change_provenance(label_text("bars: parts of its largest here"))
    text = label_text("tick, where there is one: from here on it fires · pale: below 0")
    if board.ticked.all():
        name = clipped(facts.subject, 16)
        text = label_text("tick: from here on it fires (blue: half of its bar at “{name}”) · pale: below 0", name=name)
    legend = legend_of(scene, text, constants("0"))
    with scene.beat("word", caption):
        walks = Change(board, growth=1.0, delays=walk(board), spread=0.5, run_time=1.5)
        scene.play(FadeIn(board, legend, key_of(scene, facts, places.words), run_time=0.4), walks)
    scene.make_way()


def legend_of(scene: AttentionScene, text: str, numbers: Numbers = ()) -> Lines:
    """Return how bars are read, at the foot of the stage."""
    stage, up = scene.layout.stage, 0.12 if scene.layout.is_wide else 0.5
    label = Lines(text, 1.3 * scene.layout.em.word, stage.width, edge=-1, numbers=numbers)
    return label.move_to(stage.at(DOWN + LEFT, up=up), DOWN + LEFT)


def key_of(scene: AttentionScene, facts: FactFacts, place: Place) -> Group:
    """Return the two neurons' names in their colours, above a place."""
    em, made = scene.layout.em, Group()
    for which, role in zip((0, WORD), ROLES, strict=True):
        layer, number = facts.neuron_numbers(which)
        text = label_text("■ layer {layer} · neuron {number}", layer=layer[0], number=number[0])
        made.add(fitted(Label(text, em.heading, role, numbers=[layer, number]), 0.47 * place.width))
    y = place.top + 0.4
    made[0].move_to([place.left, y, 0], LEFT).stand_on(y)
    made[1].move_to([place.right, y, 0], RIGHT).stand_on(y)
    return made


def counts_of(hits: list[Number]) -> str:
    """Return hits as a claim lists them."""
    return claim_text("{some} of {all} against {few} of {others}", some=hits[0][0], all=hits[1][0], few=hits[2][0],
                      others=hits[3][0])  # fmt: skip
