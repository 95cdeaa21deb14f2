"""A company's own workbook as a template: read by places in its bytes, never loaded and saved."""

from contracteval.intake.house_template.read import read_house_template

__all__ = ["read_house_template"]
