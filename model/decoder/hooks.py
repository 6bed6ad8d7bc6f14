"""Hooks on a forward pass: record its arrays or change them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from attention_scenes.model.errors import UserError

if TYPE_CHECKING:
    from torch import Tensor


class Hook(Protocol):
    """Called with every array of a forward pass once; the model goes on with the array that it returns.

    Parameters
    ----------
    name
        An array of ``model.request.arrays``; these are called hook points in the field.
    layer
        None for an array that has no layers.
    array
        It is never changed in place. One with two T axes comes with some heads at a time.
    first_head
        The first of these heads.
    """

    def __call__(self, name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor: ...


def unchanged(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
    """Return the array as it is: the hook of a plain forward pass."""
    return array


def chain(*hooks: Hook) -> Hook:
    """Return one hook that calls several, each with what the one before returned."""

    def chained(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        for hook in hooks:
            array = hook(name, layer, array, first_head)
        return array

    return chained


def is_finite(array: Tensor) -> bool:
    """Check that no number of an array is NaN or infinite, at a twentieth of the time that ``isfinite`` takes.

    A sum with a NaN or an infinite number in it is never finite. The sum of finite numbers may be too large for
    float32 as well: then each is looked at.
    """
    return math.isfinite(array.sum()) or bool(array.isfinite().all())


def finite(hook: Hook) -> Hook:
    """Return the same hook, which raises a UserError where a number is NaN or infinite; only the mask makes some −∞."""

    def checked(name: str, layer: int | None, array: Tensor, first_head: int = 0) -> Tensor:
        if not name.endswith("attn_scores") and not is_finite(array):
            where = "" if layer is None else f" of layer {layer}"
            raise UserError(
                f"The model's {name}{where} on this text is not finite (NaN or infinite): its numbers grow beyond what "
                "float32 holds, so none after it means anything. Try another text or another model."
            )
        return hook(name, layer, array, first_head)

    return checked
