"""Pixels and files to pages: text layers, Tesseract, page images, searchable PDF.

A worker holds one `slot.Slot`; everything that touches a foreign file happens in that slot's child process
(`python -m docarchive.reading.child`), which is killed and replaced when it passes a limit.
"""
