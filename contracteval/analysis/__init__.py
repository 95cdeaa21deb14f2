"""How firm the result is, and what would turn it: one module per section, each ``analyse(study, options)``."""
