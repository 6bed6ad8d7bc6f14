"""Beat: which form is likely at the hole, without a mask and with one."""

from __future__ import annotations

from manim import Group

from attention_scenes.scenes.captions import claim_text, label_text, phrased, translated
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.learning.place_towers import Mark, PlaceTowers
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import decimals_that_add, written
from attention_scenes.scenes.parts.encoder_decoder.book_beats import ROLES, TITLES
from attention_scenes.scenes.parts.encoder_decoder.book_places import em_of, places_in
from attention_scenes.scenes.parts.encoder_decoder.encoder_models import MASKED, UNMASKED
from attention_scenes.scenes.parts.encoder_decoder.hole_facts import KINDS, HoleFacts
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

AHEAD = 0.2  # by how much the share of forms that agree is larger without a mask, where it is said to tell them
SHORT = 5  # letters: words of more are turned
OTHERS = label_text("other forms")
NAMED = {"masculine": label_text("masculine"), "feminine": label_text("feminine"),
         "one": label_text("singular"), "several": label_text("plural")}  # fmt: skip
FITS, NOT = "key", "soft"  # colours of forms that agree, and of others


def towers_of(scene: AttentionScene, facts: HoleFacts, kind: str, place: Place, full: float) -> PlaceTowers:
    """Return the shares of the forms that are listed as towers; those that agree have a colour of their own."""
    words, chances, em = facts.listed(), facts.chances(kind), em_of(scene.layout)
    others = [str(translated(OTHERS))] * (len(chances) - len(words))
    roles = [FITS if word in facts.fitting else NOT for word in words] + ["faint"] * len(others)
    right = [float(chance) for word, chance in zip(words, chances, strict=False) if word in facts.fitting]
    decimals = decimals_that_add(right, float(facts.told(kind)), 2, 3)
    marks: list[Mark] = [(0, n, written(float(chance), decimals), chance) for n, chance in enumerate(chances)]
    turned = max(len(word) for word in words) > SHORT
    aside, below = (0.6, 1.4) if turned else (0.1, 0.8)
    return PlaceTowers(
        [*words, *others], chances.reshape(1, -1), full, [roles],
        (place.left + aside, place.bottom + below), (place.right - 0.1, place.top - 0.7),
        height=3.4 if scene.layout.is_wide else 1.7, em=em, turn=40.0 if turned else 0.0, pitch=14, yaw=-9,
        marks=marks, mark_em=em, below=below + 0.2,
    )  # fmt: skip


def level(drawn: list[PlaceTowers], places: tuple[Place, ...]) -> None:
    """Let all be seen from as far as the highest of them, so that heights can be compared."""
    largest = max(range(len(drawn)), key=lambda n: float(drawn[n].heights.max()))
    for number, towers in enumerate(drawn):
        aside = places[number].at()[:2] - places[largest].at()[:2]
        towers.stand_at((drawn[largest].eye, drawn[largest].aim, drawn[largest].center + aside))


def show_guess(scene: AttentionScene, facts: HoleFacts) -> None:
    """Raise the share of each form at the hole, without a mask and with one."""
    shares = [facts.told(kind) for kind in KINDS]
    digits = [written(float(share)) for share in shares]
    told = scene.claim(
        "without a mask the forms that agree are far likelier than with one",
        float(shares[0]) - float(shares[1]) > AHEAD, claim_text("{one} and {other}", one=digits[0], other=digits[1]),
    )  # fmt: skip
    form = NAMED[facts.said["forms"][facts.said["right"]]]
    caption = phrased("Of forms that tell, the {form} have {share}; masked, {other}.", form=form, share=digits[0],
                      other=digits[1])  # fmt: skip
    if told:
        caption = phrased("Share of {form} forms: {share} with all in sight, {other} masked.", form=form,
                          share=digits[0], other=digits[1])  # fmt: skip
    at, em = places_in(scene.layout), em_of(scene.layout)
    full = max(float(facts.chances(kind).value.max()) for kind in KINDS)
    drawn, titles = [], Group()
    for kind, place, title, role in zip((UNMASKED, MASKED), at.halves, TITLES, ROLES, strict=True):
        drawn.append(towers_of(scene, facts, kind, place, full))
        lines = Lines(title, 1.1 * em, place.width, role)
        titles.add(lines.move_to([(place.left + place.right) / 2, place.top, 0]).middle_on(place.top + 0.6))
    level(drawn, at.halves)
    drawn[0].growth[:] = drawn[0].named = 1.0  # the encoder's stand there while the caption is read
    cut_to(scene, *drawn, titles)
    with scene.beat("guess", caption, list(zip(digits, shares, strict=True))):
        scene.wait(0.2)
        scene.play(*[Change(each, growth=1.0, named=1.0, run_time=1.8) for each in drawn])
        scene.play(*[Change(each, marked=1.0, run_time=0.6) for each in drawn])
        scene.wait(0.8)
