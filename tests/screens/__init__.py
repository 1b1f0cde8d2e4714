"""Pictures of every page, to look at: `python -m tests.screens FOLDER` (about two minutes; needs Chromium and Tesseract)."""
