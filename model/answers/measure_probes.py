"""Measure the probes of some needs, each kept as a bundle of its own: another sentence changes none but its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.probes.probe import Found, Probe
from attention_scenes.model.request.needs import Needs

Ensure = Callable[[Needs, Progress], Bundle]  # finds or computes other needs, and keeps them


def measure_probes(
    needs: Needs, progress: Progress, ensure: Ensure, measure: Callable[[Probe], Found]
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the arrays of all probes as a bundle names them, and the facts of each; ``measure`` takes one alone."""
    arrays: dict[str, np.ndarray] = {}
    facts: dict[str, Any] = {}
    for probe in needs.probes:
        alone = Needs(model=needs.model, probes=(probe,))
        if alone != needs:
            kept = ensure(alone, progress)
            arrays |= kept.arrays
            facts[probe.name] = kept.meta["probes"][probe.name]
            continue
        progress(f"measuring the {probe.name} probe", None)
        found, facts[probe.name] = measure(probe)
        arrays |= {f"probe:{probe.name}.{name}": array for name, array in found.items()}
    return arrays, facts
