"""Pages for people: server-rendered HTML that works without a mouse and without script."""

from flask import Blueprint

#: Every blueprint of pages; `create_app` registers them.
BLUEPRINTS: tuple[Blueprint, ...] = ()
