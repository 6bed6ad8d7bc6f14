"""Tests of spelling: words of captions and labels are in a dictionary, in our list of terms, or in the input itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spellchecker import SpellChecker

from attention_scenes.film.catalog.chapters import CHAPTERS
from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.inputs.caption_templates import extract_templates
from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.scenes.mobjects.charts.distribution import guessed
from attention_scenes.scenes.mobjects.text.token_names import words_of
from tests.conftest import ROOT
from tests.helpers.played import played
from tests.scenes.test_scenes import SCENES

TERMS = Path(__file__).with_name("terms.txt")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
QUOTED = re.compile(r"“[^”]*”")  # words of the sentence, and what the model makes of it
MARKUP = re.compile(r"\$[^$]*\$")


@pytest.fixture(scope="module")
def dictionary() -> SpellChecker:
    checker = SpellChecker(language="en")
    text = TERMS.read_text(encoding="utf-8")
    checker.word_frequency.load_words(re.findall(r"\S+", re.sub("#.*", "", text)))
    return checker


def words(text: str) -> list[str]:
    """The words of a text, but for what it quotes and for formulas."""
    return [word.replace("’", "'") for word in WORD.findall(MARKUP.sub(" ", QUOTED.sub(" ", text)))]


def strings(value: Any) -> Iterator[str]:
    """Every string in a parameter's value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for item in pair for text in strings(item))
    elif isinstance(value, (list, tuple)):
        yield from (text for item in value for text in strings(item))


def beginnings(tokens: list[Token]) -> set[str]:
    """What has been written of each word when one of its tokens ends: ``ver``, ``verd``, ``verdant``."""
    ends = [word[: n + 1] for word in words_of(tokens) for n in range(len(word))]
    return {"".join(tokens[i].text for i in end).strip() for end in ends}


def guesses(bundle: Bundle) -> set[str]:
    """Tokens that the model lists as next or as near, as they are written: they may be pieces of words."""
    lists = [texts for trace in bundle.meta["traces"].values() for texts in trace.get("top", [])]
    lists += bundle.meta["probes"].get("embedding", {}).get("near", {}).values()
    lists += bundle.meta["probes"].get("guesses", {}).get("texts", [])
    lists += [bundle.meta["probes"].get("soft", {}).get("says", [])]
    lists.append(bundle.meta["probes"].get("rounded_guess", {}).get("best", []))
    facts, off = (bundle.meta["probes"].get(name, {}) for name in ("fact", "fact_off"))
    lists += [facts.get(one, []) for one in ("likely", "rivals", "name_answers")] + [off.get("answers", [])]
    names = {guessed(Token(0, text, -1)) for texts in lists for text in texts}
    return names | {f"{name}…" for name in names}  # where the word that was asked with goes on


def merged(bundle: Bundle) -> set[str]:
    """What merges make on the way from letters to tokens, in the texts and at the head of the list."""
    facts = bundle.meta["probes"].get("merges", {"words": [], "head": []})
    built = [word["texts"] for text in facts["words"] for word in text]
    return {word for texts in [*built, *facts["head"]] for text in texts for word in words(text)}


def names_tried(bundle: Bundle) -> list[str]:
    """Names on which a neuron is tried, which are input, too."""
    return list(bundle.meta["probes"].get("fact_neuron", {}).get("gallery", []))


def words_tried(bundle: Bundle) -> set[str]:
    """Words of these names, and the beginnings of those that are cut."""
    return {word[:end] for name in names_tried(bundle) for word in words(name) for end in range(3, len(word) + 1)}


def translated(bundle: Bundle) -> set[str]:
    """Words that a translator or a captioner says, or that an encoder reads and may find; what was to be said."""
    facts = bundle.meta["probes"]
    pictures = [each for one in facts.values() if {"says", "wanted"} <= {*(each := one.get("worst", one))}]
    texts = [text for each in pictures for text in (each["says"], each["wanted"], *each.get("top", ()))]
    shown = {word for text in texts for word in text}
    said = facts.get("translation", {"says": []})["says"], *facts.get("cross_cut", {"words": []})["words"]
    hidden = facts.get("hole", {"words": [], "vocabulary": []})
    english = {
        word for asked in bundle.meta["needs"]["probes"] if asked["name"] == "hole" for word in words(asked["text"])
    }
    found = {word for text in (*hidden["words"], *hidden["vocabulary"]) for word in words(text)}
    return {word for each in said for word in each} | english | found | shown


def misspelt(texts: set[str], exempt: set[str], dictionary: SpellChecker) -> dict[str, str]:
    """Words that are nowhere, each with a text that has it. Single letters are names of variables."""
    found = {word: text for text in sorted(texts) for word in words(text) if len(word) > 1 and word not in exempt}
    return {word: found[word] for word in found if dictionary.unknown([word])}


@pytest.mark.parametrize("scene", SCENES)
def test_captions_and_labels(scene: Any, dictionary: SpellChecker) -> None:
    play = played(scene)
    texts = play.texts_read | {beat.caption for beat in play.record.beats}
    bundles = play.bundles.values()
    sentences = [one.tokens(trace) for one in bundles for trace in one.meta["traces"]]
    own = {token.text.strip() for tokens in sentences for token in tokens}.union(*map(beginnings, sentences))
    own |= {word for text in strings(play.params.model_dump()) for word in words(text)}.union(*map(merged, bundles))
    own = own.union(*map(words_tried, bundles), *map(translated, bundles))
    assert len(texts) > 10
    listed = extract_templates(SceneFile("", scene.__module__, scene.__name__, ""))
    assert play.said <= {"", *listed}, (
        "a caption that translators are not shown: see attention_scenes.scenes.captions.phrased"
    )
    assert not (found := misspelt(texts.difference(*map(guesses, bundles)), own, dictionary)), found


def test_titles(dictionary: SpellChecker) -> None:
    scenes = scenes_in(ROOT / "scenes").values()
    texts = {*CHAPTERS, *(text for scene in scenes for text in (scene.title, scene.tagline))}
    assert not misspelt(texts, set(), dictionary)


def test_a_slip_is_found(dictionary: SpellChecker) -> None:
    slips = {"The atention patern", "vlaues", "“qoted” recieve $W_Q$"}
    assert misspelt(slips, {"patern"}, dictionary).keys() == {"atention", "vlaues", "recieve"}
