#!/usr/bin/env python
"""The command line of a clone: ``python render.py`` renders clips."""

import sys
from pathlib import Path

# This clone's files go before an installed package's.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from attention_scenes.film.cli.main import console

if __name__ == "__main__":
    console()
