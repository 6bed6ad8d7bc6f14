"""Beat: two numbers of one query as an arrow on a dial, turned by its word's place."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, Circle, Group, linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.marks.dials import DialRow, Dials, lengths, pairs_of
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.mobjects.text.token_row import TokenBox
from attention_scenes.scenes.parts.positions.order_facts import OrderFacts

LEAST, MOST = 30.0, 200.0  # degrees: a turn that is seen, and is no whole one
DIGITS = 0.5  # em of the two numbers
FACE = 0.4  # opacity of the dial, a little more than that of a word’s box


def clear_pair(degrees_R: np.ndarray, lengths_R: np.ndarray) -> int:
    """Return the longest pair of a query whose turn is easily seen; where there is none, the longest of all."""
    clear = (degrees_R >= LEAST) & (degrees_R <= MOST)
    return int(np.where(clear if clear.any() else True, lengths_R, -1.0).argmax())


def show_dial(scene: AttentionScene, facts: OrderFacts) -> None:
    """Turn one arrow by its word's place, and write its numbers before and after."""
    place = len(facts.tokens) - 1
    layer, head = scene.bundle.chosen_head()
    query, turned = (scene.bundle.read(name, layer, head, place) for name in ("q", "rot_q"))
    speed, count = scene.bundle.probe("places.degrees"), scene.bundle.count(f"position.{place}")
    pair = clear_pair(place * speed.value, lengths(query, range(len(speed))))
    turn = speed[pair] * float(place)
    layout, stage = scene.layout, scene.layout.stage
    radius = 0.36 * stage.height if layout.is_wide else 0.33 * stage.width
    before, after = (pairs_of(vector, [pair]) for vector in (query, turned))
    dials = Dials(before, after, np.deg2rad([float(turn)]), lengths(query, [pair]), [0.0], radius, "query")
    row = DialRow(dials, 1.0, DIGITS)
    face = Circle(radius, stroke_width=0, fill_color=scene.palette.token, fill_opacity=FACE)
    em = 0.6 if layout.is_wide else layout.em.heading
    degrees = (written(float(turn), 0), turn)
    said = scene.label(
        label_text("place {place}: turned by {degrees}°", place=place, degrees=degrees[0]), em, "text",
        numbers=[(str(place), count), degrees],
    )  # fmt: skip
    told = scene.label(label_text("two numbers of its query, as an arrow"), em, "soft")
    room = stage.width - 2 * radius - 1.4 if layout.is_wide else stage.width
    words = Group(TokenBox(called(facts.tokens, place), "query", 1.2 * em), fitted(told, room), fitted(said, room))
    words.arrange(DOWN, buff=0.45, aligned_edge=LEFT)
    if layout.is_wide:
        row.move_to(stage.at(LEFT), LEFT).shift(0.4 * RIGHT)
        words.move_to([row.get_right()[0] + 0.8, row.dials.get_y(), 0], LEFT)
    else:
        Group(row, words).arrange(DOWN, buff=0.6).move_to(stage.at())
    where = [scene.counted("head.layer"), scene.counted("head.head")]
    face.move_to(dials)
    scene.make_way()
    scene.change_provenance(label_text("layer {layer} · head {head}", layer=layer, head=head), where)
    with scene.beat("dial", phrased("Two numbers of a query are an arrow. Its word’s place turns it.")):
        scene.play(FadeIn(face, run_time=0.25), FadeIn(row, words[:2], run_time=0.5))
        scene.play(Change(row.before, opacities=0, run_time=0.4), FadeIn(words[2], run_time=0.5))
        scene.play(Change(dials, turned=1.0, rate_func=linear, run_time=1.8))
        scene.play(Change(row.after, opacities=1.0), run_time=0.4)
    scene.make_way()
    scene.change_provenance(label_text("residual stream"))
