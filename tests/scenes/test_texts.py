"""Every text in the picture can be translated: none is put together of English, and French fits where English does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from attention_scenes.film.catalog.scenes import SceneFile
from attention_scenes.film.inputs.caption_templates import extract_templates
from attention_scenes.model.answers.store import ensure
from attention_scenes.model.checkpoint.tokenizer import Token
from attention_scenes.scenes.captions import joined, label_text, named, use_translations
from attention_scenes.scenes.framework.sentence_language import is_english
from attention_scenes.scenes.mobjects.text.labels import Label, outline
from attention_scenes.scenes.mobjects.text.shaping import SMALLEST, as_markup, room_for
from attention_scenes.scenes.mobjects.text.token_names import called, named_alone
from tests.conftest import ROOT
from tests.film.inputs.test_captions import SCENES as FILES
from tests.film.inputs.test_captions import french_of
from tests.helpers.layout import play_through
from tests.project.test_spelling import beginnings, guesses, merged, names_tried, strings, translated, words
from tests.scenes.test_scenes import CASES, SCENES

SHOWN_BY = {"Label", "label", "Bubble", "speech"}
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
OTHER = "×"  # a word of a language without letters
CODE = {"KeyError", "d", "ln"}  # Python's own, and mathematics'
# Of a probe's needs:
SENTENCES = {"template", "pairs", "controls", "nouns", "frames", "positive", "negative", "starts", "stand_ins"}


def plain_texts(source: str) -> Iterator[str]:
    """The English that is given to a label as it is, in a module's code."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[text, *_]) if name in SHOWN_BY:
                yield from (part for part in english(text) if not {*WORD.findall(part)} <= CODE)


def english(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)) if re.search(r"[^\W\d_]{2}", text) and not text.startswith("$"):
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(first)), *_]) if first.startswith("$"):
            return
        case ast.JoinedStr(values=parts):
            yield from (text for part in parts for text in english(part))
        case ast.IfExp(body=one, orelse=other):
            yield from (*english(one), *english(other))


@pytest.mark.parametrize("path", sorted(ROOT.glob("scenes/**/*.py")), ids=lambda path: path.stem)
def test_no_label_is_given_english_that_translators_are_not_shown(path: Path) -> None:
    assert not list(plain_texts(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "line", ['Label("its mean", 0.3)', 'self.label(f"of {n} layers")', 'Bubble("here" if a else "who?", "key")']
)
def test_a_label_in_english_would_be_found(line: str) -> None:
    assert list(plain_texts(line))


def in_other_words(template: str) -> str:
    """A template with every word of it replaced by one without letters."""
    parts = Formatter().parse(template)
    return "".join(WORD.sub(OTHER, text) + (f"{{{name}}}" if name else "") for text, name, *_ in parts)


@pytest.mark.parametrize("scene", SCENES)
def test_all_that_is_read_is_in_other_words(scene: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has letters then is data: of the sentence, the parameters, the model."""
    monkeypatch.setattr("tests.helpers.layout.problems", lambda playing, texts: [])
    known = extract_templates(SceneFile("", scene.__module__, scene.__name__, ""))
    params = scene.Params(translations={text: in_other_words(text) for text in known})
    played, _ = play_through(scene, params, ensure(scene.needs(params)))
    sentences = [one.tokens(trace) for one in played.bundles.values() for trace in one.meta["traces"]]
    data = {token.text.strip() for tokens in sentences for token in tokens}.union(*map(beginnings, sentences))
    own = params.model_dump(exclude={"translations"})
    data |= {word for text in strings(own) for word in words(text)} | CODE | {"GPT"}
    for bundle in played.bundles.values():
        of_model = [bundle.meta["label"], *guesses(bundle), *examples(bundle), *names_tried(bundle)]
        data |= {word for text in of_model for word in words(text)} | merged(bundle) | translated(bundle)
    texts = played.texts_read | {beat.caption for beat in played.record.beats}
    said = {claim[key] for claim in played.record.claims for key in ("claim", "measured")}
    left = {
        word: text for text in texts | said for word in WORD.findall(re.sub(r"\$[^$]*\$", "", text)) if len(word) > 1
    }
    names = [name for bundle in played.bundles.values() for name in names_tried(bundle)]
    assert not {word: text for word, text in left.items() if word not in data and not is_cut(text, names)}
    assert len(texts) > 10


def is_cut(text: str, names: list[str]) -> bool:
    """Whether a text is the beginning of one of the names, which had no room for all of it, and no more than that."""
    cut = text.removesuffix("…")
    return cut != text and any(name.startswith(cut) and name != cut for name in names)


@pytest.mark.parametrize(
    ("text", "found"),
    [("Ludwig van Be…", True), ("Ludwig van Beethoven…", False), ("Be…", False), ("van Be…", False), ("va…", False),
     ("the name Ludwig van Be…", False), ("Ludwig van Be… is", False), ("Ludwig van Be", False)],
)  # fmt: skip
def test_only_a_name_may_be_cut(text: str, found: bool) -> None:
    assert is_cut(text, ["Diego Maradona", "Ludwig van Beethoven"]) is found


def examples(bundle: Any) -> list[str]:
    """Phrases out of the sentences of a probe, which stand as examples."""
    asked = bundle.meta["needs"]["probes"]
    return [text for probe in asked for part in SENTENCES & probe.keys() for text in strings(probe[part])]


@pytest.mark.parametrize(("scene", "given"), CASES)
def test_french_fits_where_english_does(scene: Any, given: dict[str, Any]) -> None:
    file = next(file for file in FILES.values() if file.class_name == scene.__name__)
    french = french_of(file.name)
    params = scene.Params(**given, translations=french.texts[file.name], language=french.language)
    played, problems = play_through(scene, params, ensure(scene.needs(params)))
    assert not problems, "\n".join(problems)
    french_captions = [re.compile(filled_in(french.texts[file.name].get(text, ""))) for text in captions_of(file)]
    captions = [beat.caption for beat in played.record.beats]
    assert not [text for text in captions if not any(one.fullmatch(text) for one in french_captions)]


def captions_of(file: SceneFile) -> list[str]:
    """The captions of a scene that have words of their own."""
    return [
        text for text, kind in extract_templates(file).items() if kind == "captions" and WORD.search(filled_in(text))
    ]


def filled_in(template: str) -> str:
    """A pattern of all that a template can become."""
    parts = Formatter().parse(template)
    return "".join(re.escape(text) + (".+" if name else "") for text, name, *_ in parts)


def test_a_label_says_what_its_scene_does_and_a_token_what_it_is() -> None:
    use_translations({"one": "une", "{count} more": "{count} de plus", "size": "taille"})
    try:
        assert Label(label_text("one")).text == "une" and Label("one").text == "one"
        assert Label(label_text("{count} more", count=3)).text == "3 de plus"
        assert Label(joined(" · ", ["one", label_text("one"), named("size")])).text == "one · une · taille"
        assert Label(named("{size}")).text == "{size}", "a brace of somebody's own is no field"
    finally:
        use_translations({})


def test_a_text_whose_only_word_runs_leftwards_is_set() -> None:
    assert Label(label_text("“{word}” →", word="ש")).width > Label("ש").width


def test_a_longer_text_is_set_smaller_and_never_too_small() -> None:
    assert room_for(10, 12, 0.3) == 1 and room_for(10, 20, 0.3) < 1
    assert room_for(10, 200, 0.3) * 0.3 == pytest.approx(SMALLEST)


def test_the_words_of_a_formula_are_no_markup() -> None:
    text = label_text('#read("secret") $x$ {formula}', formula="$W_Q$")
    assert as_markup(text) == '#"#read(\\"secret\\") $x$ ";$W_Q$'
    assert outline(as_markup(text)).glyphs > 15


TOKENS = [Token(0, "<s>", -1), Token(1, " ver", 0), Token(2, "d", 0), Token(3, "ant", 0), Token(4, " sea", 1)]


def test_a_piece_never_looks_like_a_word() -> None:
    assert [called(TOKENS, i) for i in range(5)] == ["start", "ver…", "…d…", "ver·d·ant", "sea"]
    assert [named_alone(TOKENS, i) for i in range(5)] == ["start", "ver…", "…d…", "…ant", "sea"]


@pytest.mark.parametrize(
    "text",
    ["she ran quickly", "blue", "Angela Merkel met Giorgia Meloni in Reykjavík", "Osama ibn Ladin", "naive cafe owner",
     "Harry Potter attends the Hogwarts School of Witchcraft and", "Siobhán O’Shaughnessy visited Kyiv", "It’s $5"],
)  # fmt: skip
def test_english_is_told_whatever_names_are_in_it(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    ["ein flauschiges blaues Wesen streifte durch den Wald", "der alte Mann", "elle courut vite", "kucing hitam itu",
     "una criatura azul vagaba por el bosque verde", "tüylü mavi bir yaratık", "黒い猫", "чёрный кот", "قطة سوداء"],
)  # fmt: skip
def test_another_language_is_told(text: str) -> None:
    assert not is_english(text)
