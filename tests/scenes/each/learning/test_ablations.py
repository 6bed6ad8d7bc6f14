"""variants: captions and colours follow what the runs do, other runs get other words; nothing is said of no number."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from manim import Dot

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.own_models import own_model
from attention_scenes.scenes.ablations import Ablations
from attention_scenes.scenes.mobjects.learning.scale_cubes import ScaleCubes
from attention_scenes.scenes.parts.ablations.effort_beats import BATCH, LONGEST, STEPS, operations_of
from attention_scenes.scenes.parts.ablations.kind_beats import cost_of_heads
from attention_scenes.scenes.parts.ablations.variant_facts import VariantFacts
from attention_scenes.scenes.parts.ablations.variant_models import BASE, KINDS, SEEDS, UNMASKED, key_of, models
from attention_scenes.training.decoder.decoder_run import BATCH as TRAINED_BATCH
from attention_scenes.training.decoder.grammar import LONGEST as TRAINED_LONGEST
from attention_scenes.training.decoder.shown_run import STEPS as TRAINED_STEPS
from tests.helpers.layout import play_through
from tests.helpers.played import captions, played


@pytest.fixture(scope="module")
def facts() -> VariantFacts:
    return VariantFacts(played(Ablations).bundles)


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_every_kind_is_shown_from_every_seed_and_all_are_there() -> None:
    assert {*models()} == {key_of(kind, seed) for kind in KINDS for seed in SEEDS} | {UNMASKED}
    for name in models().values():
        assert own_model(name).folder.is_dir()


def test_numbers_are_those_of_the_runs(facts: VariantFacts) -> None:
    for kind in KINDS:
        right = facts.right(kind)
        assert [each.source for each in right] == [f"{key_of(kind, seed)}/probe:variant.right[0]" for seed in SEEDS]
        low, high = facts.ends(kind)
        assert float(low) == right.value.min() and float(high) == right.value.max()
    assert 0.5 < float(facts.guess) < 0.65
    level = float(facts.guess)
    assert facts.roles(facts.right(BASE)) == [
        "key" if each > level + 0.1 else "soft" for each in facts.right(BASE).value
    ]


def test_the_seed_counts_and_a_run_without_a_mask_cannot_speak() -> None:
    scene = played(Ablations)
    shown, holds = captions(scene), claims(scene)
    assert "The seed counts: A gets" in shown["chance"] and "With as many numbers" in shown["heads"]
    assert "their weight" in shown["ahead"] and "It knows every answer" in shown["reads"]
    assert "repeats itself" in shown["speaks"] and "It can work without a value map" in shown["values"]
    assert shown["effort"] == "A run: 536 billion operations at most; GPT-3, 586 billion times that."
    assert all(holds.values()), holds


def test_other_runs_are_told_in_other_words() -> None:
    """A run with a mask in the place of the one without, and one seed everywhere: nothing of the above holds."""
    place = models() | {UNMASKED: "ours:decoder/seed0"}
    place |= {key_of(kind, seed): f"ours:decoder/seed{seed}@750" for kind in KINDS[1:] for seed in SEEDS}
    place |= {key_of(BASE, seed): "ours:decoder/seed2" for seed in SEEDS}
    place[key_of("one-head", 1)] = "ours:decoder/no-values/seed0"
    params = Ablations.Params()
    scene, problems = play_through(Ablations, params, ensure(Ablations.needs(params, place)))
    shown, holds = captions(scene), claims(scene)
    assert not problems and "The seed counts" not in shown["chance"]
    assert not holds["one seed is better in every kind than another is in any"]
    assert "later ones, too: 0.00 from the next" in shown["ahead"] and "Without a mask: read off" in shown["reads"]
    assert "each by itself" in shown["speaks"]


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [((26_000, 26_000, 26_000), ["1", "4", "8", "26,000"]), ((20_000, 26_000, 33_000), ["20,000", "26,000", "33,000"])],
)
def test_what_heads_cost_is_told_once_only_where_it_is_the_same(sizes: tuple[int, ...], shown: list[str]) -> None:
    kinds = dict(zip(("one-head", BASE, "eight-heads"), zip(sizes, (1, 4, 8), strict=True), strict=True))
    facts: Any = SimpleNamespace(
        size=lambda kind: Reading.count(kinds[kind][0], "n_parameters"),
        heads=lambda kind: Reading.count(kinds[kind][1], "n_heads"),
    )
    heading: Any = Dot()
    note = cost_of_heads(played(Ablations), facts, heading, len({*sizes}) == 1)
    numbers = [number for line in note for number in line.numbers]
    assert [text for text, _ in numbers] == shown == re.findall(r"\d[\d,]*\d|\d", note.text)
    assert [float(reading) for _, reading in numbers] == [float(text.replace(",", "")) for text in shown]


def test_it_is_the_next_word_that_is_read(facts: VariantFacts) -> None:
    layer, head = facts.ahead
    pattern = facts.unmasked.read("pattern", layer, head).value
    count = len(facts.tokens)
    assert np.isclose(float(facts.next_word()), np.mean([pattern[q, q + 1] for q in range(1, count - 1)]), atol=1e-6)


def test_operations_are_those_of_the_training_that_is_shipped(facts: VariantFacts) -> None:
    assert (STEPS, BATCH, LONGEST) == (TRAINED_STEPS, TRAINED_BATCH, TRAINED_LONGEST)
    size = int(float(facts.size(BASE)))
    assert float(operations_of(facts)) == 6 * size * STEPS * BATCH * LONGEST


def test_a_cube_holds_the_one_beside_it_as_often_as_its_number_says() -> None:
    times = [Reading.of(np.array(number), "probe:variant.size") for number in (1.0, 1000.0, 586.0)]
    cubes = ScaleCubes(times, ["key"] * 3, (-6, -2), (6, 2))
    for number, each in enumerate(times):
        assert (cubes.edge / cubes.small(number)[1]) ** 3 == pytest.approx(float(each))
    bare: Any = [1.0, 1000.0]
    with pytest.raises(TypeError, match="source"):
        ScaleCubes(bare, ["key"] * 2, (-6, -2), (6, 2))


def test_what_cannot_be_shown_is_refused_in_one_line() -> None:
    for given, said in (({"text": "a purple bird left"}, "purple"), ({"begins": "a very " * 13}, "begins")):
        params = Ablations.Params(**given)
        with pytest.raises(UserError, match=said):
            ensure(Ablations.needs(params))
    params = Ablations.Params(text="a bird")
    with pytest.raises(UserError, match="too short"):
        Ablations.check(params, ensure(Ablations.needs(params)))
