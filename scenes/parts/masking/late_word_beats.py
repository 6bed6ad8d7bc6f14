"""Beat: what an earlier word cannot read, a later one can: it lies along the earlier one's direction."""

from __future__ import annotations

from manim import DOWN, Group

from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.marks.move_bars import MoveBars
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, percent
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.mobjects.text.token_row import TokenRow
from attention_scenes.scenes.parts.masking.late_word import NAME, LateWord
from attention_scenes.scenes.parts.shared.clean_cut import cut_to
from attention_scenes.scenes.parts.shared.probe_accuracy import SURE

CLEAR = 0.2  # in units of the contrast: a lead that is called one
STEP, NOTE = 1.5, 0.32  # scene units from bar to bar; em


def show_late_word(scene: AttentionScene) -> None:
    """Show where the last word lies along the direction of an earlier one, and where with another in its place."""
    found, params, stage = LateWord.of(scene.bundle), scene.params, scene.layout.stage
    caption, numbers = what_it_holds(scene, found)
    rows = [label_text("“{text}”", text=scene.bundle.text(trace)) for trace in ("late", "late_other")]
    width = min(9.0, stage.width)
    bars = MoveBars(rows, ["update", "soft"], found.places, width=width, step=STEP, em=0.46)
    layers, share = (str(found.layers), scene.bundle.count(f"layer.{found.layers}")), percent(found.accuracy)
    count, depth = grouped(scene.bundle.count(f"{NAME}.sentences")), scene.counted("n_layers")
    along = label_text("“{word}” along the direction of “{held}”, after {layers} layers",
                       word=last_word(params.late), held=params.held, layers=layers[0])  # fmt: skip
    how = label_text("direction: {count} other sentences; names {share} right, held out; the surest of {layers} layers",
                     count=count[0], share=share[0], layers=depth[0])  # fmt: skip
    notes = [scene.note(along, NOTE, stage.width, 0, role="text", numbers=[layers]),
             scene.note(how, NOTE, stage.width, 0, role="text", numbers=[count, share, depth])]  # fmt: skip
    last = label_text("the next guess is made at the last word, which may read all before it")
    notes.insert(0, scene.note(last, 1.2 * NOTE, stage.width, 0, role="text"))
    told = Group(*[fitted(note, stage.width) for note in notes]).arrange(DOWN, buff=0.2)
    shown = Group(sentence(scene), bars, told).arrange(DOWN, buff=0.5).move_to(stage.at(up=0.1))
    bars.field.growth[:] = 0
    cut_to(scene, shown)
    scene.change_provenance(label_text("after {layers} layers", layers=layers[0]), [layers])
    with scene.beat("late word", caption, numbers):
        scene.play(Change(bars.field, growth=1), run_time=1.0)
        scene.wait(1.4)


def sentence(scene: AttentionScene) -> TokenRow:
    """Return the sentence, its held word and its last one framed."""
    tokens = scene.bundle.tokens("late")
    row = TokenRow(tokens, 0.6, scene.layout.stage.width, smallest=0.4)
    place = scene.params.late.split().index(scene.params.held)
    words = [n for n, token in enumerate(tokens) if token.word == place]
    for n, role in [*[(n, "text") for n in words], (len(tokens) - 1, "update")]:
        row.boxes[n].set_stroke(getattr(scene.palette, role), width=4, opacity=1)
    return row


def last_word(text: str) -> str:
    return text.split()[-1].strip(".,;:!?")


def what_it_holds(scene: AttentionScene, found: LateWord) -> tuple[str, Numbers]:
    """Return what may be said of the last word, and the numbers in it."""
    sure = scene.claim(
        "the direction of the earlier word names most sentences held out rightly",
        float(found.accuracy) >= SURE,
        claim_text("{share} of them", share=f"{float(found.accuracy):.0%}"),
    )
    texts = [written(float(place), sign=True) for place in found.places]
    numbers = list(zip(texts, found.places, strict=True))
    holds = scene.claim(
        "the last word lies nearer to the earlier word's direction than with another word in its place",
        found.apart > CLEAR and float(found.places[0]) > 0,
        claim_text("{one} against {other}", one=texts[0], other=texts[1]),
    )
    what = {"word": last_word(scene.params.late), "held": scene.params.held, "other": scene.params.other,
            "one": texts[0], "less": texts[1]}  # fmt: skip
    if not sure:
        return phrased("No direction of “{held}” could be counted on here: no claim.", held=scene.params.held), []
    if not holds:
        if abs(found.apart) <= CLEAR:
            return phrased("“{word}” hardly tells “{held}” from “{other}”: {one}, {less}.", **what), numbers
        return phrased("“{word}” along “{held}”: {one}; with “{other}”: {less}.", **what), numbers
    caption = phrased("“{held}” cannot read “{word}”, but “{word}” has taken “{held}” in: {one}.", **what)
    if len(caption) > 70:
        caption = phrased("The earlier cannot read the later, which has taken it in: {one}.", one=texts[0])
    return caption, numbers[:1]
