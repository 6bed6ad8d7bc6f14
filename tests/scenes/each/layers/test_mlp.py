"""The scene mlp: what it refuses, what it says of a small model, and where it finds that a fact sits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.mlp import Mlp
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.parts.mlp.fact_facts import FactFacts, Stripe
from attention_scenes.scenes.parts.mlp.gallery_beats import KIND, OTHERS, gallery_of, threshold_legend
from attention_scenes.scenes.parts.mlp.lamp_beats import digits_of_product, worked_out
from attention_scenes.scenes.parts.mlp.off_curves import all_curves, counts_off, share_left
from attention_scenes.scenes.parts.mlp.recall_beats import clipped
from tests.film.inputs.test_captions import french_of
from tests.helpers.layout import play_through
from tests.helpers.models.small_bundles import tiny_gpt2, tiny_llama
from tests.helpers.played import captions, played
from tests.scenes.cases.mlp import WHOLE

SHORT = {"prompt": "a b c d", "subject": "b c"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Answers of a small model, whose gallery is made of other names."""
    folder = tiny_llama(tmp_path_factory.mktemp("small"), initializer_range=0.15)
    return ensure(Mlp.needs(Mlp.Params(**SHORT), str(folder)))


def words_of(language: str) -> dict[str, Any]:
    """Return the parameters that make a clip French, or none."""
    read = french_of("mlp")
    return {"translations": read.texts["mlp"], "language": read.language} if language == "fr" else {}


def facts_of(bundle: Bundle, **arrays: Any) -> FactFacts:
    """Return facts of a bundle in which some of the probes' arrays are others."""
    given = {f"probe:{name.replace('__', '.')}": np.array(array, dtype=np.float32) for name, array in arrays.items()}
    scene: Any = SimpleNamespace(bundle=replace(bundle, arrays=dict(bundle.arrays) | given))
    return FactFacts.of(scene)


@pytest.mark.parametrize(("make", "biased"), [(tiny_llama, False), (tiny_gpt2, True)], ids=["llama", "gpt2"])
def test_a_small_model_knows_no_fact_and_the_scene_says_so_and_what_has_biases(
    make: Any, biased: bool, tmp_path: Path
) -> None:
    params = Mlp.Params(**SHORT)
    folder = make(tmp_path, initializer_range=0.15)
    scene, problems = play_through(Mlp, params, ensure(Mlp.needs(params, str(folder))))
    assert not problems, "\n".join(problems)
    said = captions(scene)
    assert "no fact that it knows" in said["fact"] and "gallery" not in said and "word" not in said
    assert "is the fact" not in said["half"]
    assert ("key · vector + bias" in scene.texts_read) is biased
    keys = [part.name for part in worked_out(FactFacts.of(scene)) if part.name.startswith("key · vector")]
    assert keys and all(("bias" in name) is biased for name in keys), keys
    assert ("but for a bias" in scene.texts_read) is biased and ("what the MLP adds" in scene.texts_read) is not biased


def test_of_a_gated_mlp_each_half_may_have_a_bias(small: Bundle) -> None:
    layer = FactFacts.of(SimpleNamespace(bundle=small)).neuron()[0]
    for part in ("gate", "up"):
        tensors = small.meta["tensors"] | {f"model.layers.{layer}.mlp.{part}_proj.bias": [80]}
        names = [each.name for each in worked_out(facts_of(replace(small, meta={**small.meta, "tensors": tensors})))]
        biased = f"key · vector + bias: {part}"
        assert [name for name in names if "bias" in name] == [biased] and len(names) == 4


@pytest.mark.parametrize("language", ["en", "fr"])
def test_other_scripts_and_signs_can_be_read(language: str, tmp_path: Path) -> None:
    """The case that is run by hand with our model, for its layout in both languages with a small one."""
    [given] = WHOLE
    params = Mlp.Params(**given, **words_of(language))
    folder = tiny_llama(tmp_path, initializer_range=0.15)
    scene, problems = play_through(Mlp, params, ensure(Mlp.needs(params, str(folder))))
    assert not problems, "\n".join(problems)
    most = {"en": 70, "fr": 90}[language]
    assert all(len(caption) <= most for caption in captions(scene).values()), captions(scene)


def test_a_subject_that_is_not_there_is_refused_in_one_line() -> None:
    with pytest.raises(UserError, match="subject='Curie' is not in prompt") as refused:
        Mlp.needs(Mlp.Params(subject="Curie"))
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["", " ", "A\nB", "x" * 6000])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="names"):
        Mlp.Params(names=(name,))


def test_a_name_that_makes_the_prompt_too_long_is_refused_in_one_line(small: Bundle, tmp_path: Path) -> None:
    folder = tiny_llama(tmp_path, initializer_range=0.15)
    with pytest.raises(UserError, match="With names='x x.* the prompt has .* tokens"):
        ensure(Mlp.needs(Mlp.Params(**SHORT, names=("x " * 25,)), str(folder)))


def test_a_stripe_is_the_longest_run_of_layers_that_bring_back_half(small: Bundle) -> None:
    layers, count = small.arrays["probe:fact_stream.chance"].shape
    chance = np.full((layers, count), 0.1)
    chance[:, 2] = [0.6] * (layers - 1) + [0.1]
    chance[-1, -1] = 0.9
    changed = {"fact_stream__chance": chance, "fact_stream__token": [2], "fact_stream__corrupted": [0.1],
               "fact__chance": [0.9]}  # fmt: skip
    facts = facts_of(small, **changed)
    assert facts.stripe == Stripe(2, 0, layers - 2) and facts.arrives == layers - 1
    little = facts_of(small, **changed | {"fact_stream__corrupted": [0.8]})
    assert little.stripe is None and little.arrives is None, "noise took little"


def test_one_layer_carries_it_only_where_its_neighbours_and_other_words_do_not(small: Bundle) -> None:
    layers = small.arrays["probe:fact_cut.cut"].shape[1]
    cut, control = np.full((1, layers), 0.8), np.full((1, layers), 0.8)
    cut[0, 1] = 0.1
    own = {"fact__chance": [0.8], "fact_cut__layer": [1]}
    assert facts_of(small, fact_cut__cut=cut, fact_cut__control=control, **own).carries
    for other in ({"fact_cut__cut": np.full((1, layers), 0.1)}, {"fact_cut__control": 0.2 * control}):
        assert not facts_of(small, **{"fact_cut__cut": cut, "fact_cut__control": control} | other, **own).carries


def test_a_sign_alone_is_no_fact(small: Bundle) -> None:
    meta = {**small.meta, "probes": {**small.meta["probes"], "fact": {**small.meta["probes"]["fact"], "answer": ","}}}
    assert not facts_of(replace(small, meta=meta), fact__known=[1]).known


def test_tokens_are_written_as_they_can_be_read() -> None:
    assert clipped(" basketball") == "basketball" and clipped("\n") == "↵"
    assert clipped("<0xEF><0xBC>") == "0xEFBC" and clipped("a very long token") == "a very long t…"


@pytest.mark.parametrize(
    ("one", "other", "digits"),
    [(3.338, 1.716, 1), (2.0, 1.5, 2), (0.504, 0.504, 2), (30.0649, 30.0649, 0), (100.004, 100.004, None)],
)
def test_a_product_is_that_of_its_factors_as_written_or_not_said_to_be(
    one: float, other: float, digits: int | None
) -> None:
    found, fits = digits_of_product(*(Reading.of(np.float32(each), "x", 0) for each in (one, other)))
    assert (found, fits) == ((digits, True) if digits is not None else (0, False))
    assert fits is (f"{one * other:.{found}f}" == f"{round(one, 2) * round(other, 2):.{found}f}")


def test_what_a_neuron_says_has_the_same_digits_in_caption_and_picture() -> None:
    scene = played(Mlp)
    *_, (number, _) = worked_out(FactFacts.of(scene))[-1].numbers
    assert f" {number} times" in captions(scene)["neuron"]


def test_each_curve_ends_where_its_figure_says_what_is_left() -> None:
    scene = played(Mlp)
    facts = FactFacts.of(scene)
    assert counts_off(facts) == [0, 1, 2, 5, 10], "no neurons are switched off that are not shown"
    curves = all_curves(facts)
    assert {curve.kind for curve in curves} == {"fact", "name", "elsewhere", "random"}
    for curve in curves:
        assert f"{curve.name}  {percent(share_left(curve))[0]}" in scene.texts_read
        assert float(share_left(curve)) == pytest.approx(float(curve.left[len(curve.left) - 1] / curve.left[0]))


def test_of_each_group_the_names_that_fire_it_most_and_least_are_shown_and_none_is_cut() -> None:
    scene = played(Mlp)
    facts = FactFacts.of(scene)
    assert not [text for text in scene.texts_read if text.endswith("…") and not text.startswith("…")]
    for group in (KIND, OTHERS):
        mine = facts.group(group)
        values = dict(zip(np.array(facts.gallery)[mine].tolist(), facts.fires(0).value[mine].tolist(), strict=True))
        order = sorted(values, key=lambda name: -values[name])
        shown = [name for name in order if name in scene.texts_read]
        assert shown == [*order[:3], *order[-3:]]
        assert all(f"{values[name]:.2f}".replace("-", "\N{MINUS SIGN}") in scene.texts_read for name in shown)
        assert f"… {len(mine) - 6} more between them …" in scene.texts_read


def test_few_names_are_shown_all() -> None:
    scene = played(Mlp)
    lights, left_out = gallery_of(scene, FactFacts.of(scene), KIND, Place(-3, -2, 3, 2), 8)
    assert len(lights) == 1 and lights[0].count == 16 and not left_out


def test_what_key_value_and_half_are_is_read_in_the_picture() -> None:
    read = " ".join(played(Mlp).texts_read)
    for words in ("key · vector", "activation × value", "sum of all 1,536", "push = activation × gradient"):
        assert words in read, words
    assert "chosen to part other names best" in read


def test_the_arc_has_its_weight_in_the_heading_with_its_source() -> None:
    scene = played(Mlp)
    weights = FactFacts.of(scene).probe("fact_cut.weight")
    most = weights[int(np.argmax(weights.value))]
    [said] = [each for each in scene.record.numbers if each["source"] == most.source and each["shown"] != "⌒"]
    assert said["shown"] == f"{float(most):.2f}"
    assert any(said["shown"] in text and "one head" in text for text in scene.texts_read)


@pytest.mark.parametrize("share", [-0.5, 0.0, 0.5, 2.0])
def test_a_tick_is_spoken_of_only_where_it_is_drawn(share: float) -> None:
    """A threshold may be below 0, or above all names that are shown."""
    scene = played(Mlp)
    facts = FactFacts.of(scene)
    least = share * float(np.abs(facts.fires(0).value[facts.group(KIND, OTHERS)]).max())
    bundle, others = scene.bundle, facts.probe("fact_neuron.threshold").value[1:]
    given = bundle.arrays | {"probe:fact_neuron.threshold": np.array([least, *others], np.float32)}
    facts = replace(facts, scene=SimpleNamespace(bundle=replace(bundle, arrays=given)))
    [first, *_], _ = gallery_of(scene, facts, KIND, Place(-3, -2, 3, 2), 8)
    first.growth = np.ones_like(first.growth)
    drawn = [number for number, reading in first.visible_numbers() if "threshold" in reading.source]
    text = threshold_legend(scene, facts, first).text
    assert text.startswith("tick,") is bool(drawn) is (share == 0.5)
    assert f"{least:.2f}".replace("-", "\N{MINUS SIGN}") in text


@pytest.mark.parametrize(("language", "size"), [("en", (1920, 1080)), ("fr", (1080, 1920))])
def test_where_a_neuron_fires_below_0_it_is_said_that_its_sign_is_turned(language: str, size: tuple[int, int]) -> None:
    params, bundle = Mlp.Params(**words_of(language)), played(Mlp).bundle
    sign, fires, low = (bundle.arrays[f"probe:fact_neuron.{name}"] for name in ("sign", "fires", "threshold"))
    given = {"probe:fact_neuron.sign": -sign, "probe:fact_neuron.fires": -fires, "probe:fact_neuron.threshold": -low}
    scene, problems = play_through(Mlp, params, replace(bundle, arrays=bundle.arrays | given), size)
    assert not problems, "\n".join(problems)
    read, turned = " ".join(scene.texts_read), {"en": "sign turned", "fr": "signe inversé"}[language]
    assert read.count(turned) == 2 and turned not in " ".join(played(Mlp).texts_read)
    assert {"en": "it fires from −0.93 on", "fr": "il s’allume dès −0.93"}[language] in read
