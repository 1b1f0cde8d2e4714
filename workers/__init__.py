"""The workers: what runs without anybody asking. One loop claims jobs, wherever the wake-up comes from."""
