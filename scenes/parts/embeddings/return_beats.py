"""Beats: each vector knows its token, and nothing of its neighbours yet."""

from __future__ import annotations

from manim import UP

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import Dim, FadeIn, FadeOut
from attention_scenes.scenes.parts.embeddings.sky_beats import TokenSky
from attention_scenes.scenes.parts.embeddings.table_beats import TokenTable

DIMMED = 0.5  # of the other words and their columns


def show_return(scene: AttentionScene, table: TokenTable, sky: TokenSky) -> None:
    """Show the tokens over their columns again; the word followed is lit."""
    hero = table.asked.hero
    pitch = table.xs[1] - table.xs[0] if len(table.xs) > 1 else 1.3
    columns = [table.column(i, x, min(0.34, pitch / 4), 9) for i, x in zip(table.shown, table.xs, strict=True)]
    for index, column in zip(table.shown, columns, strict=True):
        token = table.row.token(index).set_y(2.6)
        column.shift((2.1 - column.frame.get_top()[1]) * UP)
        if hero is not None and index != hero:
            for part in (token, column):
                Dim(part, DIMMED).at_once()
    caption = phrased("Each vector knows its token. It knows nothing of its neighbours. Yet.")
    if hero is not None:
        caption = phrased("This vector knows the word. It knows nothing of its neighbours. Yet.")
    scene.change_provenance(label_text("embedding table"))
    with scene.beat("yet", caption):
        come = FadeIn(*[table.row.token(i) for i in table.shown], *columns, run_time=0.9)
        gone = scene.leave(sky.cloud)
        for fade in gone:
            fade.run_time = 1.3
        scene.play(*gone, FadeOut(sky.cloud, run_time=1.6), come)
