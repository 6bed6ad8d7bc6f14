"""The captioner: against torch's own layers, again in NumPy, and what is cut."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.captioning.captioned import OneCaptionProbe
from attention_scenes.model.probes.captioning.draw_picture import draw_picture
from attention_scenes.model.probes.captioning.held_out_pictures import held_out_pictures
from attention_scenes.model.probes.translation.translation import OneTranslationProbe
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.translator.probed_captioner import TorchCaptioner, patches_of
from attention_scenes.model.translator.read_translator import is_captioner, is_pair
from attention_scenes.model.verify.numpy_model.captioner_again import NumpyCaptioner, sees_and_says
from attention_scenes.training.captioner.captioner_network import LAYERS, captioner_with, start
from attention_scenes.training.translator.pair_network import HEADS
from tests.helpers.models.torch_pair import TorchPair

ARRAYS = ("logits", "pattern", "cross_q", "cross_k", "cross_v", "cross_pattern", "encoder_pattern", "cross_out")
PICTURES = [draw_picture(two, seed).dots for two, seed in held_out_pictures()[:3]]
SAID = [[0, 2, 3, 9, 15], [0, 2, 4], [0, 2, 8, 14, 17, 2]]


def test_it_computes_what_torch_s_own_layers_compute_and_so_do_its_gradients() -> None:
    weights, ids = start(5), torch.tensor([[0, 2, 3, 9, 15, 16]] * 3)
    ours, (patches, is_seen) = captioner_with(weights), patches_of(PICTURES)
    found = ours.decode(ids, ours.encode(patches, is_seen), is_seen)
    again = {name: each.detach() for name, each in weights.items()}
    table = again["encoder.embed_tokens.weight"].requires_grad_()
    expected = TorchPair(again, LAYERS, HEADS)(patches, is_seen, ids)
    assert found.dtype == torch.float64 and (found - expected).abs().max() < 1e-10
    (found**2).mean().backward()
    (expected**2).mean().backward()
    slopes = weights["encoder.embed_tokens.weight"].grad
    assert slopes is not None and table.grad is not None and (slopes - table.grad).abs().max() < 1e-12


@pytest.mark.parametrize("cuts", [(), ((2, [3, 4, 20]), None, (0, [7]))])
def test_every_array_is_the_same_in_numpy(cuts: tuple[Any, ...]) -> None:
    checkpoint = locate("ours:captioner")
    one = TorchCaptioner(checkpoint).run_pictures(PICTURES, SAID, ARRAYS, cuts)
    two = NumpyCaptioner(checkpoint.folder).run_pictures(PICTURES, SAID, ARRAYS, cuts)
    for first, again in zip(one, two, strict=True):
        assert first.keys() == again.keys() == {*ARRAYS}
        for array in ARRAYS:
            assert first[array].shape == again[array].shape
            assert np.abs(first[array] - again[array]).max() <= 2e-5 * np.abs(again[array]).max(), array
    assert TorchCaptioner(checkpoint).caption(PICTURES) == NumpyCaptioner(checkpoint.folder).caption(PICTURES)


def test_cut_patches_carry_nothing_and_others_take_their_share() -> None:
    captioner = TorchCaptioner(locate("ours:captioner"))
    [plain] = captioner.run_pictures(PICTURES[:1], SAID[:1], ("cross_pattern",))
    [cut] = captioner.run_pictures(PICTURES[:1], SAID[:1], ("cross_pattern",), [(2, [3, 9])])
    assert not cut["cross_pattern"][:, :, 2, [3, 9]].any() and plain["cross_pattern"][:, :, 2, [3, 9]].all()
    assert np.allclose(cut["cross_pattern"].sum(-1), 1, atol=1e-6)
    assert np.array_equal(plain["cross_pattern"][:, :, :2], cut["cross_pattern"][:, :, :2])


def test_what_asks_another_kind_of_model_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match=r"our captioner looks at a small picture .* such as ours:translator \(KEY="):
        ensure(Needs(model="ours:captioner", probes=(OneTranslationProbe(),)))
    with pytest.raises(UserError, match=r"our translator reads an English sentence .* such as ours:captioner \(KEY="):
        ensure(Needs(model="ours:translator", probes=(OneCaptionProbe(),)))
    with pytest.raises(UserError, match="give --model ours:captioner"):
        ensure(Needs(model="ours:decoder", probes=(OneCaptionProbe(),)))


@pytest.mark.parametrize(("kind", "looks"), [("encoder-decoder", True), ("llama", False), (None, False)])
def test_other_models_with_a_setting_of_its_name_look_at_no_pictures(
    tmp_path: Path, kind: str | None, looks: bool
) -> None:
    config = {**locate("ours:captioner").config, "model_type": kind}
    (tmp_path / "config.json").write_text(json.dumps(config))
    assert is_captioner(config) is is_pair(config) is sees_and_says(tmp_path) is looks
    assert not is_captioner(locate("ours:translator").config) and is_pair(locate("ours:translator").config)
    assert not is_pair({"model_type": "encoder-decoder", "says": ["a"]})


@pytest.mark.parametrize("sees", [{"side": 32, "patch": 4}, {"side": 24, "patch": 6}, {}, 24])
def test_pictures_of_another_size_are_refused_in_one_line(tmp_path: Path, sees: Any) -> None:
    ours = locate("ours:captioner")
    (tmp_path / "config.json").write_text(json.dumps({**ours.config, "sees": sees}))
    for name in ("model.safetensors", "tokenizer.json"):
        (tmp_path / name).symlink_to(ours.folder / name)
    with pytest.raises(UserError, match="24 × 24 dots in patches of 4 × 4: its config.json") as refused:
        ensure(Needs(model=str(tmp_path), probes=(OneCaptionProbe(),)))
    assert "\n" not in str(refused.value)
