"""Beats: lengths of vectors, layer by layer, as towers; the first token's goes through the ceiling."""

from __future__ import annotations

import numpy as np
from manim import DOWN, LEFT, UP, VGroup

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.probes.sinks import BASE, UNSEEN
from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.token_towers import EVERY, TokenTowers
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_sink.sink_facts import SWOLLEN, SinkFacts
from attention_scenes.scenes.parts.attention_sink.sink_places import ledger, picture

AT_ONCE = 5  # rows that come with the beat


def towers_of(scene: AttentionScene, facts: SinkFacts, lengths: Reading) -> TokenTowers:
    """Return a row of towers for each layer, none of them there yet, seen whole from the right."""
    frame = scene.layout.frame
    rows = [scene.bundle.count(f"layer.{n}") for n in range(len(lengths))] if len(lengths) > EVERY else []
    low = (frame.left, scene.layout.stage.bottom)
    turn = 32 if scene.layout.is_wide else 52
    towers = TokenTowers(lengths, facts.names, facts.ceiling, low, (frame.right, frame.top), rows=rows, turn=turn)
    towers.rails = 0.0
    towers.stand_at(pose(scene, towers))
    return towers


def pose(scene: AttentionScene, towers: TokenTowers, *, near: bool = False) -> Pose:
    """Return where the camera stands to see all towers; nearer to the ground also what rises above the glass."""
    box = picture(scene.layout)
    if scene.layout.is_wide:
        low, high = (box.left + 0.3, box.bottom + 0.75), (box.right, box.top)
        if near:
            return towers.seen(low, high, pitch=15, yaw=44, above=1.6)
        return towers.seen(low, high, pitch=20, yaw=40)
    low, high = (box.left + 1.3, box.bottom + 1.3), (box.right - (1.1 if near else 0.2), box.top)
    return towers.seen(low, high, pitch=18 if near else 30, yaw=24, above=1.6 if near else 0.4)


def show_towers(scene: AttentionScene, facts: SinkFacts) -> TokenTowers:
    """Raise the towers row by row up to the layer before the jump."""
    towers = towers_of(scene, facts, facts.norms)
    until = facts.jump  # so many layers have passed before the one that makes it long
    grown = (np.arange(towers.n_rows) <= until).astype(float)
    scene.change_provenance(label_text("height = length of the vector"))
    with scene.beat("lengths", "How long is each word’s vector? One row of towers for each layer."):
        towers.grown = (np.arange(towers.n_rows) < AT_ONCE).astype(float)
        scene.play(FadeIn(towers), run_time=0.8)
        delays = np.arange(towers.n_rows) / max(until, 1)
        scene.play(Change(towers, grown=grown, glass=1.0, rails=1.0, delays=np.clip(delays, 0, 1), run_time=2.6))
        scene.wait(0.3)
    return towers


def show_ceiling(scene: AttentionScene, facts: SinkFacts, towers: TokenTowers) -> None:
    """Raise the rest: the first token's tower goes through the glass, or it does not."""
    after, wrote = facts.jump + 1, facts.probe("wrote")
    first, others = facts.norms[after, 0], facts.norms[after, 1:]
    longest = others[int(others.value.argmax())]
    layer = grouped(facts.probe("jump")[0])
    times = grouped(first / longest)
    what, numbers = {"layer": layer[0], "long": grouped(first)[0], "times": times[0]}, [layer, grouped(first)]
    caption = phrased("After layer {layer} the first vector is {long} long: no ceiling is broken.", **what)
    if facts.is_tall:
        caption = phrased("After layer {layer} the first one is {long} long.", **what)
        if float(wrote[1]) > float(first) / 2 and float(first / longest) >= 2:
            caption = phrased("The first changes too: {times} × the longest other, by layer {layer}’s MLP.", **what)
            numbers = [times, layer]
        elif float(wrote[0]) > float(first) / 2:
            caption = phrased("Layer {layer}’s attention makes the first one {long} long.", **what)
    passed = grouped(scene.bundle.count(f"layer.{after}"))
    glow = np.zeros(towers.count)
    glow[0] = 2 if facts.is_tall else 1
    rest = np.clip((np.arange(towers.n_rows) - after) / max(towers.n_rows - 1 - after, 1), 0, 1)
    lines = [
        (label_text("after {count} layers", count=passed[0]), 0.3, "soft", [passed]),
        (grouped(first)[0], 0.8, "focus", [grouped(first)]),
        (label_text("the longest other: {long}", long=grouped(longest)[0]), 0.34, "text", [grouped(longest)]),
    ]
    if facts.is_one_entry:
        size, entry = scene.counted("d_model"), grouped(facts.probe("entry")[0])
        text = label_text("nearly all in entry {entry} of {size}", entry=entry[0], size=size[0])
        lines.append((text, 0.34, "text", [entry, size]))
    if facts.is_tall:
        lines.append((label_text("above the glass: not to scale"), 0.26, "soft", []))
    said = column(scene, lines)
    with scene.beat("ceiling", caption, numbers):
        flight = CameraFlight(towers, pose(scene, towers, near=True), run_time=3.0)
        scene.play(flight, Change(towers, grown=1.0, delays=rest, spread=0.6, run_time=3.0), Change(towers, glow=glow))
        scene.play(FadeIn(said), run_time=0.6)
    scene.let_go(said)


def show_second(scene: AttentionScene, facts: SinkFacts, towers: TokenTowers) -> None:
    """Light another token that stands out for some layers, and say how much it is looked at there."""
    if facts.second is None:
        return
    (index, token), middle = facts.second, np.median(facts.norms.value[:, 1:], axis=1)
    tall = facts.norms.value[:, token] > SWOLLEN * middle
    run = index + np.array([-_run(tall[index::-1]) + 1, _run(tall[index:]) - 1])
    ends = [grouped(scene.bundle.count(f"layer.{n}")) for n in run.tolist()]
    layer = int(facts.weights.value[run[0] : run[1] + 1, token].argmax()) + int(run[0])
    layer = min(layer, len(facts.weights) - 1)
    word = facts.names[token]
    caption = phrased("“{word}” stands out after {a} to {b} layers.", word=word, a=ends[0][0], b=ends[1][0])
    if facts.is_tall and tall.sum() == 1 + run[1] - run[0]:
        caption = phrased("“{word}” stands out too, but only after {a} to {b} layers.", word=word, a=ends[0][0],
                          b=ends[1][0])  # fmt: skip
    glow = np.zeros(towers.count)
    glow[token] = 2
    own, first = facts.weights[layer, token], facts.weights[layer, 0]
    at = grouped(scene.bundle.count(f"layer.{layer}"))
    long = grouped(facts.norms[index, token])
    said = column(scene, [
        (label_text("“{word}”", word=word), 0.3, "soft", []),
        (long[0], 0.8, "focus", [long]),
        (label_text("layer {layer}, weight of the last word", layer=at[0]), 0.28, "soft", [at]),
        (label_text("on “{word}”: {share}", word=word, share=written(float(own))), 0.34, "focus",
         [(written(float(own)), own)]),
        (label_text("on “{word}”: {share}", word=facts.names[0], share=written(float(first))), 0.34, "text",
         [(written(float(first)), first)]),
    ])  # fmt: skip
    with scene.beat("second", caption, ends):
        scene.play(Change(towers, glow=glow), FadeIn(said), run_time=0.9)
        scene.wait(1.2)
    scene.let_go(said)


def _run(flags: np.ndarray) -> int:
    """Return how many flags are set from the first on."""
    return int(np.argmin(flags)) if not flags.all() else len(flags)


def column(scene: AttentionScene, lines: list[tuple[str, float, str, list]]) -> VGroup:
    """Set lines of a ledger, each ``(text, em, role, numbers)``, one under the other."""
    place = ledger(scene.layout)
    labels = [fitted(scene.label(text, em, role, numbers=numbers), place.width) for text, em, role, numbers in lines]
    return VGroup(*labels).arrange(DOWN, buff=0.15, aligned_edge=LEFT).move_to(place.at(UP + LEFT), UP + LEFT)


def show_hidden(scene: AttentionScene, facts: SinkFacts, towers: TokenTowers) -> TokenTowers:
    """Show the towers where no word may look at the first token: the second one takes its place, or not."""
    hidden = towers_of(scene, facts, facts.hidden)
    hidden.glass = 1.0
    for name in ("eye", "aim", "center"):
        setattr(hidden, name, getattr(towers, name))
    glow = np.zeros(hidden.count)
    glow[min(1, hidden.count - 1)] = 2
    before, after = facts.mean_loss(BASE), facts.mean_loss(UNSEEN)
    texts = [(written(float(each)), each) for each in (before, after)]
    what = {"before": texts[0][0], "after": texts[1][0]}
    caption = phrased("Let no word look at it: loss {before} becomes {after}.", **what)
    if facts.takes_over:
        caption = phrased("Let no word look at it: the next one swells. Loss {before}, then {after}.", **what)
    second, passed = grouped(facts.hidden[facts.jump + 1, 1]), grouped(scene.bundle.count(f"layer.{facts.jump + 1}"))
    pieces, length = scene.counted("sink.pieces"), scene.counted("sink.length")
    said = column(scene, [
        (label_text("“{word}”, after {count} layers", word=facts.names[1], count=passed[0]), 0.3, "soft", [passed]),
        (second[0], 0.8, "focus", [second]),
        (label_text("loss: {count} pieces of {length} tokens", count=pieces[0], length=length[0]), 0.26, "soft",
         [pieces, length]),
        (label_text("loss: lower is better"), 0.3, "text", []),
    ])  # fmt: skip
    scene.change_provenance(label_text("height = length of the vector; loss: mean of −ln p"))
    with scene.beat("unseen", caption, texts):
        hidden.grown = (np.arange(hidden.n_rows) < 2 * AT_ONCE).astype(float)
        scene.play(FadeIn(hidden), run_time=0.8)
        delays = np.arange(hidden.n_rows) / max(hidden.n_rows - 1, 1)
        scene.play(Change(hidden, grown=1.0, delays=delays, run_time=2.4), Change(hidden, glow=glow, run_time=1.2))
        scene.play(FadeIn(said), run_time=0.6)
        scene.wait(0.2)
    scene.make_way()
    return hidden
