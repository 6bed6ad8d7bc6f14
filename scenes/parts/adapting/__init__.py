"""The parts of adapting."""
