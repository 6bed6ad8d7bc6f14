"""Answer the needs of a scene that asks a vision transformer: probes of pictures, and nothing else."""

from __future__ import annotations

from typing import cast

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.measure_probes import Ensure, measure_probes
from attention_scenes.model.answers.model_facts import model_facts
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import MeasuredModel
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.vision.probed_vision import TorchEyes


def answer_of_vision(needs: Needs, checkpoint: Checkpoint, progress: Progress, ensure: Ensure) -> Bundle:
    """Measure each probe, and keep it as a bundle of its own.

    Raises
    ------
    UserError
        Something is asked that no model of pictures answers, or a picture that is not here.
    """
    others = [probe.name for probe in needs.probes if not getattr(probe, "of_pictures", False)]
    if others or needs.traces or needs.weights or needs.chosen():
        raise UserError(
            f"{checkpoint.label} reads pictures, and this scene asks about words: take a model that goes on with a "
            "text, such as ours:decoder."
        )
    eyes = TorchEyes(checkpoint)
    model, cutting = eyes.sight.model, eyes.cutting
    measured = cast(MeasuredModel, eyes)
    arrays, facts = measure_probes(needs, progress, ensure, lambda probe: probe.measure(measured, progress))
    meta = model_facts(needs, checkpoint, model.config.stack, model.shapes) | {
        "n_patches": cutting.grid[0] * cutting.grid[1], "n_rows": cutting.grid[0], "n_columns": cutting.grid[1],
        "n_pixels": cutting.patch, "n_channels": cutting.channels,
    }  # fmt: skip
    return Bundle(meta | {"head": None, "traces": {}, "probes": facts, "ranks": {}}, arrays)
