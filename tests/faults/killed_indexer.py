"""Puts items into the index at the address given, two pages each, and tells each one that is in, until it is killed."""

import sys
from itertools import count

from docarchive.records.queries import IndexedItem
from docarchive.search import open_index

index = open_index(sys.argv[1], writable=True)
index.prepare()
for number in count(1):
    pages = {1: f"trang một mục {number}", 2: f"trang hai mục {number}"}
    index.put([IndexedItem(number, 1, state="read", pages=pages)])
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()
