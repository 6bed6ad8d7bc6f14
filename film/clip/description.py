"""Text description of a clip, for people who cannot see it."""

from __future__ import annotations

from attention_scenes.film.clip.sidecar_parts import Claim, ClipFacts
from attention_scenes.film.clip.sidecar_schema import ClipSidecar
from attention_scenes.film.inputs.caption_templates import paragraphs
from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.system.console import clock


def description(sidecar: ClipSidecar) -> str:
    """Return a text description of a clip, for people who cannot see it; its first paragraph is an alt text.

    Parameters
    ----------
    sidecar
        A clip's sidecar, as far as it is there yet.
    """
    words = Wording.of(sidecar.params)
    first, *about = [words.plain(part) for part in paragraphs(sidecar.summary)] or [
        f"{sidecar.title or words('A scene')}."
    ]
    parts = [f"{first} {_kind(sidecar.clip, words)}", *about, _sentences(sidecar, words)]
    parts.append(_list(words("What happens:"), _steps(sidecar, words)))
    parts.append(_list(words("What was measured:"), [_verdict(claim, words) for claim in sidecar.claims]))
    return "\n\n".join(filter(None, [*parts, _origin(sidecar, words)])) + "\n"


def _kind(clip: ClipFacts, words: Wording) -> str:
    """Return a sentence about the kind of picture, and which part of its scene it shows."""
    if clip.at is not None:
        return words("A picture, {seconds} s after the start.", seconds=f"{clip.at:g}")
    parts = ", ".join(words("“{text}”", text=beat) for beat in clip.beats)
    if clip.still:
        return words("A picture, of the part {parts} alone.", parts=parts) if parts else words("A picture, of the end.")
    length = _length(clip.seconds, words)
    if parts:
        return words(
            "An animation without sound, {length} long, of the part {parts} alone.", length=length, parts=parts
        )
    return words("An animation without sound, {length} long.", length=length)


def _sentences(sidecar: ClipSidecar, words: Wording) -> str:
    texts = dict.fromkeys(trace.text for part in sidecar.parts for trace in part.traces.values() if trace.text)
    quoted = ", ".join(words("“{text}”", text=text) for text in texts)
    return words("What the model read: {sentences}.", sentences=quoted) if quoted else ""


def _list(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""


def _steps(sidecar: ClipSidecar, words: Wording) -> list[str]:
    beats, clip = sidecar.beats, sidecar.clip
    if clip.still and clip.at is not None:
        beats = [beat for beat in beats if beat.start <= clip.at < beat.end]
    elif clip.still:
        beats = beats[-1:]
    # Names of steps are those of the command line, English in every language.
    names = [beat.name if words.is_english or not beat.caption else "" for beat in beats]
    starts = [" ".join(filter(None, [clock(beat.start), name])) for beat, name in zip(beats, names, strict=True)]
    return [": ".join(filter(None, [start, beat.caption])) for start, beat in zip(starts, beats, strict=True)]


def _verdict(claim: Claim, words: Wording) -> str:
    what = {"claim": claim.claim, "measured": claim.measured}
    if claim.holds:
        return words("{claim}: this holds ({measured}).", **what)
    return words("{claim}: this does not hold ({measured}).", **what)


def _origin(sidecar: ClipSidecar, words: Wording) -> str:
    if not sidecar.computed_by:
        return ""
    label, count = ", ".join(dict.fromkeys(model.label for model in sidecar.computed_by)), len(sidecar.numbers)
    sentence = words("All that is shown was computed by {model}.", model=label)
    if count:
        sentence = words("Each of the {count} numbers shown was computed by {model}.", count=f"{count:,}", model=label)
    if not sidecar.head:
        return sentence
    layer, head = sidecar.head
    return f"{sentence} {words('Its attention is that of layer {layer}, head {head}.', layer=layer, head=head)}"


def _length(seconds: float, words: Wording) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return words("{minutes} min {seconds} s", minutes=minutes, seconds=rest) if minutes else f"{rest} s"
