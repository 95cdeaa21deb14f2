"""What each bid earns."""
