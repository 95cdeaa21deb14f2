"""The comparison as one web page that needs nothing else: for mail, for print, for people without Excel."""

from contracteval.reports.to_page.page import comparison_page

__all__ = ["comparison_page"]
