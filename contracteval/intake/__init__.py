"""What was said: vendors' workbooks, JSON, the brief and evaluation.toml, read into the model with every finding."""
