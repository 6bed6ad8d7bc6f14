"""What is measured of checkpoints."""
