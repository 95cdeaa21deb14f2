"""Shapes made into the words of a rulebook, one module for each kind of word."""
