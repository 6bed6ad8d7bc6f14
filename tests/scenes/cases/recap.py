"""Each chapter, another head and word, one word alone, as many tokens as fit, another language, other scripts."""

CASES = [
    {},
    {"chapter": 1},
    {"chapter": 3},
    {"chapter": 4},
    {"chapter": 5},
    {"chapter": 6},
    {"chapter": 7},
    {"text": "some silent golden robots guarded the big white castles", "chapter": 7},
    {"text": "three noisy green parrots ate the ripe fruit", "head": "best:adjective", "focus": "parrots"},
    {"text": "blue", "chapter": 3},
    {"text": "blue", "chapter": 1},
    {"text": "blue", "chapter": 4},
    {"text": "The quick brown fox jumped over the lazy old dog near a wide stone bridge", "chapter": 3, "head": "5.2"},
    {"text": "une créature bleue errait dans la forêt", "chapter": 1},
    {"text": "naïve 日本 😀 של $5 a//b", "head": "22.8"},
]
