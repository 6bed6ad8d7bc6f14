"""Beats: a recurrent net and a transformer read the sentence, and write as many words, on one clock of products."""

from __future__ import annotations

from manim import DOWN, LEFT, RIGHT, Group, linear

from attention_scenes.model.numbers.sourced_array import Reading
from attention_scenes.scenes.captions import claim_text, label_text, phrased
from attention_scenes.scenes.framework.layout import Place
from attention_scenes.scenes.framework.scene import AttentionScene, Numbers
from attention_scenes.scenes.mobjects.basics.data_mobject import Change
from attention_scenes.scenes.mobjects.basics.fades import FadeIn, exchange
from attention_scenes.scenes.mobjects.stage.pose import CameraFlight
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.lines import Lines
from attention_scenes.scenes.mobjects.waiting.relay_lane import RelayLane, Waits
from attention_scenes.scenes.parts.parallelism.waiting_facts import ATTENDING, RECURRENT, ROLES, Shown, WaitingFacts
from attention_scenes.scenes.parts.parallelism.waiting_places import places_in
from attention_scenes.scenes.parts.shared.clean_cut import cut_to

NAMES = (label_text("recurrent net"), label_text("attention"))
LARGE, SMALL = 40.0, 30.0  # degrees from above: a lane alone, and one of two
A_PRODUCT = 0.24  # seconds of the reading's clock
WRITES = 5.0  # seconds of the writing's clock, all products
WAITS: tuple[Waits, Waits] = ("before", "all")
FULL = 13  # words whose names stand side by side in a wide frame; more are turned


def lane_of(scene: AttentionScene, facts: WaitingFacts, net: int, lines: Reading, waits: Waits,
            until: float | None = None) -> RelayLane:  # fmt: skip
    """Return the lane of a net, nothing computed yet: over its words, or on a line of time that is so long."""
    place, em, wide = places_in(scene.layout).lanes[net], scene.layout.em, scene.layout.is_wide
    turn = turn_of(scene, facts)
    return RelayLane(
        [""] * len(facts.words) if until else facts.words, lines, waits, ROLES[net], *place.corners,
        em=em.word if wide else em.note, turn=turn, below=0.7 if not turn else 1.2, pitch=SMALL, until=until,
    )  # fmt: skip


def turn_of(scene: AttentionScene, facts: WaitingFacts) -> float:
    """Return by how many degrees words are turned, so that none stands in another."""
    return 0.0 if scene.layout.is_wide and len(facts.tokens) <= FULL else 50.0


def over(scene: AttentionScene, place: Place, text: str, role: str, edge: int, numbers: Numbers = ()) -> Lines:
    """Return what stands over a lane or a floor, held by its left end (−1) or by its right one (1)."""
    em, wide = scene.layout.em, scene.layout.is_wide
    stage = scene.layout.stage
    left, right = (max(place.left, stage.left), min(place.right, stage.right))
    size = 1.25 * em.word if wide else em.word
    lines = Lines(text, size, 0.62 * (right - left), role, edge=edge, numbers=numbers)
    y = place.top + (0.42 if wide else 0.55)
    return lines.move_to([left if edge < 0 else right, y, 0], LEFT if edge < 0 else RIGHT).middle_on(y)


def in_line(scene: AttentionScene, place: Place, count: Shown, role: str) -> Lines:
    """Return how many products waited for each other."""
    return over(scene, place, label_text("{count} products in line", count=count[0]), role, 1, [count])


def in_line_each(scene: AttentionScene, facts: WaitingFacts, net: int, words: Shown) -> Lines:
    """Return the same of what is written: words by the products of each, where each takes as many."""
    place, count = places_in(scene.layout).lanes[net], facts.written()[net]
    each = grouped(facts.read("lines.written", net, 0))
    if float(words[1]) * float(each[1]) != float(count[1]):
        return in_line(scene, place, count, ROLES[net])
    text = label_text("{words} × {each} = {count} products in line", words=words[0], each=each[0], count=count[0])
    return over(scene, place, text, ROLES[net], 1, [words, each, count])


def note_of(scene: AttentionScene, text: str, numbers: Numbers, role: str = "soft") -> Lines:
    """Return a line at the foot of the stage; ``numbers`` are those in the text."""
    stage, up = scene.layout.stage, 0.2 if scene.layout.is_wide else 0.5
    lines = Lines(text, scene.layout.em.word, stage.width, role, numbers=numbers)
    return lines.move_to(stage.at(DOWN, up=up), DOWN)


def show_relay(scene: AttentionScene, facts: WaitingFacts) -> tuple[RelayLane, Group]:
    """Let the recurrent net read: its light goes from word to word."""
    place = places_in(scene.layout).first
    lane = lane_of(scene, facts, RECURRENT, facts.lines(RECURRENT), WAITS[RECURRENT])
    lane.stand_at(lane.seen(*place.corners, LARGE))
    name = over(scene, place, NAMES[RECURRENT], ROLES[RECURRENT], -1)
    count, _ = facts.answers()
    said = in_line(scene, place, count, ROLES[RECURRENT])
    note = note_of(
        scene, label_text("in line: products of matrices that must wait for each other, one after another"), [], "text"
    )
    scene.add(lane, name)
    with scene.beat("relay", "A recurrent net is a relay: each word waits for the state before it."):
        end = float(count[1])
        scene.play(Change(lane, tick=end, run_time=A_PRODUCT * end, rate_func=linear))
        scene.play(FadeIn(said, note), run_time=0.5)
        scene.wait(0.4)
    scene.let_go(note)
    return lane, Group(name, said)


def show_flash(scene: AttentionScene, facts: WaitingFacts, relay: RelayLane, words: Group) -> None:
    """Let the transformer read the same words on the same clock."""
    first, place = places_in(scene.layout).lanes
    lane = lane_of(scene, facts, ATTENDING, facts.lines(ATTENDING), WAITS[ATTENDING])
    name = over(scene, place, NAMES[ATTENDING], ROLES[ATTENDING], -1)
    many, few = facts.answers()
    said = in_line(scene, place, few, ROLES[ATTENDING])
    caption, numbers = compared(scene, facts)
    with scene.beat("flash", caption, numbers):
        up = words.animate.shift([0, first.top - places_in(scene.layout).first.top, 0])
        scene.play(CameraFlight(relay, relay.seen(*first.corners, SMALL), run_time=1.6), up)
        scene.play(FadeIn(lane, name), Change(relay, tick=0.0), run_time=0.6)
        end = max(float(few[1]), float(many[1]))
        clock = {"run_time": A_PRODUCT * end, "rate_func": linear}
        scene.play(Change(relay, tick=end, **clock), Change(lane, tick=end, **clock))
        scene.play(FadeIn(said), run_time=0.5)
        scene.wait(0.6)


def compared(scene: AttentionScene, facts: WaitingFacts) -> tuple[str, Numbers]:
    """Return what is said of the two counts in this text, and its numbers."""
    many, few = facts.answers()
    count = grouped(scene.bundle.count("tokens"))
    fewer = scene.claim(
        "attention reads this text with fewer products in line than the recurrent net",
        float(few[1]) < float(many[1]),
        claim_text("{few} and {many}", few=few[0], many=many[0]),
    )
    if fewer:
        caption = phrased("Attention reads all at once: {few} in line, the relay {many}.", few=few[0], many=many[0])
        return caption, [few, many]
    if float(few[1]) == float(many[1]):
        caption = phrased("All at once, map after map: {few} in line too, for {count} tokens.",
                          few=few[0], count=count[0])  # fmt: skip
        return caption, [few, count]
    caption = phrased("All at once, but map after map: {few} in line, the relay {many}.", few=few[0], many=many[0])
    return caption, [few, many]


def show_writing(scene: AttentionScene, facts: WaitingFacts) -> None:
    """Let both write as many words as the text has tokens: each is read before the next."""
    places, counts = places_in(scene.layout).lanes, facts.written()
    longest = max(float(count) for _, count in counts)
    lanes = [
        lane_of(scene, facts, net, facts.read("lines.written", net).reshape(1, -1), "last", longest)
        for net in (RECURRENT, ATTENDING)
    ]
    names = [over(scene, places[net], NAMES[net], ROLES[net], -1) for net in (RECURRENT, ATTENDING)]
    words = grouped(scene.bundle.count("tokens"))
    said = [in_line_each(scene, facts, net, words) for net in (RECURRENT, ATTENDING)]
    heading = note_of(scene, label_text("from left to right: products in line; a bead: one of {count} written words",
                                        count=words[0]), [words], "text")  # fmt: skip
    there = note_of(
        scene, label_text("in training and in a prompt all words are there: with attention none waits for another"), [],
        "text",
    )  # fmt: skip
    cut_to(scene, *lanes, *names, heading)
    one, other = counts
    longer = scene.claim(
        "writing takes attention more products in line than the recurrent net", float(other[1]) > float(one[1]),
        claim_text("{one} and {other}", one=one[0], other=other[0]),
    )  # fmt: skip
    caption = phrased("To write, both wait: a word is read before the next comes.")
    if longer:
        caption = phrased("To write, both wait: relay {one} in line, attention {other}.", one=one[0],
                          other=other[0])  # fmt: skip
    with scene.beat("writing", caption, [one, other] if longer else []):
        last, done = max(float(one[1]), float(other[1])), float(one[1])
        for until, label in ((done, said[0]), (last, said[1])):
            seconds = WRITES * (until - lanes[0].tick) / last
            run = [Change(lane, tick=until, run_time=max(seconds, 0.1), rate_func=linear) for lane in lanes]
            scene.play(*run)
            scene.play(FadeIn(label), run_time=0.4)
        scene.play(*exchange(heading, there), run_time=0.6)
        scene.wait(1.0)
