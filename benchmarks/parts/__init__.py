"""Measurements, one module for each part.

Each has a ``GOAL`` in words, ``measure(given, folder)``, which returns a list of JSON-able results and may leave files
in ``folder`` while all parts run, and ``table(results)``, which returns them as text. ``given`` is the command line's.
"""
