"""Feeds of updates, for the site, a category or a tag: Atom and JSON Feed of the same entries."""
