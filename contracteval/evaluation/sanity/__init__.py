"""Whether rules do what they seem to do: every statement about a rule is shown by an example or by bounds."""
