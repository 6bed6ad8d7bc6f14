"""Beats: the residual stream, the norm over one word's own numbers, and what attention adds."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import LEFT

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.block.opened_block import ROOF, UP, Names, OpenedBlock
from attention_scenes.scenes.mobjects.depth.layer_stack import LayerStack
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.constant import constants
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.transformer_block.block_places import places_in
from attention_scenes.scenes.parts.transformer_block.ledger import Ledger
from attention_scenes.scenes.parts.transformer_block.word_in_block import WordInBlock

BEGUN = 0.45  # of the stream is there when the stack fades
WHOLE, FIRST, LAST = (-7.6, 8.5), (-8.0, 2.6), (-2.2, 8.8)  # from which x to which x the camera sees


def show_stream(scene: AttentionScene, word: WordInBlock, stack: LayerStack) -> tuple[OpenedBlock, Ledger]:
    """Let the word's vector enter on a line of light that runs through the layer."""
    block, ledger = opened(scene, word), Ledger(scene, word)
    block.stand_at(seen(scene, block, FIRST))
    size = scene.counted("d_model")
    caption = phrased(
        "“{word}”, {size} numbers: the residual stream. All is added to it.", word=word.word, size=size[0]
    )
    scene.make_way()
    what, numbers = {"layer": word.layer, "every": block.every}, [scene.counted("head.layer")]
    drawn = label_text("layer {layer} · in the loops each vector is drawn to its own scale", layer=word.layer)
    if block.every > 1:
        numbers += constants(str(block.every))
        drawn = label_text(
            "layer {layer} · one number in {every} is drawn, in the loops each vector to its own scale", **what
        )
    scene.change_provenance(drawn, numbers)
    block.run = np.array([BEGUN, 0.0, 0.0])
    with scene.beat("stream", caption, [size]):
        scene.play(FadeIn(block), Change(block, run=(1.0, 0.0, 0.0), run_time=1.8))
        scene.play(Change(block, grown=block.standing("enters"), run_time=1.0), ledger.come("enters"))
    return block, ledger


def show_norm(scene: AttentionScene, word: WordInBlock, block: OpenedBlock, ledger: Ledger) -> None:
    """Copy the vector off the stream and divide it by its own size."""
    size = word.size()
    digits = written(float(size), 2)
    length, count = digits_of(word.length("enters")), scene.counted("d_model")
    caption = phrased("The norm: a copy is divided by its size, {length} / √{count} = {size}.", size=digits,
                      length=length[0], count=count[0])  # fmt: skip
    numbers = [length, count, (digits, size)]
    if word.is_centred:
        numbers = [(digits, size)]
        caption = phrased("The norm: a copy, less its own mean, is divided by {size}, its spread.", size=digits)
    notes = told_of_norm(scene, word, ledger)
    with scene.beat("norm", caption, numbers):
        scene.play(Change(block, run=(1.0, 0.45, 0.0), run_time=1.4), Change(block, said=[1.0, 0.0], run_time=1.0))
        scene.play(
            Change(block, lit=[1.0, 0, 0, 0], grown=block.standing("enters", "normed"), run_time=1.0), FadeIn(notes)
        )
        scene.wait(0.4)
    scene.let_go(notes)


def told_of_norm(scene: AttentionScene, word: WordInBlock, ledger: Ledger) -> Lines:
    """Return over what the norm is taken, and that its gain is learned."""
    gain = scene.bundle.read("attn_norm", word.layer)
    low, high = gain[int(gain.value.argmin())], gain[int(gain.value.argmax())]
    ends = [(written(float(end), 2), end) for end in (low, high)]
    what: dict[str, Any] = {"low": ends[0][0], "high": ends[1][0]}
    text = label_text("over one word’s numbers, never over a batch; then × a learned gain, {low} to {high}", **what)
    if word.is_centred:
        text = label_text(
            "over one word’s numbers, never over a batch; then × a learned gain, {low} to {high}, + a shift", **what
        )
    room = ledger.empty(1)
    em = 0.38 if scene.layout.is_wide else scene.layout.em.note
    return Lines(text, em, room.width, "text", edge=-1, numbers=ends).move_to(room.at(LEFT), LEFT)


def show_attention(scene: AttentionScene, word: WordInBlock, block: OpenedBlock, ledger: Ledger) -> None:
    """Let attention read other words, and add what it makes to the stream."""
    length = digits_of(word.length("attention"))
    caption = phrased("Attention reads other words. Its ΔE, {length} long, is added.", length=length[0])
    if "o" in word.bundle.meta["biased"]:
        caption = phrased("Attention reads other words. Its ΔE, a bias in it, is added: {length}.", length=length[0])
    notes = told_of_maps(scene, ledger)
    with scene.beat("attention", caption, [length]):
        scene.play(Change(block, lit=[0.2, 1.0, 0, 0], read=1.0, run=(1.0, 0.7, 0), run_time=1.3))
        scene.play(Change(block, grown=block.standing("attention"), run=(1.0, 0.8, 0), run_time=0.8))
        scene.play(
            Change(block, run=(1.0, 1.0, 0), added=[1.0, 0], run_time=0.9), ledger.come("attention", run_time=0.8)
        )
        scene.play(Change(block, grown=block.standing("middle"), run_time=0.9), ledger.come("middle"), FadeIn(notes))
        scene.wait(0.4)
    scene.let_go(notes)


def told_of_maps(scene: AttentionScene, ledger: Ledger) -> Lines:
    """Return what is within attention, and that it changes the stream by nothing else than what it adds."""
    room = ledger.empty(3)
    em = 0.38 if scene.layout.is_wide else scene.layout.em.note
    text = label_text("query, key, value: all they change is this ΔE")
    return Lines(text, em, room.width, "text", edge=-1).move_to([room.left, ledger.y(1), 0], LEFT)


def opened(scene: AttentionScene, word: WordInBlock) -> OpenedBlock:
    """Return the block with nothing in it yet."""
    places = places_in(scene.layout)
    names = Names(label_text("norm"), label_text("attention"), label_text("MLP"))
    return OpenedBlock(word.vectors, word.weights, names, *places.box.corners, pitch=places.pitch, yaw=places.yaw)


def seen(scene: AttentionScene, block: OpenedBlock, between: tuple[float, float], top: float = UP + ROOF) -> Pose:
    """Return the pose from which a part of the block fills its place."""
    place: Place = places_in(scene.layout).block
    return block.seen_from(*between, *place.corners, top)


def flight(
    scene: AttentionScene, block: OpenedBlock, between: tuple[float, float], top: float = UP + 1.5
) -> CameraFlight:
    """Return the camera's way to where it sees a part of the block."""
    return CameraFlight(block, seen(scene, block, between, top), run_time=2.4)


def digits_of(reading: Reading) -> tuple[str, Reading]:
    """Return a length as it is written, and its Reading."""
    return written(float(reading), 1), reading
