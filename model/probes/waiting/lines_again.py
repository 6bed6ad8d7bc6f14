"""Count products in line again, with NumPy arrays that know theirs, over nets that were written a second time."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.probes.waiting.numpy_nets import (
    Layers,
    attended_again,
    gated_again,
    lined_again,
    longest_again,
    some_maps_again,
    some_text_again,
)

WIDTH_AGAIN = 8  # of the nets here: lines do not hang on it


def layers_again(count: int, width: int = WIDTH_AGAIN) -> Layers:
    return [some_maps_again(6, width) for _ in range(count)]


def recurrent_again(layers: int, count: int) -> np.ndarray:
    """Return the line of each state of a recurrent net that reads so many words, ``[L, T]``, layer after layer."""
    given = [lined_again(row[None], 0) for row in some_text_again(count, WIDTH_AGAIN)]
    found = []
    for maps in layers_again(layers):
        state: np.ndarray = lined_again(np.zeros((1, WIDTH_AGAIN), np.float32), 0)
        states = []
        for row in given:
            state = gated_again(maps, row, state)
            states.append(lined_again(state, longest_again(state)))
        given = states
        found.append([each.line for each in states])
    return np.array(found)


def attending_again(layers: int, heads: int, count: int) -> np.ndarray:
    """Return the line of each layer of a transformer that reads so many words, ``[L, T]``."""
    stream: np.ndarray = lined_again(some_text_again(count, WIDTH_AGAIN), 0)
    found = []
    for maps in layers_again(layers):
        stream = attended_again(maps, stream, stream, heads)
        found.append([longest_again(stream)] * count)
    return np.array(found)


def written_again(layers: int, heads: int, count: int) -> np.ndarray:
    """Return the line of each word that both nets write, each of which is read before the next, ``[2, T]``."""
    table, maps = some_text_again(WIDTH_AGAIN, WIDTH_AGAIN), layers_again(layers)
    row: np.ndarray = lined_again(table[:1], 0)
    states: list[np.ndarray] = [lined_again(np.zeros((1, WIDTH_AGAIN), np.float32), 0)] * layers
    one: list[int] = []
    for _ in range(count):
        for n in range(layers):
            states[n] = row = gated_again(maps[n], row, states[n])
        row = lined_again(table[[0]], longest_again(row @ table.T))
        one.append(longest_again(row))
    row, other = lined_again(table[:1], 0), []
    read: list[list[np.ndarray]] = [[] for _ in range(layers)]
    for _ in range(count):
        for n in range(layers):
            read[n].append(row)
            seen = lined_again(np.concatenate([np.asarray(each) for each in read[n]]), longest_again(*read[n]))
            row = attended_again(maps[n], row, seen, heads)
        row = lined_again(table[[0]], longest_again(row @ table.T))
        other.append(longest_again(row))
    return np.array([one, other])
