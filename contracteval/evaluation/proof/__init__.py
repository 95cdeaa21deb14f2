"""Whether closed forms are what they claim to be: refuted by numbers, or proved case by case with sympy.

Run by ``rules prove`` and in the tests, never when scoring.
"""
