"""The vision transformer: against the transformers library, again in NumPy, and what is refused."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.pictures.kept_pictures import kept_picture
from attention_scenes.model.pictures.named import checked_picture, digest_of
from attention_scenes.model.probes.adjectives import AdjectiveProbe
from attention_scenes.model.probes.pictures.changed import ChangedProbe
from attention_scenes.model.probes.pictures.patch_scores import PatchScoresProbe
from attention_scenes.model.probes.pictures.seen import SeenProbe
from attention_scenes.model.request.needs import Needs, TraceNeed
from attention_scenes.model.verify.numpy_vision.numpy_eyes import NumpyEyes
from attention_scenes.model.verify.probes_again import measure_again
from attention_scenes.model.vision.probed_vision import TorchEyes
from tests.helpers.models.vision_folders import library_model, photograph, vision_folder

KINDS = [("vit", True), ("vit", False), ("dinov2", True), ("dinov2", False)]
OWN = ["ours:digits", *(f"ours:digits/{name}" for name in ("no-positions", "class-last", "class-first", "shuffled"))]
KEPT = ["embed", "resid_pre", "resid_post", "pattern", "final_norm", "logits"]


def processor_of(folder: Path) -> Any:
    from transformers import BitImageProcessorPil, ViTImageProcessorPil

    settings = json.loads((folder / "preprocessor_config.json").read_text())
    made = ViTImageProcessorPil if settings["image_processor_type"].startswith("ViT") else BitImageProcessorPil
    return made(**{name: value for name, value in settings.items() if name != "image_processor_type"})


@pytest.mark.parametrize(("kind", "classifier"), KINDS)
def test_it_computes_what_the_library_computes_from_the_file_of_a_picture(
    tmp_path: Path, kind: str, classifier: bool
) -> None:
    folder = vision_folder(tmp_path / "model", kind, classifier)
    picture = photograph(tmp_path / "a.png")
    given = processor_of(folder)(Image.open(picture), return_tensors="pt")
    library = library_model(kind, classifier)
    with torch.no_grad():
        theirs = library(**given, output_attentions=True, output_hidden_states=True)
    eyes = TorchEyes(locate(str(folder)))
    pixels, _ = eyes.prepared(checked_picture(str(picture)))
    [ours] = eyes.look([eyes.patches(pixels)], KEPT)
    near: dict[str, Any] = {"atol": 2e-5, "rtol": 2e-5}
    assert np.allclose(ours["pattern"], torch.stack(theirs.attentions)[:, 0].numpy(), **near)
    stream = np.concatenate([ours["resid_pre"], ours["resid_post"][-1:]])
    assert np.allclose(stream, torch.stack(theirs.hidden_states)[:, 0].numpy(), atol=1e-4, rtol=1e-4)
    if classifier:
        assert np.allclose(ours["logits"], theirs.logits[0].numpy(), atol=1e-4, rtol=1e-4)
    else:
        assert np.allclose(ours["final_norm"], theirs.last_hidden_state[0].numpy(), atol=1e-4, rtol=1e-4)
        assert ours["logits"].shape == (0,)


def test_a_model_of_our_own_computes_what_the_librarys_vit_computes_with_its_weights() -> None:
    from transformers import ViTConfig, ViTForImageClassification

    folder = locate("ours:digits").folder
    own = json.loads((folder / "config.json").read_text())
    left = {name: own[name] for name in own if name not in ("model_type", "positions", "causal", "class_token", "name")}
    library = ViTForImageClassification(ViTConfig(**left, attn_implementation="eager")).eval().double()
    stored = load_file(folder / "model.safetensors")
    named = {name if name.startswith("classifier") else f"vit.{name}": each.double() for name, each in stored.items()}
    library.load_state_dict(library_names(named, library))
    eyes = TorchEyes(locate("ours:digits"))
    pixels, _ = eyes.prepared(digest_of("7"))
    [ours] = eyes.look([eyes.patches(pixels)], KEPT)
    given = torch.from_numpy((pixels / 16 - 0.305) / 0.376).permute(2, 0, 1)[None]
    with torch.no_grad():
        theirs = library(pixel_values=given, output_attentions=True)
    assert np.allclose(ours["logits"], theirs.logits[0].numpy(), atol=2e-5)
    assert np.allclose(ours["pattern"], torch.stack(theirs.attentions)[:, 0].numpy(), atol=1e-5)


def library_names(stored: dict[str, torch.Tensor], library: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return tensors by the names that the library has in memory, which newer versions changed."""
    wanted = library.state_dict()
    if set(wanted) == set(stored):
        return stored
    pairs = {
        "vit.encoder.layer.": "vit.layers.", "attention.attention.query": "attention.q_proj",
        "attention.attention.key": "attention.k_proj", "attention.attention.value": "attention.v_proj",
        "attention.output.dense": "attention.o_proj", "intermediate.dense": "mlp.fc1", "output.dense": "mlp.fc2",
    }  # fmt: skip
    found = {}
    for name, tensor in stored.items():
        for old, new in pairs.items():
            name = name.replace(old, new)
        found[name] = tensor
    assert set(found) == set(wanted), sorted(set(found) ^ set(wanted))[:6]
    return found


@pytest.mark.parametrize("name", [*OWN, *KINDS])
@pytest.mark.parametrize("ways", [{}, {"masked": True}, {"placed": False}])
def test_numpy_computes_the_same_a_second_time(tmp_path: Path, name: Any, ways: dict[str, bool]) -> None:
    model = name if isinstance(name, str) else str(vision_folder(tmp_path / "model", *name))
    checkpoint, picture = locate(model), digest_of("12")
    one, other = TorchEyes(checkpoint), NumpyEyes(checkpoint.folder)
    assert one.cutting == other.cutting
    (pixels, turned), (again, turned_again) = one.prepared(picture), other.prepared(picture)
    assert np.array_equal(pixels, again) and turned == turned_again
    patches = one.patches(pixels)
    assert np.allclose(patches, other.patches(again), atol=1e-6)
    assert np.allclose(one.blank_pixel(), other.blank_pixel())
    assert np.allclose(one.place_vectors(), other.place_vectors(), atol=1e-5)
    assert np.array_equal(one.class_vector(), other.class_vector())
    both = zip(
        one.look([patches, patches * 0.5], KEPT, **ways),
        other.look([patches, patches * 0.5], KEPT, **ways),
        strict=True,
    )
    for ours, theirs in both:
        assert ours.keys() == theirs.keys() == {*KEPT}
        for array, found in ours.items():
            assert found.shape == theirs[array].shape
            assert np.allclose(found, theirs[array], atol=1e-5 * max(1, np.abs(found).max(initial=0))), array


@pytest.mark.parametrize("name", ["ours:digits", "ours:digits/class-last", ("vit", True), ("dinov2", False)])
def test_probes_measure_the_same_a_second_time(tmp_path: Path, name: Any) -> None:
    model = name if isinstance(name, str) else str(vision_folder(tmp_path / "model", *name))
    picture = checked_picture(str(photograph(tmp_path / "a.png")))
    for probe in (SeenProbe(picture, whole=True), ChangedProbe(picture)):
        found = ensure(Needs(model=model, probes=(probe,)))
        again = measure_again(locate(model).folder, json.loads(json.dumps(asdict(probe))))
        named = {array.removeprefix(f"probe:{probe.name}."): each for array, each in found.arrays.items()}
        assert named.keys() == again.keys()
        for array, each in named.items():
            assert each.shape == again[array].shape, array
            assert np.allclose(each, again[array], atol=2e-5 * max(1, np.abs(each).max(initial=0))), array


def test_the_class_token_sees_itself_alone_behind_a_mask_where_it_stands_first() -> None:
    eyes = TorchEyes(locate("ours:digits/class-first"))
    looks = eyes.look([eyes.patches(eyes.prepared(digest_of(str(n)))[0]) for n in (0, 1)], ["class_row", "logits"])
    assert (looks[0]["class_row"][..., 0] == 1).all() and np.array_equal(looks[0]["logits"], looks[1]["logits"])


def test_without_places_the_order_of_patches_changes_nothing() -> None:
    for name, changes in (("ours:digits/no-positions", False), ("ours:digits", True)):
        eyes = TorchEyes(locate(name))
        patches = eyes.patches(eyes.prepared(digest_of("3"))[0])
        one, other = eyes.look([patches, patches[::-1].copy()], ["logits"])
        assert np.allclose(one["logits"], other["logits"], atol=1e-4) != changes


def test_several_pictures_together_are_what_each_is_alone(tmp_path: Path) -> None:
    eyes = TorchEyes(locate(str(vision_folder(tmp_path / "model", "dinov2"))))
    patches = [eyes.patches(eyes.prepared(digest_of(str(n)))[0]) for n in range(3)]
    together = eyes.look(patches, KEPT)
    for one, each in zip(patches, together, strict=True):
        [alone] = eyes.look([one], KEPT)
        assert all(np.allclose(alone[name], each[name], atol=1e-5) for name in KEPT)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"use_swiglu_ffn": True}, "gated MLPs"),
        ({"hidden_act": "tanh"}, "hidden_act is 'tanh'"),
        ({"patch_size": 7}, "cannot be divided by patch_size, 7"),
        ({"num_register_tokens": 4}, "num_register_tokens, which is not known here"),
        ({"num_channels": 4}, "pixels have 4 numbers"),
        ({"num_attention_heads": 5}, "cannot be divided by num_attention_heads, 5"),
        ({"hidden_size": None}, "hidden_size"),
        ({"mlp_ratio": 3}, "not what its config.json says"),
        ({"id2label": {"0": "cat"}}, "has 5 answers, and config.json names 1"),
    ],
)
def test_what_is_not_done_is_refused_in_a_line(tmp_path: Path, settings: dict[str, Any], why: str) -> None:
    folder = vision_folder(tmp_path / "model", "dinov2")
    path = folder / "config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))
    with pytest.raises(UserError, match=why) as refused:
        ensure(Needs(model=str(folder), probes=(SeenProbe(digest_of("0")),)))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"size": {"height": 30, "width": 30}}, "its places are for 24 × 24"),
        ({"size": {"height": 25, "width": 24}}, "no whole number of patches"),
        ({"size": {"shortest_edge": 24}}, "no whole number of patches"),
        ({"size": {"longest_edge": 24}}, "not height and width"),
        ({"size": 3000}, "not a whole number up to 2,048"),
        ({"image_std": [0.0, 1, 1]}, "not above 0"),
        ({"image_mean": [0.5]}, "1 numbers for 3 channels"),
        ({"do_reduce_labels": True}, "do_reduce_labels"),
        ({"do_resize": "yes"}, "not true or false"),
    ],
)
def test_pictures_that_cannot_be_made_ready_are_refused(tmp_path: Path, settings: dict[str, Any], why: str) -> None:
    folder = vision_folder(tmp_path / "model")
    path = folder / "preprocessor_config.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | settings))
    with pytest.raises(UserError, match=why):
        ensure(Needs(model=str(folder), probes=(SeenProbe(digest_of("0")),)))


def test_weights_that_misfit_or_are_left_are_refused(tmp_path: Path) -> None:
    folder = vision_folder(tmp_path / "model")
    stored = load_file(folder / "model.safetensors")
    cut = "vit.embeddings.patch_embeddings.projection.weight"
    for changed, why in (
        ({name: each for name, each in stored.items() if name != cut}, "have no tensor 'embeddings.patch"),
        (stored | {cut: stored[cut][:, :1].contiguous()}, "is 24 × 1 × 6 × 6, not 24 × 3 × 6 × 6"),
        (stored | {"vit.decoder.weight": stored["classifier.bias"].clone()}, "which this model does not use"),
    ):
        save_file(changed, folder / "model.safetensors")
        with pytest.raises(UserError, match=why):
            ensure(Needs(model=str(folder), probes=(SeenProbe(digest_of("0")),)))


def test_a_folder_of_a_vit_needs_no_tokenizer_but_says_how_pictures_are_made_ready(tmp_path: Path) -> None:
    folder = vision_folder(tmp_path / "model")
    (folder / "preprocessor_config.json").unlink()
    with pytest.raises(UserError, match=r"has no preprocessor_config\.json"):
        locate(str(folder))


def test_each_model_refuses_what_it_cannot_answer(tmp_path: Path) -> None:
    picture = SeenProbe(digest_of("0"))
    for needs, why in (
        (Needs(model="ours:digits", traces={"": TraceNeed("a blue bird", ("pattern",))}), "reads pictures, and this"),
        (Needs(model="ours:digits", probes=(AdjectiveProbe(),)), "reads pictures, and this scene asks about words"),
        (Needs(model="ours:decoder", probes=(picture,)), "the model reads none: give --model ours:digits"),
        (Needs(model="ours:translator", probes=(picture,)), "reads an English sentence"),
        (Needs(model=str(vision_folder(tmp_path / "m")), probes=(PatchScoresProbe(),)), "reads none: give ours:digits"),
        (Needs(model="ours:digits", probes=(SeenProbe("f" * 64),)), "ffffffffffff… is not on this machine"),
        (Needs(model="ours:digits", probes=(PatchScoresProbe("a"),)), "held-out digits are not those"),
    ):
        with pytest.raises(UserError, match=why):
            ensure(needs)


def test_a_photograph_is_made_ready_for_a_model_of_digits(tmp_path: Path) -> None:
    page = np.full((90, 70), 250, dtype=np.uint8)
    page[20:70, 30:38] = 10
    Image.fromarray(page).save(tmp_path / "one.png")
    eyes = TorchEyes(locate("ours:digits"))
    pixels, turned = eyes.prepared(checked_picture(str(tmp_path / "one.png")))
    assert turned and pixels.shape == (8, 8, 1) and pixels.max() == 11  # 4 of 6.25 columns are inked
    assert pixels[:, :2].max() == 0 and pixels[0, 3, 0] > 0 and kept_picture(digest_of("0")).white == 16
    Image.new("L", (20, 20), 90).save(tmp_path / "empty.png")
    with pytest.raises(UserError, match="no strokes that stand out"):
        eyes.prepared(checked_picture(str(tmp_path / "empty.png")))
