"""Subject of a prompt: the name that a fact is about, found by its capitals or given, and other names in its place."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, TypeVar

from attention_scenes.model.errors import UserError
from attention_scenes.model.probes.probe import Probe
from attention_scenes.model.probes.sentences import missing, probe_sentences

PROMPT = "Fact: Michael Jordan plays the sport of"
OPENING = {"The", "A", "An", "In", "On", "At", "For", "From", "Of", "To", "When", "If", "Is", "Was", "Did", "Does"}
WORD = re.compile(r"[^\W\d_][\w'’-]*")
BETWEEN = re.compile(r"\s+|(?<=\b[^\W\d_])\.\s*")  # words of a name, or an initial and the next word
AnyProbe = TypeVar("AnyProbe", bound=Probe)


def find_subject(prompt: str) -> str:
    """Return the name that a prompt is about: its longest run of capitalised words, else its longest word.

    Of runs of as many words, the first that does not open the text. "The" and the like open a text and are no name.
    """
    runs = _capitalised_runs(prompt)
    if runs:
        start, end = max(runs, key=lambda run: (len(WORD.findall(prompt[slice(*run)])), run[0] > 0, -run[0]))
        return prompt[start:end]
    words = WORD.findall(prompt)
    if not words:
        raise UserError(f"prompt={prompt[:60]!r} has no word: give one whose next word is a fact, such as {PROMPT!r}.")
    return max(words, key=len)


def _capitalised_runs(prompt: str) -> list[tuple[int, int]]:
    """Return where runs of capitalised words begin and end, those that only open the text left out."""
    runs: list[tuple[int, int]] = []
    for word in WORD.finditer(prompt):
        if not word[0][0].isupper() or word[0] in OPENING and not runs and not prompt[: word.start()].strip():
            continue
        if runs and BETWEEN.fullmatch(prompt, runs[-1][1], word.start()):
            runs[-1] = (runs[-1][0], word.end())
        else:
            runs.append(word.span())
    return runs


def around(prompt: str, subject: str) -> tuple[str, str]:
    """Return what stands in a prompt before its subject and after it; a UserError where the subject is not there.

    Letters within a word are no subject: "an" is not in "Jordan".
    """
    for found in re.finditer(re.escape(subject), prompt):
        before, after = prompt[: found.start()], prompt[found.end() :]
        if not _one_word(before[-1:], subject[:1]) and not _one_word(subject[-1:], after[:1]):
            return before, after
    raise UserError(
        f"subject={subject[:40]!r} is not in prompt={prompt[:60]!r} as words of its own: give words of it, such as "
        f"{find_subject(prompt)!r}."
    )


def _one_word(left: str, right: str) -> bool:
    """Return whether a letter goes on a word; scripts without capitals may write words without spaces."""
    return left.lower() != left.upper() and right.lower() != right.upper()


def filled_in(probe: AnyProbe, model: str, *lists: str) -> AnyProbe:
    """Return a probe of a prompt with its ``subject`` and, where probes.toml has lists for such prompts, with these.

    A UserError where the subject that is given is not in the prompt.
    """
    asked: Any = probe
    table = probe_sentences(model)["fact"]
    subject = asked.subject.strip() or find_subject(asked.prompt)
    found: dict[str, Any] = {"subject": subject}
    if "{}".join(around(asked.prompt, subject)) == table["template"]:
        found |= missing(probe, {name: table[name] for name in lists})
    names = found.get("names", asked.names)
    if hasattr(asked, "elsewhere"):
        found |= {"elsewhere": tuple(each for each in asked.elsewhere or table["elsewhere"] if each != asked.prompt)}
    return replace(asked, **found | {"names": tuple(name for name in names if name != subject)})
