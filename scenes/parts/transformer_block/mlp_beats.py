"""Beats: the MLP widens the word's vector, lets parts of it through a bend, and narrows it again."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, RIGHT, UP, Group

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.block.bend_curve import BendCurve
from attention_scenes.scenes.mobjects.block.opened_block import ROOF, OpenedBlock
from attention_scenes.scenes.mobjects.block.opened_block import UP as UP_LOOP
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.transformer_block.block_beats import LAST, WHOLE, digits_of, flight
from attention_scenes.scenes.parts.transformer_block.ledger import Ledger
from attention_scenes.scenes.parts.transformer_block.word_in_block import WordInBlock

FAN = 4.4  # how far up the drawing reaches where gates stand over the other fan
CLEAR = 0.05  # of a neuron's other factor: by less nothing is divided
SAME = 1e-3  # by how much a bend may miss the one that has a name


def show_mlp(scene: AttentionScene, word: WordInBlock, block: OpenedBlock, ledger: Ledger) -> None:
    """Let the second loop branch off: norm, two fans, their product, and back to the stream's width."""
    if not word.has_mlp:
        with scene.beat("leaves", "This layer has no MLP: attention alone adds to the stream."):
            scene.play(flight(scene, block, WHOLE), ledger.come("leaves"))
            scene.play(Change(block, grown=block.standing("leaves"), run_time=1.0))
        _leave_block(scene, word)
        return
    width = scene.counted("d_mlp")
    caption = phrased("Norm again. The MLP widens the word alone: {width} numbers.", width=width[0])
    if word.is_gated:
        caption = phrased("Norm again. The MLP widens the word alone: {width} gates, {width} more.", width=width[0])
    top = FAN if word.is_gated else UP_LOOP + ROOF
    fans = ("gate", "up") if word.is_gated else ("up",)
    with scene.beat("mlp", caption, [width, width] if word.is_gated else [width]):
        scene.play(flight(scene, block, LAST, top), Change(block, lit=0.0, said=1.0, run_time=1.0))
        scene.play(
            Change(block, run=(1, 1, 0.36), lit=[0, 0, 1.0, 0], grown=block.standing("normed again"), run_time=1.1)
        )
        scene.play(Change(block, run=(1, 1, 0.5), lit=[0, 0, 0.2, 1.0], grown=block.standing(*fans), run_time=1.2))
    size, length = scene.counted("d_model"), digits_of(word.length("mlp"))
    caption = phrased("Narrowed to {size}, the MLP’s ΔE is added: {length} long.", size=size[0], length=length[0])
    if "down" in _biased(word):
        caption = phrased(
            "Narrowed to {size}, plus a bias, the MLP’s ΔE is added: {length}.", size=size[0], length=length[0]
        )
    scene.change_provenance(
        label_text("layer {layer} · entries add up; lengths do not, for directions differ", layer=word.layer),
        [scene.counted("head.layer")],
    )
    with scene.beat("leaves", caption, [size, length]):
        scene.play(Change(block, run=(1, 1, 0.8), grown=block.standing("act", "mlp"), run_time=1.0))
        scene.play(
            flight(scene, block, WHOLE, top),
            Change(block, run=(1, 1, 1.0), added=1.0, lit=[0.2, 0.2, 0.2, 0.4], run_time=1.6),
            ledger.come("mlp"),
        )
        scene.play(Change(block, grown=block.standing("leaves"), run_time=0.9), ledger.come("leaves"))
        scene.wait(0.6)
    _leave_block(scene, word)


def _leave_block(scene: AttentionScene, word: WordInBlock) -> None:
    scene.make_way()
    scene.change_provenance(label_text("layer {layer}", layer=word.layer), [scene.counted("head.layer")])


def _biased(word: WordInBlock) -> set[str]:
    """Return which maps of the MLP add a bias."""
    return {
        part for part in ("gate", "up", "down")
        if any(f"mlp.{part}_proj.bias" in name for name in word.bundle.meta["tensors"])
    }  # fmt: skip


def show_gate(scene: AttentionScene, word: WordInBlock) -> None:
    """Show what the bend does to every neuron: what goes in across, what comes out up."""
    if not word.has_mlp:
        return
    before = word.vectors["gate" if word.is_gated else "up"]
    act, up = word.vectors["act"], word.vectors["up"]
    clear = np.flatnonzero(np.abs(up.value) > CLEAR) if word.is_gated else np.arange(len(up))
    after = act[clear] / up[clear] if word.is_gated else act
    place = Place(*_left_part(scene))
    curve = BendCurve(before[clear], after, *place.corners)
    name = bend_of(scene, before[clear].value, after.value)
    shut = scene.claim(
        "below 0 less than a third comes through the bend", (below := through_below(before[clear], after)) < 1 / 3,
        claim_text("at most {share}", share=f"{below:.0%}"),
    )  # fmt: skip
    caption = phrased("The bend, {name}: below 0 a gate lets little through.", name=name)
    if not word.is_gated:
        caption = phrased("The bend, {name}: below 0 little comes through.", name=name)
    if not shut:
        caption = phrased("The bend, {name}: it is no straight line.", name=name)
    with scene.beat("gate", caption, constants("0") if shut else []):
        scene.play(FadeIn(curve, worked_neuron(scene, word, place)), run_time=0.6)
        scene.play(Change(curve, growth=1.0, delays=curve.order, spread=0.4, run_time=2.2))
        scene.wait(0.5)
    scene.make_way()


def _left_part(scene: AttentionScene) -> tuple[float, float, float, float]:
    stage = scene.layout.stage
    if scene.layout.is_wide:
        return stage.left + 0.4, stage.bottom + 0.3, stage.left + 7.6, stage.top - 0.2
    upper = stage.part(0.04, 0.6)
    return upper.left, upper.bottom, upper.right, upper.top


def through_below(before: Reading, after: Reading) -> float:
    """Return how much of a neuron comes through at most below 0, in parts of the most that comes through above."""
    x, y = before.value, np.abs(after.value)
    below, above = (float(y[side].max(initial=0)) for side in (x < 0, x >= 0))
    return below / above if above else 1.0


def bend_of(scene: AttentionScene, before: np.ndarray, after: np.ndarray) -> str:
    """Return the name of the bend that all neurons lie on, or that it has none of ours."""
    x = before.astype(np.float64)
    known = {
        label_text("SiLU"): x / (1 + np.exp(-x)), label_text("ReLU"): np.maximum(x, 0), label_text("GELU"): _gelu(x)
    }  # fmt: skip
    apart = {name: float(np.abs(after - y).max()) for name, y in known.items()}
    name = min(apart, key=lambda each: apart[each])
    here = scene.claim(
        claim_text("every neuron lies on the curve of {name}", name=name), apart[name] < SAME,
        claim_text("at most {gap} away", gap=f"{apart[name]:.1e}"),
    )  # fmt: skip
    return name if here else label_text("of its own kind")


def _gelu(x: np.ndarray) -> np.ndarray:
    return x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2


def worked_neuron(scene: AttentionScene, word: WordInBlock, beside: Place) -> Group:
    """Return the neuron that says most, worked out: its gate, what the bend makes of it, and the product."""
    act, up = word.vectors["act"], word.vectors["up"]
    top = int(np.abs(act.value).argmax())
    rows = [(label_text("neuron {number}", number=top), "", constants(str(top)))]
    if word.is_gated:
        gate, bent = word.vectors["gate"][top], act[top] / up[top]
        rows += [
            (label_text("gate"), written(float(gate), 2), [(written(float(gate), 2), gate)]),
            (label_text("after the bend"), written(float(bent), 2), [(written(float(bent), 2), bent)]),
            (label_text("× up"), written(float(up[top]), 2), [(written(float(up[top]), 2), up[top])]),
        ]
    else:
        rows += [(label_text("before the bend"), written(float(up[top]), 2), [(written(float(up[top]), 2), up[top])])]
    end = written(float(act[top]), 2)
    rows.append((label_text("it says"), end, [(end, act[top])]))
    made, layout = [], scene.layout
    em = 0.42 if layout.is_wide else layout.em.word
    for n, (name, digits, numbers) in enumerate(rows):
        first = n == 0
        label = scene.label(name, em, "soft", numbers=numbers if first else ())
        row = Group(label) if first else Group(label, scene.label(digits, 1.15 * em, "text", numbers=numbers))
        made.append(row)
    step = 0.62 if layout.is_wide else 0.56
    stage = layout.stage
    left, top_y, room = (
        (beside.right + 0.6, 2.2, stage.right - beside.right - 0.6) if layout.is_wide
        else (stage.left + 1.2, beside.bottom - 0.75, stage.width - 2.4)
    )  # fmt: skip
    for n, row in enumerate(made):
        y = top_y - n * step
        fitted(row[0], 0.68 * room).move_to([left, y, 0], LEFT)
        if len(row) > 1:
            row[1].move_to([left + room, y, 0], RIGHT)
    text = label_text("a dot: one neuron; dashed: no bend. Two maps without a bend are only one")
    note = Lines(text, 0.36 if layout.is_wide else layout.em.note, room, "text", edge=-1)
    note.next_to(Group(*made), DOWN if layout.is_wide else UP, buff=0.35).align_to(Group(*made), LEFT)
    return Group(*made, note)
