"""Answer the needs of a scene that asks an encoder–decoder: probes of translations or captions, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import cast

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.measure_probes import Ensure, measure_probes
from attention_scenes.model.answers.model_facts import model_facts
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.captioning.draw_picture import PATCH, SIDE
from attention_scenes.model.probes.probe import MeasuredModel
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.translator.probed_captioner import TorchCaptioner
from attention_scenes.model.translator.probed_translator import TorchTranslator
from attention_scenes.model.translator.read_translator import is_captioner, load_translator

KINDS = {  # what a model does for whose probes, and one that comes along
    "of_captioners": ("looks at a small picture and says what it shows", "ours:captioner"),
    "of_translators": ("reads an English sentence and says a French one", "ours:translator"),
}
SIGHT = {"side": SIDE, "patch": PATCH}


def answer_of_translator(needs: Needs, checkpoint: Checkpoint, progress: Progress, ensure: Ensure) -> Bundle:
    """Measure each probe, and keep it as a bundle of its own.

    Raises
    ------
    UserError
        Something is asked that this encoder–decoder does not answer, or of what its grammar does not have; or it looks
        at pictures of another size.
    """
    looks = is_captioner(checkpoint.config)
    own = "of_captioners" if looks else "of_translators"
    others = [probe for probe in needs.probes if not getattr(probe, own, False)]
    if others or needs.traces or needs.weights or needs.chosen():
        does, name = _asked_by(others)
        raise UserError(
            f"{checkpoint.label} {KINDS[own][0]}, which this scene does not ask for: take a model that {does}, such as "
            f"{name} (KEY={name} where a scene asks several)."
        )
    if looks and checkpoint.config["sees"] != SIGHT:
        raise UserError(
            f"{checkpoint.label} looks at other pictures than those drawn here, of {SIDE} × {SIDE} dots in patches of "
            f'{PATCH} × {PATCH}: its config.json says other than "sees": {json.dumps(SIGHT)}.'
        )
    model = load_translator(checkpoint)
    measured = cast(MeasuredModel, (TorchCaptioner if looks else TorchTranslator)(checkpoint))
    arrays, facts = measure_probes(needs, progress, ensure, lambda probe: probe.measure(measured, progress))
    meta = model_facts(needs, checkpoint, model.decoder.config, model.shapes)
    return Bundle(meta | {"head": None, "traces": {}, "probes": facts, "ranks": {}}, arrays)


def _asked_by(probes: Sequence[object]) -> tuple[str, str]:
    """Return what a model does that answers these probes, and the name of one."""
    for own, found in KINDS.items():
        if probes and all(getattr(probe, own, False) for probe in probes):
            return found
    return "goes on with a text", "ours:decoder"
