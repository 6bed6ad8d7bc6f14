"""vision: patches are a picture's own; captions follow the digit, the picture, the runs that are counted, the model."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from pydantic import ValidationError

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.model.pictures.named import digest_of, held_out_label
from attention_scenes.scenes.parts.vision.digit_counts import DigitCounts
from attention_scenes.scenes.parts.vision.vision_facts import LEAST, MOST, MOST_INK, RANDOM, VisionFacts
from attention_scenes.scenes.parts.vision.vision_models import DIGITS, END, FRONT, SHOWN, models
from attention_scenes.scenes.parts.vision.weight_towers import heads_caption, peaks_caption
from attention_scenes.scenes.vision import Vision
from tests.helpers.layout import play_through
from tests.helpers.models.vision_folders import vision_folder
from tests.helpers.played import captions, played
from tests.scenes.cases.vision import drawn

TURNS = "with its patches at other places the class token’s vector turns"


def facts_of(**given: Any) -> VisionFacts:
    scene = played(Vision, **given)
    return VisionFacts(scene.bundles, held_out_label(digest_of(scene.params.picture)))


@pytest.fixture(scope="module")
def facts() -> VisionFacts:
    return facts_of()


def claims(scene: Any) -> dict[str, bool]:
    return {each["claim"]: each["holds"] for each in scene.record.claims}


def test_the_class_tokens_weights_and_its_own_add_up_to_one(facts: VisionFacts) -> None:
    weights = facts.shown.probe("seen.from_class").value
    assert np.allclose(weights.sum(-1), 1, atol=1e-5)
    assert np.allclose(facts.mean_reads().value, weights[-1].mean(0)[1:], atol=1e-6)
    assert facts.mean_reads(facts.bundles[END], at=-1).value.shape == (16,)
    assert facts.mean_reads(facts.bundles[FRONT]).value.max() == 0, "in front of a mask it sees itself alone"


def test_places_are_added_to_what_patches_became(facts: VisionFacts) -> None:
    before, after = facts.vectors()
    assert before.shape == after.shape == (17, 32)
    stream = facts.shown.probe("seen.stream", 0).value
    assert np.allclose(after.value, stream, atol=1e-5), "what is drawn is what enters the first layer"


def test_later_patches_share_is_that_of_the_pattern(facts: VisionFacts) -> None:
    pattern = facts.shown.probe("seen.pattern", *facts.forward_head).value
    later = np.triu(pattern, 1)[1:].sum() / 16
    assert float(facts.later()) == pytest.approx(later, abs=1e-6)
    every = [np.triu(each, 1)[1:].sum() for layer in facts.shown.probe("seen.pattern").value for each in layer]
    assert later * 16 == pytest.approx(max(every), abs=1e-5)


def test_what_is_counted_of_digits_is_measured_and_the_controls_stand_beside_it(facts: VisionFacts) -> None:
    count = float(facts.counted.pictures)
    assert count == 360 and float(facts.counted.right(DIGITS)) > 0.95 * count
    least, random, most, ink = (float(facts.counted.right_blank(row)) for row in (LEAST, RANDOM, MOST, MOST_INK))
    assert least > random > most > ink
    assert facts.counted.in_all(MOST, RANDOM, 0.0) and not facts.counted.in_all(RANDOM, MOST, 0.0)
    assert float(facts.counted.right(FRONT)) < 0.2 * count < 0.9 * count < float(facts.counted.right(END))


def test_captions_say_what_was_measured_of_the_default() -> None:
    shown = captions(played(Vision))
    assert "“5”" in shown["answer"] and "heads here correlate little with ink" in shown["heads"]
    assert "Weights show a little" in shown["counted"] and "A mask need not hurt" in shown["end"]
    held = claims(played(Vision))
    assert not held["with its patches at other places it answers the same"] and "now it says" in shown["shuffled"]


def test_where_blanking_what_is_read_costs_no_more_it_is_not_said_that_weights_show_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = DigitCounts.in_all
    monkeypatch.setattr(DigitCounts, "in_all", lambda own, *rows: rows[0] != MOST and real(own, *rows))
    params = Vision.Params()
    scene, problems = play_through(Vision, params, ensure(Vision.needs(params)))
    held = claims(scene)
    assert not problems and captions(scene)["counted"].startswith("Right with the most read blank: ")
    assert not held["blanking what is read most costs more than random patches, in three runs"]
    assert held["blanking the patches with most ink costs more still, in three runs"]


def test_of_a_picture_of_ones_own_no_right_answer_is_told() -> None:
    scene = played(Vision, picture=drawn())
    assert facts_of(picture=drawn()).label is None
    assert "it answers with the digit that was written" not in claims(scene)
    assert "your picture" in " ".join(scene.texts_read) and "it was written as" not in " ".join(scene.texts_read)
    assert str(scene.params.picture) == digest_of(scene.params.picture) and "/" not in scene.params.picture


def test_shuffled_patches_land_where_they_are_read(facts: VisionFacts) -> None:
    shuffle = np.array(facts.changed["shuffle"])
    assert sorted(shuffle) == list(range(16)) and (shuffle != np.arange(16)).any()


@pytest.mark.parametrize(
    ("picture", "said"),
    [("360", "give 0 to 359"), ("nowhere.png", "nowhere.png"), ("", "give the file of a picture")],
)
def test_what_is_no_picture_is_refused_in_a_line(picture: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Vision.Params(picture=picture)


def test_a_model_of_words_is_refused_in_a_line() -> None:
    with pytest.raises(UserError, match="picture"):
        ensure(Vision.needs(Vision.Params(), {SHOWN: "ours:decoder"}))


@pytest.mark.parametrize(
    ("variant", "fault"),
    [("class-last", "class token last"), ("shuffled", "out of order"), ("no-positions", "no places"),
     ("class-first", "has a mask")],
)  # fmt: skip
def test_a_run_with_one_thing_changed_is_not_shown(variant: str, fault: str) -> None:
    params = Vision.Params()
    with pytest.raises(UserError, match=f"{fault}.*--model vit=ours:digits") as refused:
        Vision.check(params, ensure(Vision.needs(params, {SHOWN: f"ours:digits/{variant}"})))
    assert "\n" not in str(refused.value)


def shown_by(model: str) -> Any:
    """Return the scene with another model shown."""
    params = Vision.Params()
    answers = ensure(Vision.needs(params, {SHOWN: model}))
    Vision.check(params, answers)
    return play_through(Vision, params, answers)[0]


def test_of_a_model_of_ones_own_no_more_is_said_than_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(vision_folder(tmp_path / "eyes", "dinov2", classifier=False, num_attention_heads=4))
    scene = shown_by(folder)
    read, shown, held = " ".join(scene.texts_read), captions(scene), claims(scene)
    assert "training never saw" not in read and "a handwritten digit" in read
    facts = VisionFacts(scene.bundles, held_out_label(digest_of(scene.params.picture)))
    peaks = {int(facts.reads(head).value.argmax()) for head in range(4)}
    assert held["each head that is drawn has its largest weight on another patch"] == (len(peaks) == 4)
    assert ("reads other patches" in shown["heads"]) == (len(peaks) == 4)
    turned = float(facts.after("patches shuffled")) < 0.9
    assert ("vector turns" in shown["shuffled"]) == turned == held[TURNS]
    monkeypatch.setattr("attention_scenes.scenes.parts.vision.order_beats.TURNS", -1.0 if turned else 1.1)
    other = shown_by(folder)
    assert ("vector turns" in captions(other)["shuffled"]) == (not turned) == claims(other)[TURNS]


def test_what_heads_read_is_worded_by_their_peaks(facts: VisionFacts, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = SimpleNamespace(claim=lambda _text, holds, _found: holds)
    for peaks, said in [((1, 2, 3, 4), "reads other patches"), ((1, 1, 1, 1), "the same patch"),
                        ((1, 2, 1, 3), "What the class token reads")]:  # fmt: skip
        weights = np.eye(16)[list(peaks)]
        monkeypatch.setattr(VisionFacts, "reads", lambda _, head, of=weights: SimpleNamespace(value=of[head]))
        assert said in str(peaks_caption(cast(Any, scene), facts))


def test_how_heads_go_with_ink_is_worded_by_the_larger_side(
    facts: VisionFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = SimpleNamespace(claim=lambda _text, holds, _found: holds)
    for ends, little in [((-0.2, 0.2), True), ((-0.3, 0.1), False), ((-0.1, 0.3), False)]:
        found = tuple(Reading.constant(each) for each in ends)
        monkeypatch.setattr(DigitCounts, "with_ink", lambda _, of=found: of)
        assert ("correlate little" in str(heads_caption(cast(Any, scene), facts)[0])) == little


def test_what_is_counted_stands_under_its_own_provenance() -> None:
    details = [text for text in played(Vision).texts_read if "digits rounded" in text]
    for said in ("counted on held-out digits", "trained with a mask"):
        assert any(said in text for text in details)


def test_seven_runs_are_asked_and_one_of_them_is_shown() -> None:
    assert list(models())[:2] == [SHOWN, DIGITS] and models()[SHOWN] == models()[DIGITS] == "ours:digits"
    assert len(set(models().values())) == 7
