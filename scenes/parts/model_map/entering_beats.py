"""Beat: the tokens enter, and their vectors run through one layer after the other."""

from __future__ import annotations

from typing import Any

from manim import linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.stage.pose import glide
from attention_scenes.scenes.parts.model_map.map_data import OF_ONE_HEAD, ModelOnMap
from attention_scenes.scenes.parts.model_map.map_names import map_names
from attention_scenes.scenes.parts.model_map.map_places import places_in

RUN, FLIGHT = 4.6, 3.6  # seconds: of the vectors through all layers, of the camera


def show_entering(scene: AttentionScene, found: ModelOnMap) -> LayerStack:
    """Show the sentence before the layers, let it run through, and say what is what. The stack stays.

    A later chapter's map begins where the first one ends.
    """
    stack, places = found.stack(scene), places_in(scene.layout)
    whole: dict[str, Any] = stack.whole(**places.whole.asked)
    scene.provenance(*told_of(scene, found))
    scene.add(stack)
    if scene.params.chapter > 1:
        for name, value in whole.items():
            setattr(stack, name, value)
        stack.reach = stack.n_layers + 1.0
        return stack
    for name, value in stack.entrance(**places.words.asked).items():
        setattr(stack, name, value)
    layers = scene.counted("n_layers")
    stack.reach = 0.0  # each word's vector stands before the first layer
    caption = phrased("{layers} layers: what one puts out, the next one takes in.", layers=layers[0])
    if stack.n_layers == 1:
        caption = phrased("One layer: vectors go in, changed ones come out.")
    with scene.beat("entering", caption, [layers] if stack.n_layers > 1 else []):
        run = Change(stack, reach=stack.n_layers + 1.0, run_time=RUN, rate_func=linear)
        scene.play(run, Change(stack, run_time=FLIGHT, rate_func=glide, **whole))
        if scene.layout.is_wide:  # elsewhere the stack leaves no room beside it
            names = map_names(scene, stack)
            for name in names:
                scene.play(FadeIn(name), run_time=0.5)
            scene.wait(1.2)
    if scene.layout.is_wide:
        scene.let_go(*names)
    return stack


def told_of(scene: AttentionScene, found: ModelOnMap) -> tuple[str, Numbers]:
    """Return what arcs are, and what of the model is opened, with the numbers in it."""
    heads = scene.counted("n_heads")
    if found.layer is None:
        return label_text("arcs: the mean of {heads} heads’ weights", heads=heads[0]), [heads]
    layer = scene.counted(f"layer.{found.layer}")
    told = {"heads": heads[0], "layer": layer[0]}
    if scene.params.chapter == OF_ONE_HEAD:
        head = scene.counted("head.head")
        told["head"] = head[0]
        text = label_text("arcs: the mean of {heads} heads’ weights · opened: layer {layer}, head {head}", **told)
        return text, [heads, layer, head]
    return label_text("arcs: the mean of {heads} heads’ weights · opened: layer {layer}", **told), [heads, layer]
