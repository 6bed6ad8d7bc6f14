"""Answer the needs of a scene that asks an encoder–decoder: probes of translations, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.model_facts import model_facts
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import MeasuredModel
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.translator.probed_translator import TorchTranslator
from attention_scenes.model.translator.read_translator import load_translator


def answer_of_translator(
    needs: Needs, checkpoint: Checkpoint, progress: Progress, ensure: Callable[[Needs, Progress], Bundle]
) -> Bundle:
    """Measure each probe, and keep it as a bundle of its own.

    Raises
    ------
    UserError
        Something is asked that no encoder–decoder answers, or of a sentence that its grammar does not have.
    """
    others = [probe.name for probe in needs.probes if not getattr(probe, "of_translators", False)]
    if others or needs.traces or needs.weights or needs.chosen():
        raise UserError(
            f"{checkpoint.label} reads an English sentence and says a French one, which this scene does not ask for: "
            "take a model that goes on with a text, such as ours:decoder."
        )
    model = load_translator(checkpoint)
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
        found, facts[probe.name] = probe.measure(cast(MeasuredModel, TorchTranslator(checkpoint)), progress)
        arrays |= {f"probe:{probe.name}.{name}": array for name, array in found.items()}
    meta = model_facts(needs, checkpoint, model.decoder.config, model.shapes)
    return Bundle(meta | {"head": None, "traces": {}, "probes": facts, "ranks": {}}, arrays)
