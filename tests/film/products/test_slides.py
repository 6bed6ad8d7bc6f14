"""The command that makes decks: several scenes, what it refuses, and what stays where it fails."""

from __future__ import annotations

import errno
import time
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from attention_scenes.film.products.slides import deck, reveal_assets
from tests.helpers.command_line import SMALL, Run, message, names


def test_one_deck_of_several_scenes(run: Run, elsewhere: Path) -> None:
    for scene in ("other", "tiny"):
        assert run(scene, *SMALL)[0] == 0
    code, out, err = run("slides", "other", "tiny", *SMALL)
    assert code == 0, err
    assert out.count("up to date") == 2
    assert [name for name in names(elsewhere / "clips") if "deck" in name] == ["deck.html", "deck.pdf", "deck.pptx"]
    assert out.count("(2 steps, ") == 3 and "clips/deck.html" in out
    handout = pypdfium2.PdfDocument(elsewhere / "clips" / "deck.pdf")
    assert [mark.get_title() for mark in handout.get_toc()] == ["Other", "Tiny"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "Which scenes?"),
        (["tiyn"], "Did you mean 'tiny'?"),
        (["tiny", "--to", "html,odp"], "got 'odp'"),
        (["--chapter", "9"], "--chapter takes one of 1, 2"),
        (["tiny", "--set", "text="], "empty"),
    ],
)
def test_one_message_and_nothing_written(run: Run, elsewhere: Path, arguments: list[str], says: str) -> None:
    assert says in message(run("slides", *arguments))
    assert names(elsewhere) == []


def test_without_reveal_nothing_is_rendered(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reveal_assets, "CARRIER", "no-such-package")
    assert "run ./setup.sh" in message(run("slides", "other", *SMALL))
    assert names(elsewhere) == []


def test_a_clock_that_was_never_set_is_told_before_anything_is_rendered(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.localtime", lambda *_: time.gmtime(0))
    assert "clock says 1970" in message(run("slides", "other", *SMALL, "--to", "html,pptx"))
    assert names(elsewhere) == []


def test_a_clock_that_is_set_back_while_clips_are_rendered_is_told(
    run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def titled(*given: Any) -> str:
        monkeypatch.setattr("time.localtime", lambda *_: time.gmtime(0))
        return deck_title(*given)

    deck_title = deck.deck_title
    monkeypatch.setattr(deck, "deck_title", titled)
    assert "clock says 1970" in run("slides", "other", *SMALL, "--to", "html,pptx")[2].splitlines()[-1]
    assert not [name for name in names(elsewhere / "clips") if "deck" in name]


def test_a_full_disk_leaves_the_deck_that_was_there(run: Run, elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("slides", "other", *SMALL, "--to", "html,pptx")[0] == 0
    before = {path.name: path.read_bytes() for path in (elsewhere / "clips").iterdir()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left")

    monkeypatch.setattr("pptx.presentation.Presentation.save", full)
    code, _, err = run("slides", "other", *SMALL)
    assert code == 2 and "The disk is full" in err
    assert {path.name: path.read_bytes() for path in (elsewhere / "clips").iterdir()} == before
