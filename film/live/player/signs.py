"""Bytes as text of 91 signs, which neither a page nor an attribute takes for its own: two signs hold 13 bits."""

from __future__ import annotations

import numpy as np

SIGNS = "".join(sign for sign in map(chr, range(33, 127)) if sign not in '"&<')
BITS, FEW = 13, 6  # that two signs and one sign hold


def written(data: bytes) -> str:
    """Return bytes as text."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    left = len(bits) % BITS
    whole = np.pad(bits, (0, -len(bits) % BITS)).reshape(-1, BITS) @ (1 << np.arange(BITS))
    signs = np.frombuffer(SIGNS.encode(), np.uint8)
    text = signs[np.column_stack([whole % len(SIGNS), whole // len(SIGNS)])].tobytes().decode()
    return text[:-1] if 0 < left <= FEW else text
