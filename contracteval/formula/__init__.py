"""One typed expression, printed for every target."""
