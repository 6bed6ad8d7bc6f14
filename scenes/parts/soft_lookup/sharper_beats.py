"""Beats: a sharper question, a key that is asked for itself, another word, and the names of the parts."""

from __future__ import annotations

from manim import ORIGIN

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.attention.lookup_table import Lookup
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.parts.soft_lookup.soft_lookup_beats import Answer, answer_to, become

FURTHER = 10  # times sharper, to show what happens then
SURE = 0.9  # a weight that is nearly all


def show_sharper(scene: AttentionScene, table: Lookup, answer: Answer) -> Answer:
    """Ask ten times sharper; the new answer stays."""
    params = scene.params
    sharper = answer_to(scene, table, params.asked, FURTHER * params.sharpness)
    most = float(sharper.shares.readings.value.max())
    nearly = scene.claim(
        "ten times sharper, the best key takes nearly all",
        most > SURE,
        claim_text("weight {weight}", weight=f"{most:.3f}"),
    )
    caption = phrased("Ten times sharper: the best keys gain, but none takes all.")
    if nearly:
        best = params.entries[int(sharper.shares.readings.value.argmax())][1]
        caption = phrased("Ten times sharper: nearly all “{value}”, sure of a wrong word.", value=best)
    if nearly and params.asked in dict(params.entries):
        caption = phrased("Ten times sharper: nearly a plain dictionary again, the best key wins.")
    with scene.beat("sharper", caption):
        become(scene, answer, sharper)
        scene.wait(1.5)
    return sharper


def show_itself(scene: AttentionScene, table: Lookup, answer: Answer) -> Answer:
    """Ask for a key: no other fits it as well, as long as columns are compared as they are; the new answer stays."""
    key = scene.params.entries[-1][0]
    text = label_text("a map for queries and one for keys: then a word can fit another best")
    note = scene.note(text, 0.38, scene.layout.stage.width, edge=0, role="text").move_to(ORIGIN)
    note.stand_on((table.ys[-1] + table.places.bar_y) / 2 - 0.1)
    caption = phrased("“{word}”: each word fits itself best. Learned maps can change that.", word=key)
    with scene.beat("itself", caption):
        answer = ask(scene, table, answer, key)
        scene.play(FadeIn(note), run_time=0.6)
        scene.wait(1.75)
    scene.let_go(note)
    return answer


def show_another(scene: AttentionScene, table: Lookup, answer: Answer) -> Answer:
    """Ask for another word; the new answer stays."""
    word = scene.params.then
    caption = phrased("Ask for “{word}”: the same keys and values, other weights.", word=word)
    with scene.beat("another", caption):
        answer = ask(scene, table, answer, word)
        scene.wait(1)
    return answer


def ask(scene: AttentionScene, table: Lookup, answer: Answer, word: str) -> Answer:
    """Put another word in the place of the one that is asked, and return its answer."""
    box = TokenBox(word, "query", 0.44, table.asked.width).move_to(table.asked)
    picture = table.picture(word)
    asked = *exchange(table.asked, box), *exchange(table.asked_picture, picture)  # old numbers go with the old word
    table.asked, table.asked_picture = box, picture
    return become(scene, answer, answer_to(scene, table, word, scene.params.sharpness), *asked)


def show_names(scene: AttentionScene, table: Lookup) -> None:
    """Name the parts: query, keys, values."""
    labels = [
        scene.label(name, 0.46, role).set_x(box.get_x()).stand_on(box.get_top()[1] + 0.25)
        for name, role, box in (
            (label_text("query"), "query", table.asked), (label_text("keys"), "key", table.keys),
            (label_text("values"), "value", table.values),
        )
    ]  # fmt: skip
    if table.places.picture[1] > 0.5:  # its picture stands above the box
        labels[0].stand_on(table.asked.get_bottom()[1] - 0.55)
    with scene.beat("names", "What is asked is a query. It is compared with keys; values are mixed."):
        for label in labels:
            scene.play(FadeIn(label), run_time=0.7)
    between = (labels[0].get_x() + labels[1].get_x()) / 2 if scene.layout.is_wide else labels[1].get_x()
    much, what = (
        scene.label(text, 0.4, "soft").set_x(x).stand_on(labels[1].baseline + 0.55)
        for text, x in ((label_text("how much"), between), (label_text("what"), labels[2].get_x()))
    )
    with scene.beat("why three", "Query and key decide how much, the value decides what: so, three."):
        scene.play(FadeIn(much), run_time=0.8)
        scene.play(FadeIn(what), run_time=0.8)
