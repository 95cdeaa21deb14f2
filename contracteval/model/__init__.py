"""What a bid is: facts, each with a value, a unit, an evidence grade and a place."""
