"""Beat: a paragraph whose last guess needs its first line; with another, without it, and without the second."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from manim import DOWN, LEFT, UP, Group

from attention_scenes.model.answers.next_tokens import next_tokens, probabilities_of
from attention_scenes.model.errors import UserError
from attention_scenes.model.numbers.sourced_array import Reading, join
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.charts.distribution import clipped
from attention_scenes.scenes.mobjects.marks.bar_rows import BarRows
from attention_scenes.scenes.mobjects.text.label_numbers import percent
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.parts.going_deeper.depth_facts import DepthFacts, short, written_guess
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

ENDS = re.compile(r"(?<=[.!?。！？])\s+")  # of a sentence
FEWEST = 3  # sentences of a paragraph
LONGEST = 420  # characters of a paragraph that are shown
VERSIONS = ("story", "changed", "removed", "control")


def story_versions(params: Any) -> dict[str, str]:
    """Return the paragraph as it is, with another first sentence, without it, and without the second one."""
    first, *rest = ENDS.split(params.paragraph)
    if len(rest) + 1 < FEWEST:
        raise UserError(
            f"paragraph={params.paragraph[:40]!r} has {len(rest) + 1} sentences: give {FEWEST} or more, the last one "
            "unfinished."
        )
    if len(params.paragraph) > LONGEST or len(params.instead) > LONGEST:
        raise UserError(f"paragraph and instead may have {LONGEST} characters each: shorten them.")
    every = [params.paragraph, " ".join([params.instead, *rest]), " ".join(rest), " ".join([first, *rest[1:]])]
    return dict(zip(VERSIONS, every, strict=True))


def show_story(scene: AttentionScene, facts: DepthFacts) -> None:
    """Show the paragraph, its first line lit, and beside it how likely its last guess is in each version."""
    bundle = scene.bundle
    found = {key: next_tokens(bundle, trace=key).tokens[0] for key in VERSIONS}
    names = {key: written_guess(token.text) for key, token in found.items()}
    shares = join([probabilities_of(bundle, [found["story"].id], key) for key in VERSIONS])
    same = {key: token.id == found["story"].id for key, token in found.items()}
    needs = scene.claim(
        "the paragraph’s last guess changes with its first line, and without it, and not without its second",
        same["control"] and not same["changed"] and not same["removed"],
        claim_text("{story}; {changed}; {removed}; {control}", **names),
    )
    what = {"guess": short(names["story"]), "other": short(names["changed"]), "third": short(names["removed"])}
    caption = phrased("Guesses: “{guess}”, other first sentence “{other}”, none “{third}”.", **what)
    if needs:
        caption = phrased("One vector holds what this guess needs: it hangs on sentence one.")
    text = paragraph_of(scene)
    bars, guesses = versions_of(scene, shares, names)
    tokens = scene.counted("story.tokens")
    scene.change_provenance(label_text("{count} tokens, one vector to guess from", count=tokens[0]), [tokens])
    cut_to(scene, text)
    with scene.beat("story", caption):
        grow = Change(bars.field, growth=1.0, delays=np.arange(4) / 3, run_time=2.6)
        scene.play(FadeIn(bars, guesses, run_time=0.6), grow)
        scene.wait(1.0)


def paragraph_of(scene: AttentionScene) -> Group:
    """Return the paragraph, its first sentence in the colour of the focus and its last in white."""
    stage, is_wide = scene.layout.stage, scene.layout.is_wide
    first, *middle, last = ENDS.split(scene.params.paragraph)
    em, width = (0.36, 6.0) if is_wide else (0.36, stage.width)
    parts = [
        Lines(text, em, width, role, edge=-1)
        for text, role in ((first, "focus"), (" ".join(middle), "soft"), (f"{last} …", "text"))
    ]
    made = Group(*parts).arrange(DOWN, buff=0.22, aligned_edge=LEFT)
    return made.move_to(stage.at(UP + LEFT, up=-0.3 if is_wide else 0.0), UP + LEFT)


def versions_of(scene: AttentionScene, shares: Reading, names: dict[str, str]) -> tuple[BarRows, Group]:
    """Return a bar for each version, none grown, named and with the probability; and what each version guesses."""
    stage, is_wide = scene.layout.stage, scene.layout.is_wide
    em = 0.36 if is_wide else scene.layout.em.word
    left, top = (0.6, stage.top - 0.35) if is_wide else (stage.left, stage.top - 0.54 * stage.height)
    step = (stage.height - 0.9) / 4 if is_wide else 0.46 * stage.height / 4
    full = stage.right - left - 2.9
    told = (
        label_text("as it is"), label_text("another first sentence"), label_text("no first sentence"),
        label_text("no second sentence"),
    )  # fmt: skip
    found = [label_text("“{guess}” {share}", guess=short(names["story"]), share=percent(share)[0]) for share in shares]
    bars = BarRows(
        shares,
        [scene.label(text, em, "text") for text in told],
        [scene.label(text, em, "text", numbers=[percent(share)]) for text, share in zip(found, shares, strict=True)],
        edge=left,
        ys=top - step * (np.arange(4) + 0.62),
        full=full,
        thick=0.34 if is_wide else 0.26,
        colors=np.array([scene.palette.rgba(role) for role in ("focus", "query", "soft", "focus")]),
        over=True,
        room=full,
        behind=0.15,
    )
    bars.field.growth[:] = 0
    guesses = Group()
    for key, name in zip(VERSIONS, bars.names, strict=True):
        room = stage.right - name.get_right()[0] - 0.3
        guess = clipped(label_text("guess: “{guess}”", guess=names[key]), em, room).next_to(name, buff=0.3)
        guesses.add(guess.stand_on(name.baseline))
    return bars, guesses
