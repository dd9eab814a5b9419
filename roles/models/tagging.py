"""The only door to django-taggit."""

from taggit.managers import TaggableManager
from taggit.models import Tag

__all__ = ["Tag", "TaggableManager"]
