"""Ways of adapting a frozen decoder: which numbers are trained, a row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BASE = "ours:decoder@1500"  # the run that is shown, its last step


@dataclass(frozen=True)
class Way:
    """How a decoder is adapted.

    Attributes
    ----------
    about
        What is trained, in a line, for ``--help``.
    label
        What is said of it on screen, after "our decoder".
    rate
        The highest learning rate: of three that were tried, the one that forgets least where the new task is learned.
    rank
        Of a low-rank addition to each map of attention; 0 for none.
    soft
        How many vectors stand before every text.
    """

    about: str
    label: str
    rate: float
    rank: int = 0
    soft: int = 0


RANK_FOUR = "rank-four"
WAYS: Mapping[str, Way] = {
    RANK_FOUR: Way("an addition of rank 4 to each map of attention is trained", "rank 4", 3e-3, rank=4),
    "rank-two": Way("an addition of rank 2 to each map of attention is trained", "rank 2", 3e-3, rank=2),
    "rank-one": Way("an addition of rank 1 to each map of attention is trained", "rank 1", 3e-3, rank=1),
    "all-weights": Way("every number of the decoder is trained on", "all weights", 3e-4),
    "soft-vectors": Way("four vectors before every text are trained", "soft vectors", 1e-2, soft=4),
}
