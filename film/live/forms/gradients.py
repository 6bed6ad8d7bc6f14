"""Gradients of Skia's shaders: their places, colours and stops, read from what a shader writes of itself."""

from __future__ import annotations

import struct
from typing import NamedTuple

import skia

_KINDS = {b"SkLinearGradient": (0, 4), b"SkRadialGradient": (1, 3)}  # numbers that say where it lies
_HAS_STOPS = 1 << 31


class Gradient(NamedTuple):
    """A gradient: 0 linear with two points, or 1 radial with a middle and a radius; its stops' offsets and RGBA."""

    kind: int
    place: tuple[float, ...]
    offsets: tuple[float, ...]
    rgbas: tuple[tuple[float, ...], ...]


def gradient_of(shader: skia.Shader) -> Gradient:
    """Return the gradient of a linear or radial shader without a matrix of its own; ``ValueError`` for others."""
    memory = bytes(shader.serialize())
    for name, (kind, numbers) in _KINDS.items():
        if (at := memory.find(name)) < 0:
            continue
        at += -(-(len(name) + 1) // 4) * 4 + 4  # the name, padded, and the size of what follows
        flags, count = struct.unpack_from("<2I", memory, at)
        colors = struct.unpack_from(f"<{4 * count}f", memory, at + 8)
        place = struct.unpack(f"<{numbers}f", memory[-4 * numbers :])
        offsets = tuple(n / (count - 1) for n in range(count))
        if flags & _HAS_STOPS:
            offsets = struct.unpack(f"<{count}f", memory[-4 * (numbers + count) : -4 * numbers])
        rgbas = tuple(colors[n : n + 4] for n in range(0, 4 * count, 4))
        return Gradient(kind, place, offsets, rgbas)
    raise ValueError("a tape knows linear and radial gradients alone")
