"""Pages for people: server-rendered HTML that works without a mouse and without script.

Each module is a kind of page and holds its routes; what turns a service's values into what a template shows stands in
modules of its own (rows, marked, described, stages, history, batches, pager, sought, words). Who may pass is decided by the
services and the door, never here.
"""

from flask import Blueprint

from docarchive.web.pages import (
    account,
    audit,
    browse,
    desk,
    founding,
    grants,
    help,
    registers,
    search,
    searches,
    separators,
    stacks,
    system,
    upload,
    users,
    viewer,
)

#: Every blueprint of pages; `create_app` registers them. The viewer adds its route to that of the items.
BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    founding.blueprint,
    search.blueprint,
    searches.blueprint,
    viewer.blueprint,
    upload.blueprint,
    browse.blueprint,
    registers.blueprint,
    separators.blueprint,
    stacks.blueprint,
    grants.blueprint,
    desk.blueprint,
    system.blueprint,
    users.blueprint,
    audit.blueprint,
    help.blueprint,
)
