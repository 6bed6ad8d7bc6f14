"""Soak: random work, kills, full disks and clocks set back, for as long as one likes, and a look for what is left."""
