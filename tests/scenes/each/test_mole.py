"""What the scene of mole says of a word's senses is what was measured, layer by layer."""

from __future__ import annotations

import numpy as np

from attention_scenes.scenes.mole import Mole
from attention_scenes.scenes.parts.mole.word_senses import Senses
from tests.helpers.played import captions, played
from tests.scenes.cases.mole import CASES


def test_who_leads_is_the_own_cosine_less_the_best_of_the_others() -> None:
    senses = Senses.of(played(Mole))
    cosines = senses.cosines.value[:, 1:]
    for phrase, lead in enumerate(senses.leads.value):
        others = np.delete(cosines[phrase], senses.mine(phrase), axis=1)
        assert np.allclose(lead, cosines[phrase, :, senses.mine(phrase)] - others.max(axis=1))
    first = senses.leads[0, 2]
    assert first.source == "(probe:sense.cosine[0,3,0]-probe:sense.cosine[0,3,2])"


def test_what_is_said_of_a_layer_holds_there() -> None:
    scene = played(Mole)
    senses, words = Senses.of(scene), captions(scene)
    leads = senses.leads.value
    assert senses.parted == 6 and (leads[:, 5:] > 0).all() and (leads[:, 4] <= 0).any()
    assert "On the way “shrew mole” leans to skin" in words["layers"]
    assert senses.nearest(0, 3) == senses.senses.index("skin") and senses.beats_luck[3]
    before, after = leads[1, 28:]
    assert f"{before:.2f} falls to {after:.2f}" in words["last layer"] and after < before * 2 / 3


def test_of_phrases_whose_senses_do_not_part_nothing_is_claimed() -> None:
    scene = played(Mole, **CASES[1])
    words = " ".join(captions(scene).values())
    assert "do not part cleanly" in words and "leans" not in words and "hint" not in words
    holds = {claim["claim"]: claim["holds"] for claim in scene.record.claims}
    assert not holds["attention brings each phrase nearer to its sense, the MLPs more so"]


def test_a_phrase_that_does_not_lose_its_lead_is_not_said_to() -> None:
    assert "last layer" not in captions(played(Mole, **CASES[2]))
