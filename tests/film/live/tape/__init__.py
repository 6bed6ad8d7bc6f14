"""Tests of tapes: what is recorded is what was drawn."""
