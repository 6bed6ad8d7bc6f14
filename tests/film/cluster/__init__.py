"""Tests of errands on other machines."""
