"""The only door to django-taggit."""

from collections.abc import Iterable

from taggit.managers import TaggableManager
from taggit.models import Tag

__all__ = ["Tag", "TaggableManager", "names_of"]


def names_of(tags: Iterable[Tag]) -> tuple[str, ...]:
    """The names of tags in the order in which every form of a role lists them."""
    return tuple(sorted((tag.name for tag in tags), key=str.casefold))
