"""Two phrases instead of three, an open sense, another word."""

BANK = {
    "phrases": ("They sat on the river bank", "She paid the cheque into the bank"),
    "word": "bank",
    "senses": ("river", "money"),
    "contexts": {
        "river": ("A muddy bank", "The grassy bank", "Reeds grow along the bank", "The boat hit the bank"),
        "money": ("A savings bank", "The central bank", "A loan from the bank", "She works at the bank"),
    },
}
CASES = [
    {},
    {"phrases": ("A mole", "the mole of the skin is dark"), "senses": ("", "skin"), "layers": 9},
    BANK,
]
