"""Beats: a real encoder tells the senses of a word that later words tell, and cannot with the same weights masked."""

from __future__ import annotations

from manim import Group

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.scenes.captions import claim_text, label_text, named, phrased
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.book.sense_fan import LayerNames, SenseFan
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.encoder_decoder.book_beats import ROLES
from attention_scenes.scenes.parts.encoder_decoder.book_places import em_of, places_in
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

TITLES = (label_text("all in sight"), label_text("the same weights, masked"))
SENSES = {"water": label_text("water"), "money": label_text("money")}  # those of our own lines
CLEAR = 0.25  # by how much more sentences are told apart without a mask, where it is said to tell them


def show_senses(scene: AttentionScene, bundle: Bundle) -> None:
    """Let two fans grow through the layers of a real encoder: with all words in sight, and masked."""
    facts, at, em = bundle.meta["probes"]["later_sense"], places_in(scene.layout), em_of(scene.layout)
    accuracy = bundle.probe("later_sense.accuracy")
    last = accuracy.shape[1] - 1
    shares = [accuracy[way, last] for way in (0, 1)]
    digits = [written(float(share)) for share in shares]
    word = named(facts["word"])
    tells = scene.claim(
        "a real encoder tells a word’s senses by later words far more often than with the same weights masked",
        float(shares[0]) - float(shares[1]) > CLEAR, claim_text("{one} and {other}", one=digits[0], other=digits[1]),
    )  # fmt: skip
    caption = phrased("Sense of “{word}” right, all in sight: {one}; masked: {other}.", word=word, one=digits[0],
                      other=digits[1])  # fmt: skip
    if tells:
        caption = phrased("Later words tell what “{word}” means: {one} right; masked, {other}.", word=word,
                          one=digits[0], other=digits[1])  # fmt: skip
    edges = [grouped(bundle.count(f"layer.{number}")) for number in (0, last)]
    layers = LayerNames(
        (label_text("layer {number}", number=edges[0][0]), label_text("layer {number}", number=edges[1][0])), edges
    )
    fans, titles = [], Group()
    names = [SENSES.get(sense, sense) for sense in facts["senses"]]
    for way, (place, title, role) in enumerate(zip(at.halves, TITLES, ROLES, strict=True)):
        fans.append(SenseFan(
            bundle.probe("later_sense.place", way), facts["own"], names, layers,
            (place.left + 0.6, place.bottom + 0.9), (place.right - 1.2, place.top - 0.3), em=em,
        ))  # fmt: skip
        lines = Lines(title, 1.1 * em, place.width, role)
        titles.add(lines.move_to([(place.left + place.right) / 2, place.top, 0]).middle_on(place.top + 0.6))
    count = grouped(bundle.count("later_sense.sentences"))
    scene.change_provenance(
        label_text("{model} · {count} sentences that begin alike · up and down: nearer to either sense, by layer",
                   model=label_of(bundle), count=count[0]), [count],
    )  # fmt: skip
    cut_to(scene, *fans, titles)
    with scene.beat("senses", caption, list(zip(digits, shares, strict=True))):
        scene.play(*[Change(fan, named=1.0, run_time=0.6) for fan in fans])
        scene.play(*[Change(fan, grown=1.0, run_time=2.8) for fan in fans])
        scene.wait(1.0)
