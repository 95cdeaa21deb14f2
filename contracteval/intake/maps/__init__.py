"""Maps of foreign layouts: what they say, where it stands, and what is worked out from it."""
