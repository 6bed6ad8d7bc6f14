"""Beats: each vector knows its token, and nothing of its neighbours yet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from manim import UP, VGroup

from attention_scenes.scenes.captions import label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import Dim, FadeIn, FadeOut, window
from attention_scenes.scenes.mobjects.vectors.vector_column import VectorColumn
from attention_scenes.scenes.parts.embeddings.sky_beats import TokenSky
from attention_scenes.scenes.parts.embeddings.table_beats import TokenTable

DIMMED = 0.5  # of the other words and their columns


def show_return(scene: AttentionScene, table: TokenTable, sky: TokenSky) -> None:
    """Show the tokens over their columns again; the word followed is lit."""
    hero, places = table.asked.hero, table.places
    pitch = table.xs[1] - table.xs[0] if len(table.xs) > 1 else 1.3
    columns = [
        table.column(i, x, min(0.34, pitch / 4), places.last_entries)
        for i, x in zip(table.shown, table.xs, strict=True)
    ]
    parts = [(table.row.token(index), column) for index, column in zip(table.shown, columns, strict=True)]
    for index, column in zip(table.shown, columns, strict=True):
        token = table.row.token(index).set_y(places.last_top + 0.5)
        column.shift((places.last_top - column.frame.get_top()[1]) * UP)
        if hero is not None and index != hero:
            for part in (token, column):
                Dim(part, DIMMED).at_once()
    caption = phrased("Each vector knows its token. It knows nothing of its neighbours. Yet.")
    if hero is not None:
        caption = phrased("This vector knows the word. It knows nothing of its neighbours. Yet.")
    scene.change_provenance(label_text("embedding table"))
    scene.say("")  # what is said of the sum is no word for these
    scene.play(*leaving(scene, sky), FadeOut(sky.cloud, run_time=0.8), *coming(parts))
    with scene.beat("yet", caption):
        pass


def leaving(scene: AttentionScene, sky: TokenSky) -> list[FadeOut]:
    """Return the animations with which all but the cloud goes, soon, for columns come where it stood."""
    gone = scene.leave(sky.cloud)
    for fade in gone:
        fade.run_time = 0.65
    return gone


def coming(parts: Sequence[tuple[VGroup, VectorColumn]]) -> list[FadeIn]:
    """Return the animations that bring tokens with their columns from the right, where no list stands before."""
    begins = np.linspace(0.55, 0, len(parts)).tolist()
    return [
        FadeIn(*part, rate_func=window(begin, 0.35), run_time=0.9) for part, begin in zip(parts, begins, strict=True)
    ]
