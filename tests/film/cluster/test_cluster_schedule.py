"""Which worker does which errand, what is tried again elsewhere, what is doubled: no cluster, no clock."""

from __future__ import annotations

from pathlib import Path

from attention_scenes.film.cluster.errands import Errand
from attention_scenes.film.cluster.schedule import MOST_TRIES, SLOW, Attempt, Schedule


def errands(names: str, weight: float = 1.0) -> list[Errand]:
    return [Errand(name, {}, (), Path("out"), name, weight) for name in names]


def schedule(slots: dict[str, int], *chosen: Errand) -> Schedule:
    made = Schedule()
    made.set_workers(slots)
    for errand in chosen:
        made.add(errand)
    return made


def begun(made: Schedule, now: float = 0) -> list[Attempt]:
    found = []
    while attempt := made.begin_next(now):
        found.append(attempt)
    return found


def test_errands_go_in_their_order_to_who_has_most_room() -> None:
    made = schedule({"x": 1, "y": 2}, *errands("abcd"))
    first = begun(made)
    assert [(each.errand.name, each.worker) for each in first[:1]] == [("a", "y")]
    assert sorted(each.worker for each in first) == ["x", "y", "y"], "no more than the slots"
    assert [each.errand.name for each in first] == ["a", "b", "c"]
    made.done(first[0], 1)
    assert [each.errand.name for each in begun(made, 1)] == ["d"]
    assert len({each.token for each in first}) == 3


def test_what_a_lost_worker_did_is_done_by_another() -> None:
    made = schedule({"x": 1}, *errands("a"))
    [attempt] = begun(made)
    assert made.set_workers({"y": 1}) == [attempt]
    assert not made.fail(attempt, "lost") and not made.stranded()
    assert [each.worker for each in begun(made)] == ["y"]
    assert not made.fail(attempt, "lost"), "once is enough"


def test_an_errand_never_returns_to_where_it_failed() -> None:
    made = schedule({"x": 1, "y": 1}, *errands("a"))
    [first] = begun(made)
    assert not made.fail(first, "full")
    [second] = begun(made)
    assert {first.worker, second.worker} == {"x", "y"}
    assert not made.fail(second, "full, too") and begun(made) == []
    assert made.stranded() == [first.errand] and made.why(first.errand) == "full, too"
    made.set_workers({})
    assert not made.stranded(), "workers may come"


def test_an_errand_that_ends_every_worker_is_given_up() -> None:
    made = schedule({}, *errands("a"))
    ends = []
    for number in range(MOST_TRIES):
        made.set_workers({f"w{number}": 1})
        [attempt] = begun(made)
        ends.append(made.fail(attempt, "lost"))
    assert ends == [False] * (MOST_TRIES - 1) + [True]


def test_a_slow_one_is_doubled_where_nothing_else_waits() -> None:
    quick, slow, other = errands("qso")
    made = schedule({"x": 1, "y": 1}, quick, slow, other)
    one, two = begun(made)
    made.done(one, 10)
    [three] = begun(made, 10)
    assert three.errand is other, "what waits goes first"
    made.done(three, 20)
    assert begun(made, SLOW * 10) == [], "not yet"
    [again] = begun(made, SLOW * 10 + 1)
    assert again.errand is slow and again.worker != two.worker
    assert begun(made, 1000) == [], "two are enough"
    assert made.is_first(two) and not made.is_first(again)
    assert made.done(again, 1001) == [two], "who ends first has done it"
    assert not made.is_first(two) and made.drop(slow) == []


def test_a_failure_says_nothing_of_how_long_it_takes() -> None:
    failed, other = errands("fo")
    made = schedule({"x": 1, "y": 1}, failed, other)
    one, _ = begun(made)
    assert made.done(one, 1, made=False) == []
    assert begun(made, 1000) == [], "nothing is known of what is usual"


def test_the_double_goes_on_where_the_first_is_lost() -> None:
    quick, slow = errands("qs")
    made = schedule({"x": 1, "y": 1}, quick, slow)
    one, two = begun(made)
    made.done(one, 1)
    [again] = begun(made, 100)
    assert not made.fail(two, "lost") and made.is_first(again)


def test_a_long_clip_may_take_long() -> None:
    [quick], [long] = errands("q", 1), errands("l", 100)
    made = schedule({"x": 1, "y": 1}, quick, long)
    one, _ = begun(made)
    made.done(one, 1)
    assert begun(made, SLOW * 100) == [] and len(begun(made, SLOW * 100 + 1)) == 1


def test_what_is_dropped_is_forgotten() -> None:
    [errand] = errands("a")
    made = schedule({"x": 1}, errand)
    [attempt] = begun(made)
    assert made.drop(errand) == [attempt] and made.drop(errand) == []
    assert not made.fail(attempt, "late") and made.done(attempt, 1) == [] and made.why(errand) == ""
