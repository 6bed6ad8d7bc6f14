"""The parts of parallelism."""
