"""Which run of the decoder is shown, and which of its steps are kept."""

from __future__ import annotations

# Seed 2 was picked out of three because its heads gather: seed 0 answers in another way, seed 1 does not find out.
SEED, STEPS = 2, 1500
# Close together where it finds out, between steps 300 and 800.
KEPT = (0, 20, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 550, 600, 650, 700, 750, 800, 900, 1000, 1150, 1300)
FEW = (0, 750, STEPS)
SHIPPED = {SEED: (*KEPT, STEPS), 0: FEW, 1: FEW}
VARIANT_SEEDS = tuple(SHIPPED)  # a variant's run starts from the numbers that the run of the same seed starts from
