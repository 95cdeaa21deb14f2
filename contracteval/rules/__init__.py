"""What the buyer asks: rulesets read, checked and bound to one evaluation."""
