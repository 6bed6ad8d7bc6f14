"""What superposition is made of."""
