"""Beats: own word, sense and guess as ribbons over depth; then the last guess of other prompts, and one lost."""

from __future__ import annotations

import numpy as np

from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts, short
from attention_scenes.scenes.parts.going_deeper.ribbon_rows import Row, ribbon_rows
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

HELD, GONE = 0.5, 0.1  # shares: from there on most words hold it, below that hardly any
CLEAR = 0.3  # by how much a sense is found more often than with the names exchanged
BLANK = "␣"
EARLY = 0.9  # parts of all layers: a guess that comes first before is early


def show_ribbons(scene: AttentionScene, facts: DepthFacts) -> None:
    """Grow the three ribbons of prose one after the other: own word, sense, guess; grey, the controls."""
    found = [facts.depth(name) for name in ("own", "sense", "guess")]
    best = [percent(rows[0, int(rows.value[0].argmax())]) for rows in found]
    names = label_text("the word itself"), label_text("the noun’s colour"), label_text("the last guess")
    roles = ("key", "value", "focus")
    peak = label_text("peak")
    rows = [Row(name, role, peak, digits) for name, role, digits in zip(names, roles, best, strict=True)]
    shares, controls = (stacked([each[row] for each in found]) for row in (0, 1))
    ribbons, words = ribbon_rows(scene, facts, rows, shares, controls=controls, low=1.0)
    words.add(note_of_ribbons(scene))
    caption = phrased("What can be read off at each depth: own word, sense, guess.")
    if each_has_its_depth(scene, shares.value, controls.value):
        caption = phrased("More abstract? From the word itself, past its colour, to the guess.")
    scene.change_provenance(label_text("shares of all words, or of all sentences"))
    cut_to(scene, ribbons, words)
    with scene.beat("ribbons", caption):
        scene.play(Change(ribbons, grown=1.0, delays=np.arange(3) / 2, spread=0.4, run_time=4.0))
        scene.wait(0.6)


def stacked(rows: list[Reading]) -> Reading:
    """Return several rows ``[N]`` as one array ``[R, N]``."""
    return join(rows).reshape(len(rows), -1)


def note_of_ribbons(scene: AttentionScene) -> object:
    """Return over how much it was measured, and what the grey lines are."""
    tokens, sentences = scene.counted("depth.places"), scene.counted("depth.sentences")
    text = label_text("height: how often it is read off right, of {count} tokens or {n} sentences; grey: controls",
                      count=tokens[0], n=sentences[0])  # fmt: skip
    stage, em = scene.layout.stage, scene.layout.em
    note = Lines(text, em.word if scene.layout.is_wide else em.note, 0.85 * stage.width, numbers=[tokens, sentences])
    return note.move_to([0, stage.bottom + 0.05 + note.height / 2, 0])


def each_has_its_depth(scene: AttentionScene, shares: np.ndarray, controls: np.ndarray) -> bool:
    """Note whether the own word is gone after a layer, a sense comes after it, and the last guess in the last third."""
    own, sense, guess = shares
    late = 2 * (len(guess) - 1) / 3
    holds = (
        own[0] > HELD > GONE > own[1:].max()
        and sense[1:].max() - controls[1].max() > CLEAR
        and bool(np.flatnonzero(guess > HELD)[0] > max(late, int(sense.argmax())))
    )
    half = int(np.flatnonzero(guess > HELD)[0])
    return scene.claim(
        "of most words the own one is read off at the start and hardly ever after a layer; a colour is found in the "
        "noun after it; the last guess is that of most words only in the last third",
        bool(holds),
        claim_text("own {own}, then {after}; sense {sense}; half of the guesses after {half} layers",
                   own=f"{own[0]:.2f}", after=f"{own[1:].max():.2f}", sense=f"{sense.max():.2f}", half=half),
    )  # fmt: skip


def show_prompts(scene: AttentionScene, facts: DepthFacts) -> None:
    """Grow a ribbon for the text and each other prompt: the probability of its last guess, a light where it leads."""
    which = sorted(range(facts.question), key=facts.settled)
    rows = [
        Row(facts.prompts[p], "focus", facts.last(p), percent(facts.guesses("final", p)[facts.n_layers])) for p in which
    ]
    marks = tuple(facts.settled(p) for p in which)
    shares = stacked([facts.guesses("final", p) for p in which])
    ribbons, words = ribbon_rows(scene, facts, rows, shares, marks=marks, low=0.0 if scene.layout.is_wide else 0.6)
    first, last = which[0], 0 if facts.settled(0) == facts.n_layers else which[-1]
    early = scene.claim(
        "one prompt’s last guess is first long before the end, and another’s only after the last layer",
        facts.settled(first) < EARLY * facts.n_layers and facts.settled(last) == facts.n_layers,
        claim_text("after {first} and {last} layers", first=marks[0], last=facts.settled(last)),
    )
    layer, of = facts.layer(facts.settled(first)), scene.counted("n_layers")
    caption = phrased("From where on does the last guess come first? A dot stands there.")
    if early:
        caption = phrased("“{first}” leads after {count} of {n} layers, “{last}” after the last.",
                          first=short(facts.last(first)), last=short(facts.last(last)), count=layer[0],
                          n=of[0])  # fmt: skip
    scene.change_provenance(label_text("height = probability of the last guess"))
    with scene.beat("prompts", caption, [layer, of] if early else []):
        scene.add(ribbons)
        scene.play(FadeIn(words, run_time=0.7), Change(ribbons, grown=1.0, run_time=3.8))
        scene.wait(0.6)


def show_lost(scene: AttentionScene, facts: DepthFacts) -> None:
    """Grow two ribbons of the question: what is right, and what the last layer guesses instead."""
    question, n = facts.question, facts.n_layers
    right, final = facts.guesses("right", question), facts.guesses("final", question)
    number = int(facts.bundle.probe("guesses.right_id").value[question])
    first = np.flatnonzero(facts.ids[question] == number)
    lost = scene.claim(
        "what is right comes first at some depth, and no more at the last",
        bool(len(first)) and int(first[-1]) < n,
        claim_text("first after {depths} layers", depths=", ".join(map(str, first.tolist())) or "no"),
    )
    numbers = [facts.layer(int(first[-1])), scene.counted("n_layers")] if lost else []
    caption = said_of_right(facts, numbers, bool(len(first)))
    rows = [Row(facts.prompts[question], "query", facts.right, percent(right[n]))]
    shares = [right]
    marks: tuple[int, ...] = (int(first[-1]) if len(first) else -1,)
    if facts.ids[question, n] != number:
        instead = label_text("guessed in the end")
        guess = facts.last(question)
        if guess == BLANK:
            instead, guess = label_text("guessed in the end: a space, a digit may follow"), label_text("a space")
        rows.append(Row(instead, "text", guess, percent(final[n])))
        shares, marks = [right, final], (*marks, -1)
    ribbons, words = ribbon_rows(scene, facts, rows, stacked(shares), marks=marks)
    scene.change_provenance(label_text("height = probability"))
    ribbons.grown[1:] = 1.0
    cut_to(scene, ribbons, words)
    with scene.beat("lost", caption, numbers):
        scene.play(Change(ribbons, grown=1.0, run_time=3.4))
        scene.wait(0.6)


def said_of_right(facts: DepthFacts, lost: list[tuple[str, Reading]], leads: bool) -> str:
    """Return the caption: after how many layers it last leads, where it is lost; or whether it ever leads."""
    what = {"right": facts.right} | dict(zip(("count", "n"), (digits for digits, _ in lost), strict=False))
    if lost and facts.begins:
        return phrased("“{right}” begins what is right, last leads after {count} of {n} layers.", **what)
    if lost:
        return phrased("“{right}” is right, last leads after {count} of {n} layers, then is lost.", **what)
    if facts.begins:
        if leads:
            return phrased("“{right}” begins what is right, and it comes first in the end.", **what)
        return phrased("“{right}” begins what is right, and it never comes first.", **what)
    if leads:
        return phrased("“{right}” is right, and it comes first in the end.", **what)
    return phrased("“{right}” is right, and it never comes first.", **what)
