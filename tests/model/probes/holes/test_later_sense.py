"""A sense that later words tell, in an encoder of random weights: both ways agree."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from attention_scenes.model.answers.store import ensure
from attention_scenes.model.probes.holes.later_sense import LaterSenseProbe
from attention_scenes.model.request.needs import Needs
from attention_scenes.model.verify.probes_again import count_again, measure_again
from tests.helpers.models.bert_folders import write_bert

SENSES = {
    "water": ("The bank was a river", "The bank was flooded", "The bank was, a river"),
    "money": ("The bank was rich", "The bank was money", "The bank was the money"),
}


def test_both_ways_agree_and_the_mask_hides_what_comes(tmp_path: Path) -> None:
    folder, probe = write_bert(tmp_path), LaterSenseProbe("bank", SENSES).filled()
    found = ensure(Needs(str(folder), probes=(probe,)))
    asked = json.loads(json.dumps(asdict(probe)))
    again = measure_again(folder, asked)
    assert count_again(asked) == {"sentences": 6} and found.meta["probes"]["later_sense"]["own"] == [0, 0, 0, 1, 1, 1]
    for name, other in again.items():
        assert np.allclose(found.arrays[f"probe:later_sense.{name}"], other, atol=1e-4), name
    place, accuracy = again["place"], again["accuracy"]
    assert (place[0, :, 1:] != 0).all() and (place[1] == 0).all() and (accuracy[1] == 0.5).all()
    assert (place[:, :, 0] == 0).all()
