"""Sums, taxes, discounts and products recomputed exactly from the cells of a table."""
