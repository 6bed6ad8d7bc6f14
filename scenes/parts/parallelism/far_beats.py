"""Beats: the race over a long text, and what it costs in multiplications."""

from __future__ import annotations

from manim import DOWN, LEFT, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.model_label import label_of
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.text.constant import constant
from attention_scenes.scenes.mobjects.text.label_numbers import grouped, product
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.waiting.word_floor import WordFloor
from attention_scenes.scenes.parts.parallelism.pair_towers import pairs_of, rise_pairs
from attention_scenes.scenes.parts.parallelism.relay_beats import NAMES, in_line, note_of, over
from attention_scenes.scenes.parts.parallelism.waiting_facts import ATTENDING, RECURRENT, ROLES, WaitingFacts
from attention_scenes.scenes.parts.parallelism.waiting_places import places_in
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

RUNS = 6.0  # seconds that the relay takes


def show_far(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Let both read a long text: the relay runs line by line, the other floor is lit at once."""
    places = places_in(scene.layout).floors
    floors, names = [], []
    for net, what in ((RECURRENT, "recurrent"), (ATTENDING, "attending")):
        lines = facts.read(f"long.{what}")
        wide = round(len(lines[0]) ** 0.5)
        floors.append(WordFloor(lines[len(lines) - 1], wide, ROLES[net], *places[net].corners))
        names.append(over(scene, places[net], NAMES[net], ROLES[net], -1))
    counts = [grouped(facts.long("answer", net)) for net in (RECURRENT, ATTENDING)]
    said = [in_line(scene, places[net], counts[net], ROLES[net]) for net in (RECURRENT, ATTENDING)]
    size = grouped(facts.read("long.size")[len(facts.read("long.size")) - 1])
    caption = phrased("{count} words: the relay takes {many} in line, attention still {few}.", count=size[0],
                      many=counts[0][0], few=counts[1][0])  # fmt: skip
    note = own_line(scene, facts)
    cut_to(scene, *floors, *names)
    with scene.beat("long", caption, [size, *counts]):
        end = float(counts[RECURRENT][1])
        first = 0.12
        scene.play(*[Change(floor, tick=first * end, run_time=RUNS * first, rate_func=linear) for floor in floors])
        rest = [Change(floor, tick=end, run_time=RUNS * (1 - first), rate_func=linear) for floor in floors]
        scene.play(*rest, FadeIn(said[ATTENDING], run_time=0.5))
        scene.play(FadeIn(said[RECURRENT], note), run_time=0.5)
        scene.wait(0.8)


def own_line(scene: AttentionScene, facts: WaitingFacts) -> Lines:
    """Return how many products wait in the large model itself, for few tokens and for the whole text."""
    short, whole = (facts.read("lines.model", n) for n in (0, 1))
    model, line = label_of(scene.bundle), grouped(whole)
    tokens = grouped(scene.bundle.count("tokens"))
    same = scene.claim(
        "the model has as many products in line for two tokens as for the whole text", float(short) == float(whole),
        claim_text("{short} and {whole}", short=grouped(short)[0], whole=line[0]),
    )  # fmt: skip
    text = label_text("{model}: {line} in line, for {count} tokens", model=model, line=line[0], count=tokens[0])
    numbers = [line, tokens]
    if same:
        two = grouped(constant(2))
        text = label_text("{model}: {line} in line, for {two} tokens as for {count}", model=model, line=line[0],
                          two=two[0], count=tokens[0])  # fmt: skip
        numbers.append(two)
    return note_of(scene, text, numbers)


def show_work(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Compare the multiply-adds of a word in short and long texts: each word meets all before it."""
    last = len(facts.read("long.size")) - 1
    one, other = (facts.long("work", net) for net in (RECURRENT, ATTENDING))
    times = f"{float(other / one):.1f}", other / one
    size = grouped(facts.read("long.size", last))
    caption = phrased("The price, n² in all: with {count} words {times} times the relay’s.", count=size[0],
                      times=times[0])  # fmt: skip
    groups = [facts.work(n) for n in range(last + 1)]
    text = label_text("thousand multiply-adds a word; in attention each of n words meets up to n: n × n in all")
    drawn, heading = pairs_of(scene, groups, facts.read("long.size"), text)
    note = convolution_line(scene, facts).next_to(heading, DOWN, buff=0.25, aligned_edge=LEFT)
    cut_to(scene, drawn, heading, note)
    with scene.beat("work", caption, [size, times]):
        rise_pairs(scene, drawn)
        scene.wait(0.8)


def convolution_line(scene: AttentionScene, facts: WaitingFacts) -> Lines:
    """Return what a convolution of the same width costs: as much for a word, however long the text."""
    taps, width = (Reading.constant(float(each)) for each in (scene.params.window, facts.width))
    text, factors = product(taps, width, width)
    count, work = grouped(taps), grouped(taps * width * width)
    what = {"taps": count[0], "product": text, "work": work[0]}
    said = label_text("convolution alone, over {taps} words: {product} = {work} multiply-adds a word and layer", **what)
    place, em = scene.layout.stage, scene.layout.em
    return Lines(said, em.word, (0.62 if scene.layout.is_wide else 1.0) * place.width, "third", edge=-1,
                 numbers=[count, *factors, work])  # fmt: skip
