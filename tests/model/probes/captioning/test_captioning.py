"""Pictures of two things: how they are drawn, read, held out and captioned; every array is measured a second way."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace

import numpy as np
import pytest

from attention_scenes.model.checkpoint.locate import locate
from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.captioning.caption_scores import CaptionScoresProbe
from attention_scenes.model.probes.captioning.captioned import OneCaptionProbe, about_words
from attention_scenes.model.probes.captioning.draw_picture import draw_picture, patches_of_dots
from attention_scenes.model.probes.captioning.held_out_pictures import (
    held_out_pictures,
    new_pictures,
    picture_of,
    spelt,
    unseen_pictures,
)
from attention_scenes.model.probes.captioning.new_things import NewThingsProbe
from attention_scenes.model.probes.captioning.one_caption_again import about_again
from attention_scenes.model.probes.captioning.picture_parser import nearest_to, parse_picture, read_picture
from attention_scenes.model.probes.captioning.pictures_again import picture_again
from attention_scenes.model.probes.captioning.severed_captions import SeveredCaptionsProbe
from attention_scenes.model.probes.captioning.world import COLORS, KNOWN, SHAPES, UNSEEN, TwoThings, two_trained
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.translator.probed_captioner import TorchCaptioner
from attention_scenes.model.verify.numpy_model.captioner_again import NumpyCaptioner


@pytest.mark.parametrize(("two", "seed"), [*held_out_pictures()[:40], *new_pictures()[:40]])
def test_pictures_drawn_a_second_way_are_the_same(two: TwoThings, seed: int) -> None:
    picture = draw_picture(two, seed)
    dots, own = picture_again(spelt(two, seed))
    assert np.array_equal(picture.dots, dots)
    assert all(np.flatnonzero(own[thing]).tolist() == picture.patches_of(thing).tolist() for thing in (0, 1))


def test_training_shows_neither_unseen_things_nor_known_ones_as_they_are_held_out() -> None:
    assert len(UNSEEN) == 6 and {t.color for t in UNSEEN} == {*COLORS} and {t.shape for t in UNSEEN} == {*SHAPES}
    drawn = [two_trained(Random(n)) for n in range(3000)]
    trained = {frozenset(two.things) for two in drawn}
    held = {frozenset(two.things) for two, _ in held_out_pictures()}
    assert len(trained) + len(held) <= 30 * 29 / 2 and not held & trained and len(held) > 40 and len(trained) > 370
    assert read_picture("a red square left of a blue ring").is_held_out
    assert all(sum(thing.is_unseen for thing in two.things) == 1 for two, _ in unseen_pictures())
    assert {thing for each in trained for thing in each} == {*KNOWN}


def test_things_stand_where_the_words_say_and_cover_no_dot_together() -> None:
    for two, seed in held_out_pictures()[:60]:
        covered = draw_picture(two, seed).covered
        middles = [np.argwhere(each > 0).mean(0) for each in covered]
        axis = 1 if two.relation[0] == "left" else 0
        assert middles[0][axis] + 6 < middles[1][axis], str(two)
        assert abs(middles[0][1 - axis] - middles[1][1 - axis]) < 7
        assert (covered[0] * covered[1]).max() == 0


def test_patches_are_cut_row_by_row() -> None:
    dots = draw_picture(*held_out_pictures()[0]).dots
    patches = patches_of_dots(dots)
    assert patches.shape == (36, 48)
    assert np.array_equal(patches[7].reshape(4, 4, 3), dots[4:8, 4:8] / 127.5 - 1)


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("a red sqare left of a blue ring", "a red square left of a blue ring"),
        ("a blue disc above", "a blue disc above a blue ring"),
        ("a red star left of a blue ring", "a red square left of a blue ring"),
        ("", "a red square left of a blue ring"),
        ("/etc/passwd", "a red square left of a blue ring"),
    ],
)
def test_what_is_no_picture_is_refused_with_the_nearest(text: str, nearest: str) -> None:
    with pytest.raises(UserError, match="Nearest to it is") as refused:
        read_picture(text)
    assert "\n" not in str(refused.value) and len(str(refused.value)) < 420
    assert str(nearest_to(text)) == nearest and read_picture(nearest)


def test_every_picture_of_the_world_is_read_as_it_is_spelt() -> None:
    for two, seed in [*held_out_pictures(), *new_pictures()]:
        assert parse_picture(f"  {str(two).upper()}. ") == two and picture_of(spelt(two, seed)) == (two, seed)
    assert parse_picture("a red square above a red square") is None


PROBES: tuple[Probe, ...] = (
    OneCaptionProbe().filled(), OneCaptionProbe("a red star above a blue ring #4"),
    CaptionScoresProbe(tuple(spelt(*each) for each in held_out_pictures()[:12])),
    SeveredCaptionsProbe(tuple(spelt(*each) for each in held_out_pictures()[:12])),
    NewThingsProbe(tuple(spelt(*each) for each in new_pictures()[:5])),
)  # fmt: skip


@pytest.mark.parametrize("probe", PROBES, ids=lambda each: each.name)
def test_every_array_of_a_probe_is_measured_a_second_way(probe: Probe) -> None:
    checkpoint = locate("ours:captioner")
    arrays, facts = probe.measure(TorchCaptioner(checkpoint), lambda *_: None)  # type: ignore[arg-type]
    again = probe.measure_again(NumpyCaptioner(checkpoint.folder), SimpleNamespace(**vars(probe)))  # type: ignore[arg-type]
    assert arrays.keys() == again.keys()
    for name, array in arrays.items():
        if name in probe.exact:
            assert np.array_equal(array, again[name]), name
        assert np.allclose(array, again[name], atol=1e-4), name
    counts = probe.count_again(SimpleNamespace(**vars(probe)))
    assert counts and counts.items() <= facts.items()


def test_the_score_counts_what_is_wrong_and_shows_the_first_of_it() -> None:
    class Parrot:
        says = TorchCaptioner(locate("ours:captioner")).says

        def caption(self, pictures: list[np.ndarray]) -> list[list[int]]:
            return [[2, 3, 9, 15, 16, 2, 6, 11, 1]] * len(pictures)

        def run_pictures(self, *given: object) -> list[dict[str, np.ndarray]]:
            return TorchCaptioner(locate("ours:captioner")).run_pictures(*given)

    right = "a red square left of a blue ring #3"
    probe = CaptionScoresProbe((right, "a red square above a blue ring #1", "a red square above a blue ring #2"))
    arrays, facts = probe.measure(Parrot(), lambda *_: None)  # type: ignore[arg-type]
    assert arrays["exact"] == [1] and facts["worst"]["picture"] == probe.pictures[1] and not facts["worst"]["right"]
    assert facts["worst"]["wanted"] == probe.pictures[1].partition(" #")[0].split()


@pytest.mark.parametrize("says", [
    "a red square left of a blue ring", "a brown square above a blue ring", "a red star above a blue ring",
    "a red square above a red square", "a red square of a blue ring", "a red hat above a blue ring", "a red", "",
])  # fmt: skip
def test_both_ways_take_a_word_to_be_about_the_same_thing(says: str) -> None:
    words = says.split()
    about = [[0, 1] if thing is None else [thing] for thing in about_words(words, len(words) + 1)]
    assert about_again([*words, "</s>"]) == about and about[-1] == [0, 1]
    assert ([0] in about) is (parse_picture(says) is not None)
