"""Give tensors one name each, whichever family stored them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from torch import Tensor

from attention_scenes.model.decoder.architectures.families import NAMES, Family

HEAD = "lm_head"  # the unembedding: every family calls it so, with nothing before it


def named(family: Family, n_layers: int, found: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return the same tensors by the names, and in the layout, of most families; ValueError for a name twice or none.

    Matrices of layers are ``[out, in]``, those of queries, keys and values each its own.
    """
    prefix, ours = family.prefix, stored_names(family, n_layers)
    if twice := [name for name in found if name.startswith(prefix) and name.removeprefix(prefix) in found]:
        raise ValueError(f"they hold {twice[0]} twice, with {prefix} and without")
    tensors: dict[str, Tensor] = {}
    for stored, tensor in found.items():
        name = of_today(family, stored)
        if name.removeprefix(prefix).startswith(family.unused):
            continue
        part, _, kind = name.removeprefix(prefix).rpartition(".")
        if part == HEAD and name.startswith(HEAD):
            tensors[name] = tensor
            continue
        if part not in ours:
            raise ValueError(f"they hold {name}, which this decoder does not use")
        if family.columns and tensor.ndim == 2 and "layers." in ours[part][0]:
            tensor = tensor.T
        tensors |= {f"model.{each}.{kind}": some for each, some in _split(name, tensor, ours[part])}
    return tensors


def of_today(family: Family, name: str) -> str:
    """Return a tensor's name as the library writes it now."""
    end = next((end for end in family.older if name.endswith(end)), "")
    return name.removesuffix(end) + family.older.get(end, "")


def _split(name: str, tensor: Tensor, parts: Sequence[str]) -> Iterator[tuple[str, Tensor]]:
    """Yield a tensor's parts, which lie one below the other, each with its name."""
    if len(parts) == 1:
        yield parts[0], tensor
        return
    if tensor.ndim == 0 or len(tensor) % len(parts):
        raise ValueError(f"{name} is no {len(parts)} maps of one size, for queries, keys and values")
    yield from zip(parts, tensor.chunk(len(parts)), strict=True)


def stored_names(family: Family, n_layers: int) -> dict[str, list[str]]:
    """Return our names of tensors by the family's: several where it stores several as one."""
    found: dict[str, list[str]] = {}
    for name in NAMES:
        for layer in range(n_layers if "{}" in name else 1):
            found.setdefault(family.names.get(name, name).format(layer), []).append(name.format(layer))
    return found
