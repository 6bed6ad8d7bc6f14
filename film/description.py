"""What a clip shows, in words, for people who cannot see it."""

from __future__ import annotations

from typing import Any

from film.console import clock


def description(told: dict[str, Any]) -> str:
    """Return what a clip shows, for people who cannot see it: plain text, its first paragraph an alt text.

    Parameters
    ----------
    told
        A clip's sidecar, as far as it is there yet.
    """
    about = [part for part in _paragraphs(told.get("summary", ""))[1:] if not part.startswith("Yours:")]
    paragraphs = [_opening(told), *about, _sentences(told)]
    paragraphs += [_list("What happens:", _steps(told)), _list("What was measured:", _claims(told)), _origin(told)]
    return "\n\n".join(filter(None, paragraphs)) + "\n"


def _opening(told: dict[str, Any]) -> str:
    clip = told["clip"]
    kind = "A picture" if clip["still"] else f"An animation without sound, {_length(clip['seconds'])} long"
    about = _paragraphs(told.get("summary", ""))[:1] or [f"{told.get('title', 'A scene')}."]
    return f"{about[0]} {kind}{_part(clip)}."


def _part(clip: dict[str, Any]) -> str:
    if clip["at"] is not None:
        return f", {clip['at']:g} s after the start"
    if clip["beats"]:
        return f", of the part “{'”, “'.join(clip['beats'])}” alone"
    return ", of the end" if clip["still"] else ""


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _sentences(told: dict[str, Any]) -> str:
    quoted = [f"“{trace['text']}”" for trace in told.get("traces", {}).values() if trace.get("text")]
    return f"What the model read: {', '.join(dict.fromkeys(quoted))}." if quoted else ""


def _list(title: str, lines: list[str]) -> str:
    return "\n".join([title, *(f"- {line}" for line in lines)]) if lines else ""


def _steps(told: dict[str, Any]) -> list[str]:
    beats, clip = told.get("beats", []), told["clip"]
    if clip["still"] and clip["at"] is not None:
        beats = [beat for beat in beats if beat["start"] <= clip["at"] < beat["end"]]
    elif clip["still"]:
        beats = beats[-1:]
    return [": ".join(filter(None, [f"{clock(beat['start'])} {beat['name']}", beat["caption"]])) for beat in beats]


def _claims(told: dict[str, Any]) -> list[str]:
    return [
        f"{claim['claim']}: {'this holds' if claim['holds'] else 'this does not hold'} ({claim['measured']})."
        for claim in told.get("claims", ())
    ]


def _origin(told: dict[str, Any]) -> str:
    label = told.get("model", {}).get("label")
    if not label:
        return ""
    head = "" if not told.get("head") else " Its attention is that of layer {}, head {}.".format(*told["head"])
    count = len(told.get("numbers", ()))
    return f"{f'Each of the {count:,} numbers' if count else 'All that is'} shown was computed by {label}.{head}"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
