"""Pure rules: who may do what, and (as they come) retention and lifecycle. No input or output."""
