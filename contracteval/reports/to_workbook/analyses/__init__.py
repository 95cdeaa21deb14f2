"""What only the engine can compute, as it stands at hand-over: one sheet for each section of the analyses."""
