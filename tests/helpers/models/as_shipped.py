"""Weights that a training ends with, against those that are shipped."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from safetensors.torch import load_file

from attention_scenes.model.own_models import own_model

ROUNDING = 2.0**-11  # the largest relative error of a number that is rounded to float16


def assert_as_shipped(found: Mapping[str, torch.Tensor], name: str) -> None:
    """Fail unless a shipped model has these weights, each rounded to float16."""
    kept = load_file(own_model(name).folder / "model.safetensors")
    assert kept.keys() == found.keys()
    for tensor, own in found.items():
        assert kept[tensor].dtype == torch.float16
        assert ((kept[tensor].double() - own).abs() <= ROUNDING * own.abs() + 1e-7).all(), tensor
