"""Odd tensors of a model, and odd layouts of its files in a folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attention_scenes.model.checkpoint.folder_check import INDEX, WHOLE

Tensors = dict[str, Any]
POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"


def _table(tensors: Tensors) -> str:
    return next(name for name in tensors if name.endswith(("embed_tokens.weight", "wte.weight")))


def _with_nan(tensors: Tensors) -> Tensors:
    name = max(tensors)
    tensors[name] = tensors[name].clone()
    tensors[name].view(-1)[-1] = float("nan")
    return tensors


def _bare(tensors: Tensors) -> Tensors:
    return {name.removeprefix("model.").removeprefix("transformer."): tensor for name, tensor in tensors.items()}


def _only_head(tensors: Tensors) -> Tensors:
    table = _table(tensors)
    return {"lm_head.weight" if name in (table, "lm_head.weight") else name: t for name, t in tensors.items()}


# Changes to the tensors themselves.
HEADS: dict[str, Callable[[Tensors], Tensors]] = {
    "as it is": lambda tensors: tensors,
    "the table again": lambda tensors: tensors | {"lm_head.weight": tensors[_table(tensors)].clone()},
    "another": lambda tensors: tensors | {"lm_head.weight": tensors[_table(tensors)] * 1.5},
    "gone": lambda tensors: {name: t for name, t in tensors.items() if name != "lm_head.weight"},
    "the head alone": _only_head,
    "names without prefix": _bare,
    "both names": lambda tensors: _bare({name: t * 0.5 for name, t in tensors.items()}) | tensors,
    "not a number": _with_nan,
    "one too many": lambda tensors: tensors | {f"{max(tensors)}.more": tensors[max(tensors)].clone()},
    "one too few": lambda tensors: {name: t for name, t in tensors.items() if name != max(tensors)},
    "buffers of old": lambda tensors: (
        tensors | {"model.layers.0.self_attn.rotary_emb.inv_freq": tensors[max(tensors)] * 9}
    ),
}


def _save(path: Path, tensors: Tensors) -> None:
    from safetensors.torch import save_file

    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path, metadata={"format": "pt"})


def _other(tensors: Tensors) -> Tensors:
    return {name: -tensor for name, tensor in tensors.items()} if _signed(tensors) else tensors


def _signed(tensors: Tensors) -> bool:
    return all(tensor.is_floating_point() and tensor.itemsize > 1 for tensor in tensors.values())


def _whole(folder: Path, tensors: Tensors) -> None:
    _save(folder / WHOLE, tensors)


def _shards(folder: Path, tensors: Tensors) -> None:
    names = sorted(tensors)
    halves = {f"model-0000{n + 1}-of-00002.safetensors": names[n::2] for n in (0, 1)}
    for file, some in halves.items():
        _save(folder / file, {name: tensors[name] for name in some})
    where = {name: file for file, some in halves.items() for name in some}
    folder.joinpath(INDEX).write_text(json.dumps({"metadata": {}, "weight_map": where}), encoding="utf-8")


def _whole_beside_shards(folder: Path, tensors: Tensors) -> None:
    _shards(folder, _other(tensors))
    _whole(folder, tensors)


def _stale_index(folder: Path, tensors: Tensors) -> None:
    _whole_beside_shards(folder, tensors)
    for path in folder.glob("model-*.safetensors"):
        path.unlink()


def _shards_without_index(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    folder.joinpath(INDEX).unlink()


def _shard_missing(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    folder.joinpath("model-00002-of-00002.safetensors").unlink()


def _both_in_one_index(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    _save(folder / "model-00002-of-00002.safetensors", _other(tensors))


def _beside(name: str) -> Callable[[Path, Tensors], None]:
    def write(folder: Path, tensors: Tensors) -> None:
        _whole(folder, tensors)
        _save(folder / name, _other(tensors))

    return write


def _consolidated(folder: Path, tensors: Tensors) -> None:
    _shards(folder, tensors)
    _save(folder / "consolidated.safetensors", _other(tensors))


def _two_wholes(folder: Path, tensors: Tensors) -> None:
    _save(folder / "a.safetensors", tensors)
    _save(folder / "b.safetensors", _other(tensors))


def _cut(folder: Path, tensors: Tensors) -> None:
    _whole(folder, tensors)
    path = folder / WHOLE
    path.write_bytes(path.read_bytes()[:-100])


def _flipped(folder: Path, tensors: Tensors) -> None:
    _whole(folder, tensors)
    path = folder / WHOLE
    found = bytearray(path.read_bytes())
    found[9] ^= 0x20
    path.write_bytes(found)


def _written(name: str, data: str, encoding: str = "utf-8") -> Callable[[Path, Tensors], None]:
    def write(folder: Path, tensors: Tensors) -> None:
        _whole(folder, tensors)
        folder.joinpath(name).write_text(data or folder.joinpath(name).read_text(encoding="utf-8"), encoding=encoding)

    return write


LAYOUTS: dict[str, Callable[[Path, Tensors], None]] = {
    "whole": _whole, "shards": _shards, "whole beside other shards": _whole_beside_shards, "stale index": _stale_index,
    "shards without index": _shards_without_index, "a shard missing": _shard_missing,
    "one tensor in two shards": _both_in_one_index, "consolidated beside shards": _consolidated,
    "consolidated beside whole": _beside("consolidated.safetensors"), "a variant": _beside("model.fp16.safetensors"),
    "an adapter": _written("adapter_config.json", "{}"), "two wholes": _two_wholes, "cut off": _cut,
    "a bit of the header": _flipped, "weights not fetched": _written(WHOLE, POINTER),
    "config not fetched": _written("config.json", POINTER), "byte-order mark": _written("config.json", "", "utf-8-sig"),
    "empty config": _written("config.json", " "), "config of a list": _written("config.json", "[]"),
}  # fmt: skip
