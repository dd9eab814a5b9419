"""What is on the site already, so that the names in a file find the rows they mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from roles.models import Category, FactKind, Redirect, Role, Tag
from roles.records import CategoryName, RelatedRole, RoleRecord


@dataclass
class Site:
    """Names and addresses on the site, and those that an import is about to add.

    Names are looked up in any casing and come back as the site writes them.
    """

    categories: dict[str, CategoryName] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    paths: dict[int, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    coming: set[str] = field(default_factory=set)

    @classmethod
    def load(cls) -> Site:
        site = cls()
        names = {category.pk: _name_of(category) for category in Category.objects.all()}
        addresses = Redirect.objects.values_list("path", "category_id", "role_id")
        for path, category_id, role_id in addresses.iterator():
            if category_id:
                site.categories[path] = names[category_id]
            elif role_id:
                site.roles[path] = role_id
        for name in names.values():
            site.add_category(name)
        roles = Role.objects.values_list("pk", "category__slug", "slug")
        for pk, *parts in roles.iterator():
            site.paths[pk] = "/".join(parts)
            site.roles[site.paths[pk]] = pk
        for label in FactKind.objects.values_list("label", flat=True):
            site.labels[label.casefold()] = label
        for tag in Tag.objects.values_list("name", flat=True):
            site.tags[tag.casefold()] = tag
        return site

    def add_category(self, category: CategoryName) -> None:
        self.categories[category.slug] = category
        self.categories.setdefault(f"name: {category.name.casefold()}", category)

    def category(self, category: CategoryName) -> CategoryName:
        """The category of this address, else of this name, else the new one it will be."""
        by_name = f"name: {category.name.casefold()}"
        found = self.categories.get(category.slug) or self.categories.get(by_name)
        if found is None:
            self.add_category(category)
        return found or category

    def resolved(self, record: RoleRecord) -> RoleRecord:
        """The record with the site's own category, labels, tags and (for a known role) address."""
        category = self.category(record.category)
        known = self.roles.get(f"{category.slug}/{record.slug}")
        if known:
            category_slug, slug = self.paths[known].split("/")
            category, record = self.categories[category_slug], replace(record, slug=slug)
        return replace(
            record,
            category=category,
            glance=tuple(
                replace(fact, label=self.labels.setdefault(fact.label.casefold(), fact.label))
                for fact in record.glance
            ),
            tags=tuple(
                sorted(
                    (self.tags.setdefault(tag.casefold(), tag) for tag in record.tags),
                    key=str.casefold,
                )
            ),
        )

    def related(self, record: RoleRecord) -> tuple[tuple[RelatedRole, ...], list[str]]:
        """The related roles that exist or are coming, at today's addresses, each once.

        Returns:
            Them, and why others are left out.
        """
        own = f"{record.category.slug}/{record.slug}"
        found: dict[str, RelatedRole] = {}
        left_out = []
        for other in record.related:
            path = other.url.removeprefix("/jobs/")
            pk = self.roles.get(path)
            today = self.paths[pk] if pk else path
            if today == own:
                left_out.append(f"{other.url} is the role itself; left out")
            elif pk or path in self.coming:
                found.setdefault(today, RelatedRole(other.title, f"/jobs/{today}", pk))
            else:
                left_out.append(f"no related role at {other.url}; left out")
        return tuple(found.values()), left_out


def _name_of(category: Category) -> CategoryName:
    return CategoryName(category.name, category.slug)
