"""Another text and prompts, one word alone, a question that is answered, signs and other scripts."""

CASES = [
    {},
    {"text": "three noisy green parrots ate the ripe fruit", "prompts": ("blue",)},
    {"text": "blue", "question": "The opposite of hot is", "right": "cold"},
    {"text": "naïve 日本 😀 של $5 a//b", "prompts": ("2 + 2 =", "日本の首都は"), "question": "$5 a//b", "right": "של"},
]
