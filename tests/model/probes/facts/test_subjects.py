"""The name that a fact is about: found by its capitals, given, refused; names that stand in its place."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.facts.asking_again import place_again
from attention_scenes.model.probes.facts.one_neuron import FactNeuronProbe
from attention_scenes.model.probes.facts.recall import FactProbe
from attention_scenes.model.probes.facts.subjects import PROMPT, around, find_subject
from attention_scenes.model.probes.facts.switch_off import FactOffProbe
from attention_scenes.model.probes.sentences import probe_sentences


@pytest.mark.parametrize(
    ("prompt", "subject"),
    [
        (PROMPT, "Michael Jordan"),
        ("Tiger Woods plays the sport of", "Tiger Woods"),
        ("The capital of France is", "France"),
        ("The Eiffel Tower is in the city of", "Eiffel Tower"),
        ("Paris is in France, and Vincent van Gogh", "Paris"),
        ("The book was written by J. K. Rowling in", "J. K. Rowling"),
        ("He saw O'Neal", "O'Neal"),
        ("In London, Kobe Bryant", "Kobe Bryant"),
        ("the chemical symbol for gold is", "chemical"),
        ("Élodie vit à", "Élodie"),
        ("42 is about a towel", "about"),
    ],
)
def test_a_subject_is_the_longest_run_of_capitalised_words(prompt: str, subject: str) -> None:
    if subject == "Paris":
        subject = "France"  # of two as long, the one that does not open the text
    assert find_subject(prompt) == subject
    assert subject.join(around(prompt, subject)) == prompt


@pytest.mark.parametrize("prompt", ["", "  ", "42 + 17 =", "?!"])
def test_a_prompt_without_a_word_is_refused(prompt: str) -> None:
    with pytest.raises(UserError, match=r"prompt='.*' has no word: give one whose next word is a fact"):
        FactProbe(prompt).filled()


def test_a_subject_that_is_not_there_is_refused_with_one_that_is() -> None:
    with pytest.raises(UserError, match=r"subject='Kobe' is not in prompt='Tiger Woods plays'.*'Tiger Woods'"):
        FactProbe("Tiger Woods plays", "Kobe").filled()
    assert FactProbe("Tiger Woods plays", "Woods").filled().subject == "Woods"


def test_letters_within_a_word_are_no_subject() -> None:
    assert around("Jordan an apple", "an") == ("Jordan ", " apple") and around("日本の首都", "日本") == ("", "の首都")
    for subject in ("ordan", "Jorda", "an"):
        with pytest.raises(UserError, match="as words of its own"):
            around("Michael Jordan plays", subject)
    asked = SimpleNamespace(prompt="Jordan an apple", subject="an")
    assert place_again(asked) == 7 and place_again(SimpleNamespace(prompt="日本の首都", subject="日本")) == 0


def test_names_come_from_the_list_where_it_has_such_prompts_and_never_hold_the_subject() -> None:
    names = probe_sentences()["fact"]["names"]
    assert FactProbe().filled().names == tuple(name for name in names if name != "Michael Jordan")
    other = FactProbe("Fact: Tiger Woods plays the sport of").filled()
    assert "Michael Jordan" in other.names and "Tiger Woods" not in other.names
    assert FactProbe("The capital of France is").filled().names == ()
    assert FactProbe(names=("Kobe Bryant",)).filled().names == ("Kobe Bryant",)
    assert FactNeuronProbe("The capital of France is", names=("Spain",)).filled().same_kind == ()
    assert FactNeuronProbe().filled().same_kind == tuple(probe_sentences()["fact"]["same_kind"])


def test_facts_of_other_kinds_are_asked_whatever_the_prompt_but_not_the_prompt_itself() -> None:
    elsewhere = probe_sentences()["fact"]["elsewhere"]
    assert FactOffProbe().filled().elsewhere == tuple(elsewhere)
    assert FactOffProbe("The capital of France is").filled().elsewhere == tuple(elsewhere[1:])


def test_names_that_are_held_out_choose_nothing() -> None:
    table = probe_sentences()["fact"]
    lists = [table[name] for name in ("same_kind", "others", "fresh_kind", "fresh_others", "controls")]
    every = [name for some in lists for name in some]
    assert len(set(every)) == len(every) and set(table["names"]) <= set(table["same_kind"])


def test_a_filled_probe_is_filled_once() -> None:
    for probe in (FactProbe(), FactNeuronProbe(), FactOffProbe("The capital of France is")):
        assert probe.filled().filled() == probe.filled()
