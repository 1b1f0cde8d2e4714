"""How well and how fast it works, by commands that anyone can run: `python -m benchmarks.NAME`."""
