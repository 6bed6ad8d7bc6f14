"""Beats: with keys and values kept, the newest token alone is computed and asks; what each column guesses."""

from __future__ import annotations

import numpy as np
from manim import Mobject

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.colonnade.colonnade import Colonnade
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.parts.kv_cache.cache_facts import CacheFacts
from attention_scenes.scenes.parts.kv_cache.cache_stage import first, ledger, view

STEP = 0.8  # seconds of a token


def show_asking(scene: AttentionScene, facts: CacheFacts, columns: Colonnade) -> int:
    """Compute the newest token's column alone: its query runs back over what is kept. Return its index."""
    newest = min(facts.begun + 1, facts.count - 1)
    caption = phrased("So they are kept. Only “{word}” is computed: it asks the old keys.",
                      word=facts.names[newest])  # fmt: skip
    if not facts.same:
        caption = phrased("Were they kept, only “{word}” would be computed.", word=facts.names[newest])
    said = ledger(scene, [
        (label_text("lamps: its weights, mean of the heads"), "query", []),
        (label_text("old queries are gone; nothing to mask"), "text", []),
        (label_text("a text at once: all scored, then masked"), "text", []),
    ])  # fmt: skip
    with scene.beat("asking", caption):
        scene.play(
            Change(columns, glass=first(columns, newest), grown=first(columns, newest), changed=0.0, run_time=0.8)
        )
        ask(scene, columns, newest, 3.2, said)
        columns.sweep = 0.0
        scene.play(Change(columns, sweep=1.0, run_time=1.2))
    scene.let_go(said)
    return newest


def ask(scene: AttentionScene, columns: Colonnade, newest: int, seconds: float, *said: Mobject) -> None:
    """Let a column grow while its query asks, layer by layer; what is said of that comes with it."""
    columns.asks = np.eye(columns.count)[newest]
    scene.play(
        Change(columns, grown=first(columns, newest + 1), run_time=seconds),
        *[FadeIn(each, run_time=0.8) for each in said],
    )


def show_going_on(scene: AttentionScene, facts: CacheFacts, columns: Colonnade, newest: int) -> None:
    """Go on to the last token: one new column each time, and the old ones are only read."""
    caption = phrased("Token by token: one new column each; old ones are only read.")
    if facts.ended:
        caption = phrased("Token by token, one new column each. Here the model ends its text.")
    if newest == facts.count - 1 and not facts.ended:
        return
    with scene.beat("going on", caption):
        scene.wait(0.3)  # what was said leaves, too: a moment longer to read
        scene.play(CameraFlight(columns, view(scene, columns, facts.count), run_time=2.5))
        for token in range(newest + 1, facts.count):
            columns.glass = first(columns, token)
            ask(scene, columns, token, STEP)


def show_guesses(scene: AttentionScene, facts: CacheFacts, columns: Colonnade) -> None:
    """Name what each column guesses: as many guesses as tokens, of which the last is used."""
    count = scene.counted("tokens")
    caption = phrased("{n} columns in, {n} guesses out: the last one, which read all, is used.", n=count[0])
    with scene.beat("guesses", caption, [count, count]):
        scene.play(
            CameraFlight(columns, view(scene, columns, facts.count, guesses=True), run_time=2.0),
            Change(columns, asks=0.0, run_time=1.0),
        )
        scene.play(Change(columns, told=1.0), run_time=0.8)
        scene.wait(0.8)
