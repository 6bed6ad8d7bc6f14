"""Beat: the tokens enter, and their vectors run through one layer after the other."""

from __future__ import annotations

from manim import linear

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.parts.model_map.map_data import ModelOnMap

ENTER, RUN = 0.9, 5.0  # seconds from the words to the first layer, and from there to the end


def show_entering(scene: AttentionScene, found: ModelOnMap) -> LayerStack:
    """Show the sentence before the layers, then let it run through. The stack stays."""
    stack, stage = found.stack(scene), scene.layout.stage
    for name, value in stack.whole((stage.left + 0.1, stage.bottom + 0.15), (stage.right, stage.top - 0.35)).items():
        setattr(stack, name, value)
    heads = scene.counted("n_heads")
    detail = label_text("arcs: the mean of {heads} heads’ weights", heads=heads[0])
    if found.opened:
        layer, head = scene.counted("head.layer"), scene.counted("head.head")
        where = {"heads": heads[0], "layer": layer[0], "head": head[0]}
        lit = label_text("arcs: the mean of {heads} heads’ weights · opened: layer {layer}, head {head}", **where)
        whole = label_text("arcs: the mean of {heads} heads’ weights · opened: layer {layer}", **where)
        scene.provenance(*((lit, [heads, layer, head]) if scene.params.chapter == 2 else (whole, [heads, layer])))
    else:
        scene.provenance(detail, [heads])
    layers = scene.counted("n_layers")
    scene.play(FadeIn(stack), run_time=0.5)
    caption = phrased("{layers} layers: what one puts out, the next one takes in.", layers=layers[0])
    with scene.beat("entering", caption, [layers]):
        scene.play(Change(stack, reach=0.0, run_time=ENTER))
        scene.play(Change(stack, reach=stack.n_layers + 1.0, run_time=RUN, rate_func=linear))
    return stack
