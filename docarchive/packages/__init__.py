"""Forms that other archives and tools read, made from plain values: pure, no input or output."""
