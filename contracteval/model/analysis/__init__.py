"""What the analyses found, one module per section: records that reports read and never recompute."""
