"""Labels of parameters and their choices on the page, in plain words."""

from __future__ import annotations

from attention_scenes.model.request.needs import BEST

FIELDS = {
    "text": "Sentence", "head": "Head", "convention": "Grid", "first_token": "Start token", "focus": "Word that asks",
    "adjectives": "Its adjectives", "captions": "Captions in the picture", "pace": "Pace", "palette": "Theme",
    "translations": "Language", "language": "Language code", "sizes": "Numbers of tokens", "word": "Word",
    "analogies": "Sums of words",
    "pairs": "Pairs of words", "question": "Second sentence", "phrases": "Phrases", "senses": "Sense of each phrase",
    "layers": "Layers to show", "contexts": "Sentences for each sense", "temperatures": "Temperatures",
    "top": "Bars", "other": "Word to compare", "asked": "Word looked up", "then": "Word looked up next",
    "entries": "Entries of the dictionary", "sharpness": "Sharpness", "axes": "Axes", "layer": "Layer",
    "beside": "Second head", "instead": "Word put in its place",
}  # fmt: skip
CHOICES = {
    ("convention", "columns"): "Queries along the top",
    ("convention", "rows"): "Queries down the side",
    ("first_token", "shown"): "Shown",
    ("first_token", "hidden"): "Left out",
    ("palette", "dark"): "Dark",
    ("palette", "light"): "Light",
    ("palette", "colourblind"): "Colour-blind safe",
}
# What each search for a head is called, and what it looks for.
SEARCHES = {
    "best:adjective": ("Best at adjectives", "the one that prefers a noun’s adjectives most, beside other words there"),
    "best:carry": ("Best at carrying colour", "the one that carries a colour to its noun most clearly"),
    "best:previous": ("Keenest on the word before", "the one whose weight in prose goes to the token before most"),
    "best:leak": ("Keenest to look ahead", "the one whose weight would go to later words most, without the mask"),
}


def field_name(parameter: str) -> str:
    """Return the label of a parameter; made of its name if it has none."""
    return FIELDS.get(parameter, parameter.replace("_", " ").capitalize())


def choice_name(parameter: str, choice: str) -> str:
    """Return the label of one of a parameter's choices."""
    return CHOICES.get((parameter, choice), choice)


def searches() -> list[tuple[str, str, str]]:
    """Return value, name and meaning of each search for a head that the model's probes can do."""
    return [(best, *SEARCHES.get(best, (best, "the one with the largest measure of this name"))) for best in BEST]
