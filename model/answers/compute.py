"""Compute a scene's needs: needs in, Bundle out, the one place where the model runs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
from torch import Tensor

from attention_scenes.model.answers.ask_encoder import is_encoder, refuse_next_words
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.measure_probes import Ensure, measure_probes
from attention_scenes.model.answers.model_facts import model_facts
from attention_scenes.model.answers.see import answer_of_vision
from attention_scenes.model.answers.traces import Head, trace_all
from attention_scenes.model.answers.translate import answer_of_translator
from attention_scenes.model.checkpoint import locate
from attention_scenes.model.checkpoint.checkpoint import Checkpoint
from attention_scenes.model.checkpoint.manifest import Progress
from attention_scenes.model.checkpoint.tokenizer import tokenize
from attention_scenes.model.checkpoint.vision_kinds import reads_pictures
from attention_scenes.model.decoder.loaded_model import LoadedModel, load_checkpoint
from attention_scenes.model.decoder.probed_model import TorchProbedModel
from attention_scenes.model.decoder.trace import read_tokens
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.request.needs import BEST, LAYER, Needs, parse_head, parse_weight
from attention_scenes.model.translator.read_translator import is_pair


def answer(needs: Needs, progress: Progress, ensure: Ensure) -> Bundle:
    """Compute everything in ``needs``; ``ensure`` answers the part that other needs may share.

    Raises
    ------
    UserError
        No such head or layer, a text that cannot be read or is too long, no weights.
    """
    checkpoint = locate.locate(needs.model, progress)
    if is_pair(checkpoint.config):
        return answer_of_translator(needs, checkpoint, progress, ensure)
    if reads_pictures(checkpoint.config):
        return answer_of_vision(needs, checkpoint, progress, ensure)
    if is_encoder(checkpoint.config):
        refuse_next_words(needs, checkpoint)
    _check_lengths(checkpoint, needs)
    model = load_checkpoint(checkpoint, progress)
    for need in needs.traces.values():
        read_tokens(model, need.text, need.first, need.steps)
    for asked in needs.chosen().values():
        _check_head(model, parse_head(asked))  # before anything is measured
    arrays, facts = measure_probes(needs, progress, ensure, partial(_measured, model, needs, progress, ensure))
    chosen = {name: _head(asked, arrays) for name, asked in needs.chosen().items()}
    traces = trace_all(model, needs.traces, chosen, progress)
    for _, found in traces.values():
        arrays |= found
    ranks: dict[str, int] = {}
    for weight in needs.weights:
        found = _weight(model, weight, chosen)
        arrays |= found
        ranks |= {name: rank(sigma) for name, sigma in found.items() if name.startswith("sigma")}
    shape, named = model.transformer.config, {name: head for name, head in chosen.items() if name}
    meta = model_facts(needs, checkpoint, shape, model.transformer.shapes) | {
        "head": chosen.get(""),
        **({"heads": named} if named else {}),
        "traces": {key: facts for key, (facts, _) in traces.items()},
        "probes": facts,
        "ranks": ranks,
    }
    return Bundle(meta, arrays)


def _check_lengths(checkpoint: Checkpoint, needs: Needs) -> None:
    """Refuse a text that is too long to show, before weights are loaded and anything is measured."""
    for need in needs.traces.values():
        if (most := need.longest()) is None:
            continue
        count = len(tokenize(checkpoint, need.text)[: need.first])
        if count > most:
            raise UserError(
                f"{need.parameter} has {count:,} tokens, the start token included, and this scene shows at most "
                f"{most} legibly: shorten {need.parameter}=…"
            )


def _measured(
    model: LoadedModel, needs: Needs, progress: Progress, ensure: Ensure, probe: Probe
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return a probe's arrays and facts; what it starts from, of the same name, is kept by itself."""
    probed = TorchProbedModel(model.checkpoint)
    if not (start := probe.starts_from()):
        return probe.measure(probed, progress)
    kept = ensure(Needs(model=needs.model, probes=(start,)), progress)
    known = {name.rpartition(".")[2]: array for name, array in kept.arrays.items()}
    return known | probe.measure_from(probed, known), kept.meta["probes"][start.name]


def rank(sigma: np.ndarray) -> int:
    """Return the numerical rank: how many singular values are more than rounding beside the largest."""
    return int((sigma > 1e-5 * sigma.max()).sum())


def _head(asked: str, arrays: dict[str, np.ndarray]) -> Head:
    """Return a head that was checked: the one of this number, or the best of a search."""
    if head := parse_head(asked):
        return head
    probe, ranked_by = BEST[asked]
    score = arrays[f"probe:{probe.name}.{ranked_by}"]
    layer, index = np.unravel_index(int(score.argmax()), score.shape)
    return int(layer), int(index)


def _check_head(model: LoadedModel, head: Head | None) -> None:
    shape = model.transformer.config
    if head is not None and (head[0] >= shape.n_layers or head[1] >= shape.n_heads):
        raise UserError(
            f"There is no head {head[0]}.{head[1]}: this model has layers 0 to {shape.n_layers - 1} "
            f"and heads 0 to {shape.n_heads - 1}, so the last is {shape.n_layers - 1}.{shape.n_heads - 1}."
        )


def _weight(model: LoadedModel, weight: str, chosen: Mapping[str, Head]) -> dict[str, np.ndarray]:
    name, which = parse_weight(weight)
    if which == LAYER:
        heads = range(model.transformer.config.n_heads)
        return {key: found for n in heads for key, found in _weight(model, f"{name}[{chosen[''][0]},{n}]", {}).items()}
    layer, query = chosen[which] if isinstance(which, str) else which
    _check_head(model, (layer, query))
    block, shape = model.transformer.blocks[layer], model.transformer.config
    group = query // (shape.n_heads // shape.n_kv_heads)
    stacks = {
        "W_Q": (query, block.W_Q_HKD), "W_K": (group, block.W_K_GKD), "W_V": (group, block.W_V_GKD),
        "W_O": (query, block.W_O_HDK),
    }  # fmt: skip
    if name in ("W_OV", "sigma_OV"):
        left, right = block.W_O_HDK[query], _there(block.W_V_GKD)[group]
        product = left.cpu().numpy().astype(np.float64) @ right.cpu().numpy().astype(np.float64)
        found = np.linalg.svd(product, compute_uv=False) if name.startswith("sigma") else product
        return {f"{name}[{layer},{query}]": found.astype(np.float32)}
    if name == "attn_norm":
        if block.attn_norm_D is None:
            raise UserError("This model has no norm before its heads, which this scene shows: take another model.")
        norms = {"attn_norm": block.attn_norm_D, "attn_shift": block.attn_shift_D}
        return {f"{part}[{layer}]": array.cpu().numpy() for part, array in norms.items() if array is not None}
    at, maps = stacks[name]
    return {f"{name}[{layer},{at}]": _there(maps)[at].cpu().numpy()}


def _there(maps: Tensor | None) -> Tensor:
    """Return the maps of a layer's heads; UserError where the model has none, which are those of values."""
    if maps is None:
        raise UserError("This model has no value map, which this scene shows: its heads mix what they read.")
    return maps
