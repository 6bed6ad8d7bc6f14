"""Beat: the place in the model that a chapter's scenes stand at is lit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Transform

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.arrow import Arrow
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.layer_stack import ASIDE, TOP, LayerStack
from attention_scenes.scenes.mobjects.marks.map_pin import HerePin
from attention_scenes.scenes.mobjects.stage.pose import glide
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.parts.model_map.map_data import OF_LEARNING, OF_MLP, OF_ONE_HEAD, OF_OTHERS, ModelOnMap
from attention_scenes.scenes.parts.model_map.map_places import places_in

FLIGHT = 3.2  # seconds
DIMMED = 0.5  # of the layers that are not spoken of
FALL, BESIDE = 0.5, 0.8  # how far a pin falls, in scene units; how far beside the last word, in units of space


def show_here(scene: AttentionScene, found: ModelOnMap, stack: LayerStack) -> None:
    """Light the place of the scene's chapter."""
    if scene.params.chapter == 4:
        show_every_layer(scene, stack)
    elif scene.params.chapter == OF_LEARNING:
        show_learned(scene, stack)
    elif scene.params.chapter == OF_OTHERS:
        show_kind(scene, stack)
    elif scene.params.chapter == OF_MLP:
        show_mlp(scene, found, stack)
    elif not found.opened:
        show_whole(scene, found, stack)
    elif scene.params.chapter == OF_ONE_HEAD:
        with scene.beat("here", "You are here: inside one layer, one head of attention."):
            fly_in(scene, found, stack)
            lit = np.zeros_like(stack.sheets)
            lit[found.opened[1]] = 1
            name = head_name(scene, found, stack)
            scene.play(Change(stack, sheets=lit, glow=followed(stack), run_time=0.9), FadeIn(name, run_time=0.9))
            drop_pin(scene, stack, on_thread(stack, float(stack.sheet_depths(found.opened[0])[found.opened[1]])))
    else:
        heads = scene.counted("n_heads")
        caption = phrased("You are here: the {heads} heads of one layer, side by side.", heads=heads[0])
        if len(stack.sheets) == 1:
            caption, heads = phrased("You are here: the only head of the layer."), ("", heads[1])
        with scene.beat("here", caption, [heads] if heads[0] else []):
            fly_in(scene, found, stack)
            order = np.linspace(0, 1, len(stack.sheets))
            glow = Change(stack, glow=followed(stack), run_time=0.9)
            scene.play(glow, Change(stack, sheets=1.0, delays=order, run_time=1.6))
            drop_pin(scene, stack, on_thread(stack, float(stack.places.attention[found.opened[0]].mean())))


def show_whole(scene: AttentionScene, found: ModelOnMap, stack: LayerStack) -> None:
    """Light the words that go in, then their vectors on the way, then what comes out."""
    with scene.beat("here", "You are here: what goes in, what is handed on, what comes out."):
        dimmed = np.full_like(stack.opacities, DIMMED)
        scene.play(Change(stack, words_lit=1.0, opacities=dimmed, run_time=0.9))
        start, middle = (float(stack.places.attention[n, 0]) for n in (0, stack.n_layers // 2))
        pin = drop_pin(scene, stack, on_thread(stack, start))
        scene.play(Change(stack, glow=1.0, run_time=1.6), carry(scene, pin, stack, on_thread(stack, middle), 1.6))
        last = np.eye(len(stack.x))[-1]
        label = guess_label(scene, found, stack)
        scene.play(Change(stack, glow=last), FadeIn(label, pointer(scene, stack, label)), run_time=0.8)
        scene.wait(0.8)


def show_every_layer(scene: AttentionScene, stack: LayerStack) -> None:
    """Light one thread through all layers, and one layer after the other."""
    layers = scene.counted("n_layers")
    caption = phrased("You are here: all {layers} layers, one after the other.", layers=layers[0])
    if stack.n_layers == 1:
        caption, layers = phrased("You are here: the only layer, from end to end."), ("", layers[1])
    with scene.beat("here", caption, [layers] if layers[0] else []):
        dimmed = np.full_like(stack.opacities, DIMMED)
        scene.play(Change(stack, opacities=dimmed, glow=followed(stack), first=0.0, run_time=0.9))
        pin = drop_pin(scene, stack, on_thread(stack, float(stack.places.attention[0, 0])))
        scene.play(
            Change(stack, opacities=1.0, delays=np.linspace(0, 1, stack.n_layers), run_time=2.4),
            carry(scene, pin, stack, on_thread(stack, float(stack.places.mlp[-1, 1])), 2.4),
        )
        scene.wait(0.8)


def show_mlp(scene: AttentionScene, found: ModelOnMap, stack: LayerStack) -> None:
    """Light the second half of a layer in the middle: what is done with each word by itself."""
    caption = phrased("You are here: the MLP of a layer, where each word is by itself.")
    there = bool(scene.bundle.meta["d_mlp"])
    if not there:
        caption = phrased("You are here: inside a layer; in this model none has an MLP.")
    with scene.beat("here", caption):
        fly_in(scene, found, stack)
        scene.play(Change(stack, mlp_lit=float(there), glow=followed(stack), run_time=0.9))
        assert found.layer is not None
        half = stack.places.mlp if there else stack.places.attention
        drop_pin(scene, stack, on_thread(stack, float(half[found.layer].mean())))


def show_learned(scene: AttentionScene, stack: LayerStack) -> None:
    """Light all layers one after the other: every number in them was learned."""
    count = scene.counted("n_parameters")
    caption = phrased("You are here: how all of its {count} numbers come about.", count=count[0])
    with scene.beat("here", caption, [count]):
        dimmed = np.full_like(stack.opacities, DIMMED)
        scene.play(Change(stack, opacities=dimmed, run_time=0.9))
        scene.play(
            Change(stack, opacities=1.0, delays=np.linspace(1, 0, stack.n_layers), run_time=2.2),
            Change(stack, glow=1.0, run_time=2.2),
        )
        drop_pin(scene, stack, on_thread(stack, float(stack.places.attention[stack.n_layers // 2].mean())))


def show_kind(scene: AttentionScene, stack: LayerStack) -> None:
    """Light the whole stack from its end to its beginning: it is one kind of transformer."""
    caption = phrased("You are here: beside it. It is a decoder, which says what comes next.")
    with scene.beat("here", caption):
        dimmed = np.full_like(stack.opacities, DIMMED)
        scene.play(Change(stack, opacities=dimmed, run_time=0.9))
        scene.play(Change(stack, opacities=1.0, run_time=2.2), Change(stack, words_lit=1.0, glow=1.0, run_time=2.2))
        middle = float(stack.places.attention[stack.n_layers // 2].mean())
        drop_pin(scene, stack, [stack.x[-1] + BESIDE, 0, middle])


def on_thread(stack: LayerStack, z: float) -> list[float]:
    """Return the point of the last token's thread, the nearest, that lies so deep."""
    return [float(stack.x[-1]), 0.0, z]


def drop_pin(scene: AttentionScene, stack: LayerStack, place: Sequence[float]) -> HerePin:
    """Let a pin with “you are here” fall onto a place in space; it stays."""
    words = scene.label(label_text("you are here"), max(0.4, scene.layout.em.word), "value")
    pin = HerePin(words).stand(stack.lens.project(place).xy_N2[0])
    scene.layout.words.hold(pin.words)
    pin.shift(FALL * UP)
    scene.play(FadeIn(pin, run_time=0.3))
    scene.play(pin.animate.shift(FALL * DOWN), run_time=0.5)
    scene.wait(0.8)
    return pin


def carry(scene: AttentionScene, pin: HerePin, stack: LayerStack, place: Sequence[float], run_time: float) -> Transform:
    """Return the animation that takes a pin to another place in space, its words within the margin."""
    there = pin.copy().stand(stack.lens.project(place).xy_N2[0])
    scene.layout.words.hold(there.words)
    return Transform(pin, there, run_time=run_time)


def pointer(scene: AttentionScene, stack: LayerStack, label: Any) -> Arrow:
    """Return an arrow from the end of the last thread to what comes out of it."""
    end = np.append(stack.end_of(len(stack.x) - 1), 0)
    side = DOWN if label.get_y() > end[1] else UP
    at = label.get_edge_center(side) + 0.1 * side
    at[0] = np.clip(end[0], label.get_left()[0] + 0.2, label.get_right()[0] - 0.2)
    return Arrow(end, at, scene.palette.focus, 4)


def guess_label(scene: AttentionScene, found: ModelOnMap, stack: LayerStack) -> Any:
    """Return the likeliest next token with its probability, by the end of the last thread."""
    share = percent(found.share)
    text = label_text("likeliest next: “{token}” {share}", token=found.guess, share=share[0])
    up, width = places_in(scene.layout).guess
    label = scene.note(text, max(0.36, scene.layout.em.word), width, 1, role="focus", numbers=[share])
    y = stack.end_of(len(stack.x) - 1)[1] + up
    label.move_to([0, y, 0]).align_to(scene.layout.stage.at(RIGHT), RIGHT)
    for _, at, _ in stack.visible_texts():  # with few layers words stand near the end of their threads
        right, top = at.max(axis=0) + 0.15
        if label.get_left()[0] < right and at[:, 1].min() - 0.15 < label.get_top()[1] and label.get_bottom()[1] < top:
            label.shift((top - label.get_bottom()[1]) * UP)
    return label


def head_name(scene: AttentionScene, found: ModelOnMap, stack: LayerStack) -> Any:
    """Return which head it is, over the farther upper corner of its sheet."""
    assert found.opened is not None
    layer, head = found.opened
    digits, em = scene.counted("head.head"), max(0.36, scene.layout.em.word)
    label = scene.label(label_text("head {head}", head=digits[0]), em, "focus", numbers=[digits])
    corner = [stack.x[0] - ASIDE, TOP, float(stack.sheet_depths(layer)[head])]
    x, y = stack.lens.project(corner).xy_N2[0].tolist()
    return scene.layout.words.hold(label.move_to([x, y + 0.25, 0], LEFT))


def followed(stack: LayerStack) -> np.ndarray:
    """Return light for the thread of the token whose arcs have a colour."""
    return np.eye(len(stack.x))[stack.query]


def fly_in(scene: AttentionScene, found: ModelOnMap, stack: LayerStack) -> None:
    """Open the layer while the camera flies there; the others stand back."""
    assert found.layer is not None
    layer, view = found.layer, places_in(scene.layout).opened
    dimmed = np.full_like(stack.opacities, DIMMED)
    dimmed[layer] = 1
    changes: dict[str, Any] = {
        **stack.before(layer, **view.asked),
        **stack.open(layer),
        "opacities": dimmed,
        "first": 0.0,
    }
    stack.on_faces = True
    gone = Change(stack, said=0.0, run_time=0.7)  # before the frame's edge cuts them
    scene.play(Change(stack, run_time=FLIGHT, rate_func=glide, **changes), gone)
