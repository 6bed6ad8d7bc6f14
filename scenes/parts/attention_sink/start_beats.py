"""Beat: any first token will do, for it sees nothing but itself."""

from __future__ import annotations

import numpy as np
from manim import Group, VGroup

from attention_scenes.scenes.captions import claim_text, joined, label_text, phrased
from attention_scenes.scenes.framework.scene import AttentionScene
from attention_scenes.scenes.mobjects.basics.fades import FadeIn
from attention_scenes.scenes.mobjects.depth.token_towers import TokenTowers
from attention_scenes.scenes.mobjects.text.label_numbers import grouped
from attention_scenes.scenes.mobjects.text.labels import fitted
from attention_scenes.scenes.mobjects.text.number_format import written
from attention_scenes.scenes.parts.attention_sink.sink_facts import SinkFacts

DOWNS = (0.5, 1.05, 1.5, 1.92)  # scene units: from the towers' feet down to the lines under them


def show_starts(scene: AttentionScene, facts: SinkFacts) -> None:
    """Show the first vector's length with other tokens in front, its share of weight, and the loss."""
    lengths, shares, losses = (facts.probe(f"start_{name}") for name in ("norm", "share", "loss"))
    [asked] = [probe for probe in scene.bundle.meta["needs"]["probes"] if probe["name"] == "sink"]
    names = [facts.names[0], *(label_text("“{word}”", word=word) for word in asked["starts"]), label_text("none added")]
    frame, stage = scene.layout.frame, scene.layout.stage
    towers = TokenTowers(
        lengths.reshape(1, -1), names, facts.ceiling, (frame.left, stage.bottom), (frame.right, frame.top), apart=2.3
    )
    towers.grown, towers.glass, towers.rails, towers.said = np.ones(1), 1.0, 0.0, 0.0
    pose = towers.seen(
        (stage.left + 0.3, stage.bottom + 1.9), (stage.right - 0.3, stage.top), pitch=5, yaw=0.01, above=1.6
    )
    towers.stand_at(pose)
    towers.glow = np.full(towers.count, 2.0 if facts.is_tall else 1.0)
    share_min, share_max = shares[int(shares.value.argmin())], shares[int(shares.value.argmax())]
    alone = scene.claim(
        "with each other first token, and with none, the first vector is as long and weighed as much",
        facts.is_tall and float(lengths.value.min()) > facts.ceiling and float(share_min) > 0.5 * float(share_max),
        claim_text("{least} to {most}", least=f"{lengths.value.min():,.0f}", most=f"{lengths.value.max():,.0f}"),
    )
    ends = [(written(float(each)), each) for each in (share_min, share_max)]
    caption = phrased("Other first tokens, or none: weight {least} to {most} on the first.",
                      least=ends[0][0], most=ends[1][0])  # fmt: skip
    if alone:
        caption = phrased("Other first tokens do as well: they get {least} to {most} of all weight.", least=ends[0][0],
                          most=ends[1][0])  # fmt: skip
    places = towers.lens.project(np.array([[x, 0, -0.3] for x in towers.x])).xy_N2
    step = float(places[1, 0] - places[0, 0])
    said, more = Group(), Group()
    for n, (name, place) in enumerate(zip(names, places, strict=True)):
        long, loss = grouped(lengths[n]), (written(float(losses[n])), losses[n])
        share = written(float(shares[n])), shares[n]
        lines = VGroup(
            scene.label(name, 0.42, "text"),
            scene.label(long[0], 0.5, "focus", numbers=[long]),
            scene.label(label_text("weight {share}", share=share[0]), 0.34, "text", numbers=[share]),
            scene.label(label_text("loss {loss}", loss=loss[0]), 0.34, "soft", numbers=[loss]),
        )
        for line, down in zip(lines, DOWNS, strict=True):
            fitted(line, 0.92 * step).move_to([place[0], 0, 0]).stand_on(places[:, 1].min() - down)
        said.add(*lines[:2])
        more.add(*lines[2:])
    pieces, length = scene.counted("sink.pieces"), scene.counted("sink.length")
    scene.change_provenance(
        joined(" · ", [
            label_text("loss: lower is better"),
            label_text("{count} pieces of {length} tokens; above the glass: not to scale", count=pieces[0],
                       length=length[0]),
        ]), [pieces, length],
    )  # fmt: skip
    with scene.beat("starts", caption, ends):
        scene.play(FadeIn(towers), run_time=1.0)
        scene.play(FadeIn(said), run_time=0.6)
        scene.wait(0.2)
    last = phrased("It sees only itself: in every text its keys and values are the same.")
    if facts.is_sink and facts.is_empty:
        last = phrased("It sees only itself: to rest is to add the same small vector.")
    with scene.beat("resting", last):
        scene.play(FadeIn(more), run_time=0.8)
        scene.wait(0.5)
