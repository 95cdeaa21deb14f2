"""A scorecard that came back, held against the one that the evaluation gives now."""
