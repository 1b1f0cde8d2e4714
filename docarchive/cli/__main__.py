"""`python -m docarchive.cli`: the same as the command `docarchive`."""

from docarchive.cli import main

main()
