"""Beats: the heads' maps laid together are one large map, so that many heads cost what one would."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Rectangle, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, FadeOut
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.parts.multi_head.layer_heads import LayerHeads

FILL = 0.4  # opacity of a map
LARGE = 3.9  # scene units: the longer side of all query maps laid together
MAPS = (("W_Q", "query"), ("W_K", "key"), ("W_V", "value"), ("W_O", "output"))


def show_cost(scene: AttentionScene, heads: LayerHeads) -> None:
    """Push the query maps of a layer's heads together: they are the one map of a layer with one large head."""
    count, size, width = (scene.bundle.count(name) for name in ("n_heads", "d_head", "d_model"))
    n, place = int(float(count)), scene.layout.stage
    scene.change_provenance()
    strips = strips_of(scene, "W_Q", count, LARGE)
    apart = strips.copy().arrange(DOWN, buff=min(0.2, (0.72 * place.height - strips.height) / max(n - 1, 1)))
    joined = strips.copy().move_to(place.at(up=0.1))
    strips.become(apart.move_to(joined))
    each, all_of = product(size, width), product(count, size, width)
    whole = grouped(count * size * width)
    one = scene.label(
        label_text("{map} of one head: {shape}", map="$W_Q$", shape=each[0]), 0.34, "soft", markup=True, numbers=each[1]
    )
    one.next_to(strips, UP, buff=0.2)
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
    caption = phrased("{heads} maps laid together: {total} numbers in all.", heads=str(n), total=whole[0])
    said = [(str(n), count), whole]
    if fits:
        caption, said = (
            phrased("{heads} query maps, one per head: one large map cut up, not a number more.", heads=str(n)),
            said[:1],
        )
    total = scene.label(text, 0.4, numbers=numbers)
    with scene.beat("cost", caption, said):
        scene.play(FadeIn(strips, one), run_time=0.7)
        scene.wait(0.5)
        scene.play(*[s.animate.move_to(j) for s, j in zip(strips, joined, strict=True)], run_time=1.6)
        total.next_to(strips, DOWN, buff=0.3)
        scene.play(FadeIn(total), run_time=0.5)
        scene.wait(0.3)
        show_other_maps(scene, strips, VGroup(one, total), fits)
    scene.make_way()


def show_other_maps(scene: AttentionScene, queries: VGroup, said: VGroup, fits: bool) -> None:
    """Set the keys', values' and output maps of the layer beside, in one scale; say what the work is."""
    heads, groups, size, width = (scene.bundle.count(name) for name in ("n_heads", "n_kv_heads", "d_head", "d_model"))
    counts = {"W_Q": heads, "W_K": groups, "W_V": groups, "W_O": heads}
    wide, stage = scene.layout.is_wide, scene.layout.stage
    across = len(MAPS) if wide else 2
    room = stage.width / across
    drop = 2.8 if wide else stage.height / 2 - 2.9
    places, told = VGroup(), VGroup()
    for n, (name, role) in enumerate(MAPS):
        strips = strips_of(scene, name, counts[name], min(0.84 * room, drop))
        middle = stage.at(UP, up=-(0.85 + drop / 2 + (n // across) * (drop + 1.6)))
        strips.move_to([stage.left + (n % across + 0.5) * room, middle[1], 0])
        factors = (width, heads, size) if name == "W_O" else (counts[name], size, width)
        shape, all_of = (
            product(*factors),
            grouped(counts[name] * size * width),
        )
        symbol = scene.label(f"${name}$", 0.42, role, markup=True)
        lines = VGroup(
            fitted(scene.label(shape[0], 0.32, "soft", numbers=shape[1]), 0.94 * room),
            scene.label(all_of[0], 0.4, role, numbers=[all_of]),
        ).arrange(DOWN, buff=0.12)
        top, low = middle[1] + drop / 2, middle[1] - drop / 2
        symbol.move_to([strips.get_x(), top + 0.3, 0])
        told.add(VGroup(symbol, lines.next_to([strips.get_x(), low, 0], DOWN, buff=0.15)))
        places.add(strips)
    work = work_of(scene, heads, size, width, fits)
    work.move_to(stage.at(DOWN, up=0.5 if wide else 1.0))
    scene.play(FadeOut(said), run_time=0.3)
    moves = [s.animate.become(p) for s, p in zip(queries, places[0], strict=True)]
    scene.play(*moves, run_time=1.0)
    scene.play(FadeIn(places[1:], told, work), run_time=0.8)
    scene.wait(1)


def strips_of(scene: AttentionScene, name: str, count: Reading, longest: float) -> VGroup:
    """Return the maps of a layer's heads laid together, rows by columns; all query maps fit into ``longest``."""
    heads, size, width = (float(scene.bundle.count(what)) for what in ("n_heads", "d_head", "d_model"))
    unit, color = longest / max(width, heads * size), getattr(scene.palette, dict(MAPS)[name])
    high, broad = (width * unit, size * unit) if name == "W_O" else (size * unit, width * unit)
    strips = [Rectangle(width=broad, height=high, color=color, stroke_width=1.5, fill_opacity=FILL)
              for _ in range(int(float(count)))]  # fmt: skip
    return VGroup(*strips).arrange(RIGHT if name == "W_O" else DOWN, buff=0)


def work_of(scene: AttentionScene, heads: Reading, size: Reading, width: Reading, fits: bool) -> VGroup:
    """Return what the scores of two words cost: as many products as in one large head, but a softmax for each."""
    parts, whole, each = product(heads, size), grouped(heads * size), grouped(heads)
    text = label_text("scores of two words: {parts} = {all} products; a softmax for each of {heads} heads",
                      parts=parts[0], all=whole[0], heads=each[0])  # fmt: skip
    if fits:
        text = label_text("scores of two words: {parts} = {all} products, as in one large head; softmax {heads} times",
                          parts=parts[0], all=whole[0], heads=each[0])  # fmt: skip
    return scene.note(text, 0.32, scene.layout.stage.width, 0, role="text", numbers=[*parts[1], whole, each])
