"""Beats: who wrote the way of the vectors, and where they end."""

from __future__ import annotations

from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.numbers.sourced_array import join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.charts.tables import ShareTable
from attention_scenes.scenes.mobjects.illustrations.pictures import PICTURES, picture
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.parts.mole.mole_places import places_in
from attention_scenes.scenes.parts.mole.tunnel_beats import SenseView
from attention_scenes.scenes.parts.mole.vector_beats import ROLES
from attention_scenes.scenes.parts.mole.word_senses import Senses


def show_parts(scene: AttentionScene, senses: Senses, view: SenseView) -> None:
    """Show how much of the way attention wrote, and how much the MLPs."""
    layer = senses.depth
    names = {"attn": label_text("attention"), "mlp": label_text("MLPs")}
    names |= {"place": label_text("position")} if scene.adds_positions else {}
    parts = [scene.bundle.probe(f"sense.from_{name}")[:, layer] for name in names]
    written = dict(zip(names, (float(part.value.sum()) for part in parts), strict=True))
    most = written["mlp"] > written["attn"]
    scene.claim(
        "MLPs wrote more of the way along the sense axes than attention",
        most,
        claim_text("at layer {layer}", layer=layer),
    )
    columns = [*parts, sum(parts[1:], parts[0])]
    table = ShareTable(
        view.names,
        ROLES[: len(view.names)],
        (*names.values(), label_text("together")),
        join(columns).reshape(len(columns), -1).T,
    )
    title = scene.label(
        label_text("progress to its sense in {layer} layers, by part", layer=layer),
        0.28,
        "soft",
        numbers=[scene.counted(f"layer.{layer}")],
    )
    title.move_to(view.title, LEFT)
    table.align_to(places_in(scene.layout).ledger, LEFT).align_to(view.table, UP)
    caption = phrased("Attention wrote most of the way: only it reads earlier words.")
    if most:
        caption = phrased("MLPs wrote most of the way; only attention reads earlier words.")
    if max(written, key=lambda name: written[name]) == "place":
        caption = phrased("Most of the way is the words’ positions alone, no sense.")
    if not senses.sure:
        caption = phrased("What each part added along these unsure directions.")
    with scene.beat("who moved it", caption):
        places = places_in(scene.layout)
        unit = scene.note(
            label_text("1.00 = mean of the sense’s other sentences"), 0.26, places.width, numbers=constants("1.00")
        )
        what = scene.note(label_text("MLP: a part of each layer that sees one word at a time"), 0.26, places.width)
        unit.move_to(view.held, UP + LEFT).shift(0.08 * UP)
        what.move_to(unit, UP + LEFT).shift((unit.height + 0.12) * DOWN)
        gone = view.table, view.title, view.held, view.accuracy
        scene.let_go(*gone)
        scene.play(FadeIn(table, title, unit, what, rate_func=late), run_time=1.2)
        scene.wait(1.5)


def show_pictures(scene: AttentionScene, senses: Senses, view: SenseView, same: bool) -> None:
    """Show a picture at the end of each strand, where there is one."""
    drawn = {path.stem for path in PICTURES.glob("*.svg")}
    images = Group()
    for p, own in enumerate(senses.own):
        if f"{scene.params.word}-{own}" in drawn:
            head, away = view.tunnel.tip(p)
            images.add(picture(f"{scene.params.word}-{own}", 1.0).move_to([*(head + 0.62 * away), 0]))
    with scene.beat("three vectors", conclusion(senses, same)):
        if len(images):
            scene.play(*[FadeIn(i) for i in images], run_time=1)
        scene.wait(1.5)


def conclusion(senses: Senses, same: bool) -> str:
    if same and senses.parted is not None and len(set(senses.own)) == len(senses.own):
        return phrased("One word, one vector at the start; in the end, each nearest its sense.")
    return phrased("One word, and in the end a vector for each phrase it stands in.")
