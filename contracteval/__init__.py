"""contracteval scores outsourcing proposals and contracts by rules that anyone can read."""

__version__ = "0.1.0"
__all__ = ["__version__"]
