"""The verbs: plain functions whose first arguments are the archive and who asks. Faces call them and hold no logic."""
