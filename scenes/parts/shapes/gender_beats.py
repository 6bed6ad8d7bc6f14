"""Beats: the gender that is read out, and whether it hangs on where the heads look."""

from __future__ import annotations

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.parts.shapes.block_shapes import Named, block_of, names_of, said_below
from attention_scenes.scenes.parts.shapes.map_beats import work_out
from attention_scenes.scenes.parts.shapes.two_words import TwoWords, wall


def show_answer(scene: AttentionScene, words: TwoWords) -> None:
    """Work out the two answers' logits, and say what the larger one means."""
    n, d, vocabulary = (scene.bundle.count(what) for what in ("tokens", "d_model", "n_vocab"))
    two = Reading.constant(len(words.answer_ids))
    parts = (
        Named(wall(words.out, "output", decimals=1), '$"out"$', (n, d)),
        Named(wall(words.answer_columns, "text", learnt=True), "$W_U$", (d, two)),
        Named(wall(words.answers, "text", decimals=1), '$"logits"$', (n, two)),
    )
    block = block_of(scene, *parts, decimals=1)
    names = names_of(scene, block, *parts, words.words, columns=(label_text("masc."), label_text("fem.")))
    if words.others_are_zero:
        left = grouped(vocabulary - two)
        text = label_text("unembedding: a column for each word; the other {count} are 0", count=left[0])
        names.add(said_below(scene, text, [left, ("0", Reading.constant(0))]))
    with scene.beat("answer", what_is_answered(scene, words)):
        scene.play(FadeIn(block, names), run_time=0.8)
        work_out(scene, block, 0.7, 0.5)
    scene.make_way()


def what_is_answered(scene: AttentionScene, words: TwoWords) -> str:
    """Return what is said of the answer: the form of an adjective, or a gender; where it is wrong, that it is."""
    word, gender = words.words[words.asked], words.gender(words.asked)
    right = scene.claim(
        "the answer is right", words.is_right(words.asked), claim_text("“{word}”", word=word)
    )  # fmt: skip
    named = label_text("feminine") if gender else label_text("masculine")
    if not right:
        return phrased("The larger number says {gender} for “{word}”. That is wrong.", word=word, gender=named)
    if gender and (form := words.feminine_forms.get(word)):
        return phrased("The larger number answers: feminine here, so “{word}” is “{form}”.", word=word, form=form)
    return phrased("The larger number answers: “{word}” is {gender} here.", word=word, gender=named)
