"""The parts of variants."""
