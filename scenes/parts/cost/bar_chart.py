"""Large bars with a name over each and its number at its end, as large as a place has room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.text.labels import fitted

BEGUN = 0.6  # of its length, a bar that is to grow: the frame is never empty
BEHIND = 0.25  # between a bar and its number, scene units


@dataclass(frozen=True)
class BarLine:
    """One bar: its name, and what stands at its end, each with the Readings of its digits."""

    name: str
    said: str
    numbers: Sequence[tuple[str, Reading]]
    role: str = "text"
    named: Sequence[tuple[str, Reading]] = ()


def chart_of(scene: AttentionScene, place: Place, values: Reading, lines: Sequence[BarLine], em: float) -> BarRows:
    """Return bars that fill a place, each begun; to the left of their common edge where a value is negative."""
    step = place.height / len(lines)
    names = [fitted(scene.label(line.name, em, line.role, numbers=line.named), place.width) for line in lines]
    said = [scene.label(line.said, 1.2 * em, "text", numbers=line.numbers) for line in lines]
    room = max(label.width for label in said) + 2 * BEHIND
    least, most = min(float(values.value.min()), 0.0), max(float(values.value.max()), 0.0)
    full = (place.width - room) / max(most - least, 1e-12)
    rows = BarRows(
        values,
        names,
        said,
        edge=place.left - full * least,
        ys=place.top - step * (np.arange(len(lines)) + 0.68),
        full=full,
        thick=min(0.42 * step, 0.62),
        colors=np.array([scene.palette.rgba(line.role, 0.85) for line in lines]),
        over=True,
        behind=BEHIND,
    )
    for name in names:  # where bars go to both sides, names begin with the longest
        name.shift([place.left - name.get_left()[0], 0, 0])
    rows.field.growth[:] = BEGUN
    return rows
