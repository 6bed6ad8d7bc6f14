"""Beats: the last word's thread falls through all layers, and what would be guessed at each is a light."""

from __future__ import annotations

from typing import Any

import numpy as np
from manim import DOWN, LEFT, UP

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, late
from attention_scenes.scenes.mobjects.falling.falling_thread import FallingThread
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight, Pose
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.token_names import called
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts, short

READABLE, NARROW = 7, 6  # words over the first floor, at 16:9 and in a tall frame
FALLS = 9.0  # seconds through all floors
UNREADY = 0.1  # probability of the last guess one layer before, below which it is called late


def show_enter(scene: AttentionScene, facts: DepthFacts) -> FallingThread:
    """Show all floors, the words over the first; the camera comes to the last word's thread."""
    tokens, frame = scene.bundle.tokens(), scene.layout.frame
    words = [called(tokens, i) for i in range(len(tokens))]
    layers = [facts.layer(n)[1] for n in range(facts.n_layers + 1)]
    thread = FallingThread(
        facts.names[0], facts.guesses("share", 0), facts.ids[0] == facts.ids[0, -1], layers, words,
        (frame.left, scene.layout.stage.bottom), (frame.right, frame.top),
        em=0.36 if scene.layout.is_wide else scene.layout.em.word, room=4.0 if scene.layout.is_wide else 3.0,
    )  # fmt: skip
    thread.stand_at(whole(scene, thread))
    thread.said, thread.step = 0.0, thread.close
    if len(words) > (READABLE if scene.layout.is_wide else NARROW):
        thread.words = thread.words[-1:]
    thread.told = np.zeros_like(thread.told)
    word, count = short(words[-1]), scene.counted("n_layers")
    caption = phrased("“{word}” falls through {count} layers. Each adds to its vector.", word=word, count=count[0])
    if facts.n_layers == 1:
        caption, count = phrased("“{word}” falls through a single layer.", word=word), facts.layer(1)
    scene.add(thread)
    jobs = [told_of_jobs(scene)] if scene.bundle.meta["d_mlp"] else []
    with scene.beat("enter", caption, [count] if facts.n_layers > 1 else []):
        scene.wait(0.4)
        flight = CameraFlight(thread, beside(scene, thread, 0.0), said=1.0, told=1.0, step=1.0, run_time=2.8)
        scene.play(flight, *[FadeIn(each, run_time=2.8, rate_func=late) for each in jobs])
        if jobs:
            scene.wait(2.4)
    scene.let_go(*jobs)
    return thread


def told_of_jobs(scene: AttentionScene) -> Lines:
    """Return what the two parts of a layer do, after the paper that has them, at the top."""
    text = label_text(
        "told: a layer has two parts: attention mixes words, an MLP takes each alone (Vaswani et al. 2017)"
    )
    layout = scene.layout
    em, share = (1.2 * layout.em.word, 0.62) if layout.is_wide else (layout.em.word, 1.0)
    return Lines(text, em, share * layout.stage.width).move_to(layout.stage.at(UP), UP)


def whole(scene: AttentionScene, thread: FallingThread) -> Pose:
    """Return where the camera stands to see all floors."""
    stage, frame = scene.layout.stage, scene.layout.frame
    if scene.layout.is_wide:
        return thread.whole((stage.left, stage.bottom + 0.2), (stage.right, frame.top - 0.7), pitch=28, yaw=-30)
    return thread.whole((stage.left + 0.3, stage.bottom + 1.3), (stage.right, stage.top), pitch=30, yaw=-30)


def beside(scene: AttentionScene, thread: FallingThread, floor: float) -> Pose:
    """Return where the camera stands beside a floor."""
    stage = scene.layout.stage
    middle = (-0.8, -0.8) if scene.layout.is_wide else (0.1, stage.at()[1])
    return thread.beside(floor, middle, distance=9.5 if scene.layout.is_wide else 11.0, pitch=24, yaw=-28)


def steady(t: float) -> float:
    """Ease a long fall in and out of an even speed."""
    ramp = 0.12
    if t < ramp:
        return t * t / (2 * ramp * (1 - ramp))
    return (t - ramp / 2) / (1 - ramp) if t < 1 - ramp else 1 - steady(1 - t)


def show_fall(scene: AttentionScene, facts: DepthFacts, thread: FallingThread) -> None:
    """Let the thread fall, the camera with it: a light and a word at each floor."""
    pose = beside(scene, thread, float(facts.n_layers))
    floors: dict[str, Any] = {"fall": float(facts.n_layers), "eye": pose.eye, "aim": pose.aim}
    seconds = FALLS * min(1.0, 0.25 + facts.n_layers / 40)
    shade = scene.palette.shades.more
    caption = phrased("What guess, were this layer the last? The {shade}, the likelier.", shade=shade)
    with scene.beat("fall", caption):
        scene.play(Change(thread, said=0.0, run_time=0.5))
        scene.play(Change(thread, run_time=seconds, rate_func=steady, **floors))


def told_of_numbers(scene: AttentionScene) -> Lines:
    """Return how many numbers a vector has, and for how many tokens: an entry is no token’s own."""
    layout, counts = scene.layout, [scene.counted(name) for name in ("d_model", "n_vocab")]
    text = label_text("{size} numbers for {count} tokens: too few for one each", size=counts[0][0],
                      count=counts[1][0])  # fmt: skip
    if layout.is_wide:
        return Lines(text, 0.38, 3.4, edge=-1, numbers=counts).move_to(layout.stage.at(LEFT), LEFT)
    return Lines(text, layout.em.word, layout.stage.width, numbers=counts).move_to(layout.stage.at(DOWN, up=0.1), DOWN)


def show_landed(scene: AttentionScene, facts: DepthFacts, thread: FallingThread) -> None:
    """Show all floors at once: from where on the last guess comes first."""
    settled, n = facts.settled(0), facts.n_layers
    final = facts.guesses("final", 0)
    share, before = percent(final[n]), percent(final[max(n - 1, 0)])
    layer = facts.layer(settled)
    what = {"guess": short(facts.last(0)), "share": share[0]}
    made_late = scene.claim(
        "the last guess is made in the last layer: one layer before it has less than a tenth",
        settled == n and float(before[1]) < UNREADY,
        claim_text("{before} before the last layer, then {share}", before=before[0], share=share[0]),
    )
    of = scene.counted("n_layers")
    caption = phrased(
        "“{guess}” leads after {count} of {n} layers: {share} in the end.", **what, count=layer[0], n=of[0]
    )
    numbers = [layer, of, share]
    if made_late:
        caption = phrased(
            "Made late: “{guess}”, {before} one layer before the end, then {share}.", **what, before=before[0]
        )
        numbers = [before, share]
    few = [told_of_numbers(scene)] if scene.bundle.meta["d_model"] < scene.bundle.meta["n_vocab"] else []
    told = np.zeros(n + 1)
    told[[0, n]] = 1.0
    if n // 6 < settled < n - n // 6:
        told[settled] = 1.0
    with scene.beat("landed", caption, numbers):
        scene.play(Change(thread, told=np.where(np.arange(n + 1) == n, told, 0.0), run_time=0.5))
        scene.play(
            CameraFlight(thread, whole(scene, thread), window=float(n + 2), told=told, step=thread.close, run_time=3.0),
            *[FadeIn(each, run_time=3.0, rate_func=late) for each in few],
        )
        scene.wait(0.8)
