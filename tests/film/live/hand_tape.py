"""A tape written by hand: a form of each kind, three steps, numbers that stand and numbers that move."""

from __future__ import annotations

import base64
import io
import json
import zlib
from pathlib import Path
from typing import Any

from PIL import Image

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.player.page_writer import PageFacts, write_page

EVIL = '</script><script>document.title = "mine"</script>"\'><img src=x onerror=alert(1)>'
Q, L, A, S, C, M = 8192, 65536, 1020, 16384, 8192, 1024  # lengths, linear parts, opacity, outlines, curves, morphs
FPS = 10
SUM = "(rot_q[0,0,1,0]*rot_k[0,0,0,0]+const:1)"
GLYPH = [600, "MLLLZ", [50, 0, 550, 0, 550, -700, 50, -700]]
POINT = bytes(part for place in (650, 350, 0) for part in (place % 256, place // 256))  # low bytes, then high
CALM = [0, C // 9, *[0] * 8]  # a curve of ten samples, written as it bends


def _picture() -> str:
    """Two by two pixels: red and green above, blue and white below."""
    image, file = Image.new("RGB", (2, 2)), io.BytesIO()
    for place, colour in {(0, 0): "#f00", (1, 0): "#0f0", (0, 1): "#00f", (1, 1): "#fff"}.items():
        image.putpixel(place, tuple(bytes.fromhex("".join(2 * letter for letter in colour[1:]))))
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _at(size: float, x: float, y: float) -> list[int]:
    return [round(size * L), round(x * Q), round(y * Q)]


def hand_tape(**changes: Any) -> dict[str, Any]:
    """The tape as a document; ``changes`` go over its fields."""
    square, circle, digits, path, morph, picture, in_space, cloud = range(8)
    fill, line, over = range(3)
    still = [
        [square, fill, 0, [L, L, -6 * Q, 2 * Q], 1, A],  # a red unit square, its lower left corner at −6, 2
        [circle, fill, 0, _at(0.5, -3, 2.5), 2, A],
        [digits, fill, 0, [L, -L, -Q // 2, 2 * Q], 0, A],
        [path, line, Q // 10, _at(1, 3, 2), 0, A],
        [picture, fill, 0, [2 * L, -2 * L, -6 * Q, 0], 0, A],
    ]
    moving = [
        [0, len(still), 0],
        [square, fill, 0, [L, [0, -6 * Q, 5 * Q], -3 * Q], [0, 1, 2], A],  # goes from left to right, red to green
        [morph, fill, 0, [], 3, A],
        [-1, over, 0, [], 0, A // 2],
        [circle, fill, 0, _at(1, 4, -2), 1, A],
        [-2, over, 0, [], 0, A],
        [square, fill, 0, [3 * L, L, 0, 0], 0, A, 0, [0, 0, 0, 3 * Q, 0, [0, 1, A], [C, 2, A]]],
        [circle, fill, 0, _at(1, -4, -2.5), 2, A, 1],
        [in_space, fill, 0, [0], 1, A],
        [cloud, fill, 0, [0], 3, A, 0, [0, Q, Q // 10, Q * 4, 0, Q, 0, Q, 0, Q, Q, -9 * Q, -8 * Q, -9 * Q, -8 * Q]],
    ]
    document: dict[str, Any] = {
        "format": 1, "name": "hand", "title": f"By hand {EVIL}", "summary": f"Forms. {EVIL}", "language": "en",
        "fps": FPS, "frames": 30, "size": [320, 180], "frame": [14.2222, 8.0], "poster": 2.5, "theme": "dark",
        "beats": [
            {"name": "stands", "caption": f"It stands. {EVIL}", "start": 0.0, "end": 1.0},
            {"name": "goes", "caption": "It goes.", "start": 1.0, "end": 2.0},
            {"name": "rests", "caption": "It rests.", "start": 2.0, "end": 3.0},
        ],
        "claims": [],
        "numbers": [
            {"shown": "0.25", "value": 0.25, "source": "pattern[0,0,1,0]", "start": 0.0, "end": 3.0},
            {"shown": "■", "value": 2.0, "source": "attn_scores[0,0,1,0]", "start": 1.0, "end": 3.0},
            {"shown": "−1.5", "value": -1.5, "source": SUM, "start": 2.0, "end": 3.0},
            {"shown": "3", "value": 3, "source": "rot_q[0,0,1,0]", "start": 2.0, "end": 3.0},
        ],
        "sources": [
            {"source": "pattern[0,0,1,0]", "sentence": f"how much {EVIL} reads", "from": ["attn_scores[0,0,1,0]"]},
            {"source": "attn_scores[0,0,1,0]", "each": "rot_q[0,0,1,#]*rot_k[0,0,0,#]", "terms": [2.5, -0.4999999]},
            {"source": SUM, "each": ["rot_q[0,0,1,0]*rot_k[0,0,0,0]", "const:1"], "terms": [2.5, 1.0]},
        ],
        "ground": {"dark": [0, 0, 0], "light": [255, 255, 255]},
        "colors": {
            "dark": [[255, 255, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255]],
            "light": [[0, 0, 0], [200, 0, 0], [0, 120, 0], [0, 0, 200]],
        },
        "glyphs": dict.fromkeys("0123456789.−∞", GLYPH) | {".": [300, "", []]},
        "verbs": ["ML2Z", "ML3Z"],
        "contours": [[0, [S, 0, -S // 2, S]]],
        "shapes": [
            ["r"], ["c"], ["t", "0.25"], ["p", 0, S, 0, 0],
            ["m", 1, [4 * M, M, -M, -M, -M, 0, M, -M], [0, [2 * M, 0, 0, 0, 0, 0, 0, 0]]],
            ["i", 0],
            ["w", 1, [-7 * M, M, -M, -M, 3 * M, 0, M, -M, 0, 0, 0, 0]],
            ["d", 0],
        ],
        "lenses": [[L, 0, 0, 0, 0, L, 0, 0, 0, 0, 0, L]],
        "pictures": [[2, 2, 2, _picture()]],
        "clouds": [{"n": 1, "scale": 0.01, "at": [base64.b64encode(POINT).decode()]}],
        "styles": [[0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]],
        "clips": [[square, [2 * L, L, -5 * Q, -3 * Q]]],
        "curves": [CALM], "defs": [],
        "plays": [
            {"n": 1, "h": 10, "i": still, "p": [[0, -Q // 2, 2 * Q, 2 * Q, Q]]},
            {"n": 10, "h": 1, "i": moving, "p": [[0, 1, 0], [1, [0, -6 * Q, 5 * Q], -3 * Q, Q, Q]]},
            {"n": 1, "h": 10, "i": [[0, len(still), 0], [square, fill, 0, _at(1, 5, -3), 2, A]],
             "p": [[0, 1, 0], [1, 5 * Q, -3 * Q, Q, Q], [2, 2 * Q, -3 * Q, Q, Q], [3, -2 * Q, -3 * Q, Q, Q]]},
        ],
    }  # fmt: skip
    return document | changes


def formed_tape() -> dict[str, Any]:
    """The same with what came with format 5: a clip that moves, a picture's pixels drawn in another way, a dot."""
    document = hand_tape()
    shapes, pictures = document["shapes"], document["pictures"]
    smooth, dot, round_ends = len(shapes), len(shapes) + 1, len(document["styles"])
    first, second, _ = document["plays"]
    first["i"] += [[smooth, 0, 0, [2 * L, -2 * L, Q, 0], 0, A], [dot, round_ends, Q, [L, 6 * Q, -3 * Q], 0, A]]
    first["i"] += [[1, 1, Q // 5, [2 * L, L // 2, 0, -3 * Q], 0, A]]  # the line of an ellipse
    second["i"][0][1] += 3
    second["i"].insert(1, second["i"].pop(7))  # what is cut, above what stands, as if it stood, too
    return document | {
        "clips": [[0, [2 * L, L, [0, -5 * Q, -3 * Q], -3 * Q]]],
        "pictures": [*pictures, [2, 2, 8, 0]],
        "shapes": [*shapes, ["i", len(pictures)], ["p", len(document["contours"]), S, 0, 0]],
        "contours": [*document["contours"], [len(document["verbs"]), [0, 0]]],
        "verbs": [*document["verbs"], "ML"],
        "styles": [*document["styles"], [1, 1, 1, 0, 0]],
    }


def hand_page(folder: Path, round_and_round: bool = False, **changes: Any) -> Path:
    """The page of that tape in a file."""
    document = hand_tape(**changes)
    facts = PageFacts(
        document["title"],
        document["summary"],
        Wording(),
        (("it holds", True, "1 of 1"),),
        (("A model", "abc"),),
        "verify it",
        round_and_round,
    )
    path = folder / "hand.html"
    path.write_bytes(write_page(zlib.compress(json.dumps(document).encode()), facts))
    return path
