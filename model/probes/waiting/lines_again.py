"""Count products in line again, with NumPy arrays that know theirs, over nets that were written a second time."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.probes.waiting.numpy_nets import (
    Layers,
    attended,
    gated,
    lined,
    longest,
    some_maps,
    some_text,
)

WIDTH = 8  # of the nets here: lines do not hang on it


def layers_again(count: int, width: int = WIDTH) -> Layers:
    return [some_maps(6, width) for _ in range(count)]


def recurrent_again(layers: int, count: int) -> np.ndarray:
    """Return the line of each state of a recurrent net that reads so many words, ``[L, T]``, layer after layer."""
    given = [lined(row[None], 0) for row in some_text(count, WIDTH)]
    found = []
    for maps in layers_again(layers):
        state: np.ndarray = lined(np.zeros((1, WIDTH), np.float32), 0)
        states = []
        for row in given:
            state = gated(maps, row, state)
            states.append(lined(state, longest(state)))
        given = states
        found.append([each.line for each in states])
    return np.array(found)


def attending_again(layers: int, heads: int, count: int) -> np.ndarray:
    """Return the line of each layer of a transformer that reads so many words, ``[L, T]``."""
    stream: np.ndarray = lined(some_text(count, WIDTH), 0)
    found = []
    for maps in layers_again(layers):
        stream = attended(maps, stream, stream, heads)
        found.append([longest(stream)] * count)
    return np.array(found)


def written_again(layers: int, heads: int, count: int) -> np.ndarray:
    """Return the line of each word that both nets write, each of which is read before the next, ``[2, T]``."""
    table, maps = some_text(WIDTH, WIDTH), layers_again(layers)
    row: np.ndarray = lined(table[:1], 0)
    states: list[np.ndarray] = [lined(np.zeros((1, WIDTH), np.float32), 0)] * layers
    one: list[int] = []
    for _ in range(count):
        for n in range(layers):
            states[n] = row = gated(maps[n], row, states[n])
        row = lined(table[[0]], longest(row @ table.T))
        one.append(longest(row))
    row, other = lined(table[:1], 0), []
    read: list[list[np.ndarray]] = [[] for _ in range(layers)]
    for _ in range(count):
        for n in range(layers):
            read[n].append(row)
            seen = lined(np.concatenate([np.asarray(each) for each in read[n]]), longest(*read[n]))
            row = attended(maps[n], row, seen, heads)
        row = lined(table[[0]], longest(row @ table.T))
        other.append(longest(row))
    return np.array([one, other])
