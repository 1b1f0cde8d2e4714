"""docarchive: the archive of a Vietnamese public office. Start at docarchive/archive.py or docs/en/architecture.md."""

__version__ = "0.1.0"
