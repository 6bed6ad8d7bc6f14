"""What heads mostly look at: weights with a control beside them, kinds and their counts, and both ways agree."""

from __future__ import annotations

from functools import cache

import numpy as np

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.probes.head_kinds import KINDS, HeadKindProbe
from attention_scenes.model.request.needs import Needs
from tests.helpers.models.small_bundles import SENTENCE, holds_a_second_way, real


@cache
def measured() -> Bundle:
    return ensure(Needs(probes=(HeadKindProbe(),)))


def value(name: str) -> np.ndarray:
    return measured().probe(f"kind.{name}").value


def test_it_holds_when_measured_another_way() -> None:
    holds_a_second_way(measured(), HeadKindProbe().filled())


def test_known_heads_do_what_they_are_known_for() -> None:
    assert value("previous")[16, 0] > 0.6 and value("previous")[1, 2] > 0.6 and value("previous")[13, 6] < 0.3
    assert value("itself")[11, 6] > 0.6
    assert value("induction")[18, 6] > 0.8 and value("induction")[17, 4] > 0.8


def test_where_nothing_is_repeated_no_head_looks_there() -> None:
    """A head that looks so far back by habit would look there in the control, too."""
    assert value("induction_control").max() < 0.1 < value("induction").max()


def test_every_head_is_of_one_kind_and_fewer_have_a_name_the_higher_the_line() -> None:
    kinds, counts = value("kind"), value("count")
    assert (counts.sum(1) == value("first").size).all()
    assert (np.diff(counts[:, KINDS.index("none")]) > 0).all()
    for n, threshold in enumerate(HeadKindProbe().filled().thresholds):
        weights = np.stack([value(name) for name in ("first", "previous", "itself", "induction")])
        assert ((kinds[n] == KINDS.index("none")) == (weights.max(0) < threshold)).all()


def test_lists_have_no_word_twice_and_no_sentence_has_words_of_the_one_shown() -> None:
    probe = HeadKindProbe().filled()
    shown = {"fluffy", "blue", "creature", "roamed", "verdant", "forest"}
    assert shown < set(SENTENCE.split())
    for words in probe.lists:
        assert len(set(words.split())) == len(words.split()) == 16
    assert not shown & set(" ".join((*probe.sentences, *probe.lists)).replace(",", "").split())
    assert len({len(real().tokenize(words)) for words in probe.lists}) == 1, "the control is as far away"
