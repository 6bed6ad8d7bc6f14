"""Beat: one dot product worked through, all of its products as bars, eight of them written out."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, Group, VGroup

from attention_scenes.scenes.captions import label_text
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.query_key.product_bars import ProductBars
from attention_scenes.scenes.mobjects.text.labels import fitted, line
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.vectors.dot_product import DotProduct
from attention_scenes.scenes.parts.shared.head_focus import HeadFocus

WRITTEN = 8  # products
EM = 0.34  # of what is told under the bars


def show_dot_product(scene: AttentionScene, focus: HeadFocus) -> None:
    """Multiply the query and its partner's key pair by pair, all of them as bars, and add."""
    query, key = focus.read("rot_q")[focus.query], focus.read("rot_k")[focus.partner]
    written = min(WRITTEN, len(query) - 1)
    left, right = places_of(scene)
    bars = ProductBars(query * key, written, left.width, left.height)
    bars.move_to(left.at())
    size = scene.counted("d_head")
    shade = scene.palette.shades.more
    every = label_text("all {count} products; written: {shade}", count=size[0], shade=shade)
    alone = label_text("no place need mean anything: each meets its own in the other")
    told = VGroup(Lines(every, EM, left.width, numbers=[size]), Lines(alone, EM, left.width))
    told.arrange(DOWN, buff=0.16).next_to(bars, DOWN, buff=0.25)
    parts = products(scene, focus, written, right)
    bars.growth[:] = 0
    order = np.linspace(0, 1, len(query))
    with scene.beat("dot product", "Multiply pair by pair and add: one number, the score."):
        growing = Change(bars, growth=1, delays=order, run_time=2.0)
        scene.play(FadeIn(parts[0], bars, run_time=0.6), growing, FadeIn(parts[1], told, run_time=1.2))
        scene.play(FadeIn(parts[2]), run_time=0.5)
    scene.make_way()


def places_of(scene: AttentionScene) -> tuple[Place, Place]:
    """Return where the bars and the written products stand: side by side, or one below the other in a tall frame."""
    stage = scene.layout.stage
    if scene.layout.is_tall:
        upper, lower = stage.part(0.0, 0.19), stage.part(0.41, 0.99)
        return upper, lower
    middle, low = stage.left + 0.54 * stage.width, stage.bottom + (1.6 if scene.layout.is_wide else 1.9)
    return Place(stage.left, low, middle - 0.2, stage.top - 0.4), Place(middle + 0.3, low - 1.0, stage.right, stage.top)


def products(scene: AttentionScene, focus: HeadFocus, written: int, place: Place) -> list[Group]:
    """Return the products written out, the sum of the others and the score, part by part."""
    pair = (focus.query, focus.partner)
    em = 0.4 if scene.layout.is_wide else 0.4 if scene.layout.is_tall else 0.36
    table = DotProduct(
        focus.read("rot_q")[focus.query], focus.read("rot_k")[focus.partner], focus.read("raw_scores")[pair],
        focus.read("attn_scores")[pair], visible=written, em=em,
    )  # fmt: skip
    words = ((focus.word(focus.query), "query"), ("·", "soft"), (focus.word(focus.partner), "key"))
    title = line(*[scene.label(text, 1.1 * em, role) for text, role in words])
    parts = table.rows()[:3]
    fitted(title, place.width).next_to(table.factors, UP, buff=0.3).align_to(table.factors, LEFT)
    Group(title, *parts).move_to(place.at())
    return [Group(title, parts[0]), *parts[1:]]
