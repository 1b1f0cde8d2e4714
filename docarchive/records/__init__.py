"""Floor 0: plain frozen values that every room speaks in. No input or output happens here."""
