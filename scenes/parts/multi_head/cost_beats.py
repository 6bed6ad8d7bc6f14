"""Beats: the heads' maps side by side are one large map, so that many heads cost what one would."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Rectangle, VGroup

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.parts.multi_head.layer_heads import LayerHeads

TALL = 4.0  # of a map, in scene units


def show_cost(scene: AttentionScene, heads: LayerHeads) -> None:
    """Slide the query maps of a layer's heads together: they are the one map of a layer with one large head."""
    count, size, width = (scene.bundle.count(name) for name in ("n_heads", "d_head", "d_model"))
    n, place = int(float(count)), scene.layout.stage
    broad = TALL * float(size) / float(width)
    strips = VGroup(
        *[
            Rectangle(width=broad, height=TALL, color=scene.palette.query, stroke_width=1.5, fill_opacity=0.22)
            for _ in range(n)
        ]
    )
    strips.arrange(RIGHT, buff=min(0.35, (0.9 * place.width - n * broad) / max(n - 1, 1))).move_to(place.at(up=0.2))
    each, all_of = product(size, width), product(count, size, width)
    whole = grouped(count * size * width)
    one = scene.label(
        label_text("{map} of one head: {shape}", map="$W_Q$", shape=each[0]), 0.34, "soft", markup=True, numbers=each[1]
    )
    one.next_to(strips, UP, buff=0.25)
    fits = scene.claim(
        "the heads' maps side by side are one map of the layer's whole width",
        n * float(size) == float(width),
        claim_text(
            "{heads} heads of {size} in a width of {width}", heads=n, size=int(float(size)), width=int(float(width))
        ),
    )
    square = product(width, width)
    text = label_text("{parts} = {total}", parts=all_of[0], total=whole[0])
    numbers = [*all_of[1], whole]
    if fits:
        text = label_text("{parts} = {square} = {total}", parts=all_of[0], square=square[0], total=whole[0])
        numbers = [*all_of[1], *square[1], whole]
    caption = phrased("{heads} maps side by side: {total} numbers in all.", heads=str(n), total=whole[0])
    said = [(str(n), count), whole]
    if fits:
        caption, said = (
            phrased("{heads} query maps are one large one, cut up: not a number more.", heads=str(n)),
            said[:1],
        )
    total = scene.label(text, 0.4, numbers=numbers)
    with scene.beat("cost", caption, said):
        scene.play(FadeIn(strips, one), run_time=0.7)
        scene.wait(0.5)
        joined = strips.copy().arrange(RIGHT, buff=0).move_to(strips)
        scene.play(*[s.animate.move_to(j) for s, j in zip(strips, joined, strict=True)], run_time=1.6)
        total.next_to(strips, DOWN, buff=0.3)
        scene.play(FadeIn(total), run_time=0.5)
        scene.wait(0.6)
    scene.make_way()
