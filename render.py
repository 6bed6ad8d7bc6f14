#!/usr/bin/env python
"""Sentences become clips: the command line of a clone, ``python render.py``."""

import sys
from pathlib import Path

# This clone's files go before an installed package's.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from attention_scenes.film.cli.main import console

if __name__ == "__main__":
    console()
