"""The forms of roles and categories: text made normal, addresses that nobody else owns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.utils import timezone

from roles import drafting
from roles.admin.fields import (
    LineField,
    LinesField,
    MarkdownField,
    PlainTextField,
    QualificationsField,
    StructureField,
    TitlesField,
    UsernamesField,
)
from roles.models import Category, Redirect, Role
from roles.text.normal import normal_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

    from roles.admin.merging import Merged

TAG_LENGTH = 100
MEND_FIRST = "Meanwhile {} saved this role. Once the errors here are mended, both are put together."
CONFLICT = (
    "Two people changed this. Look at both texts above, make one of them here, and save again."
)


def addresses_of_others(paths: Mapping[str, Role | Category]) -> dict[str, Redirect]:
    """Those of these addresses that are, or once were, public and belong to another owner.

    Args:
        paths: what follows `/jobs/`, and the role or category that wants to have it.
    """
    rows = Redirect.objects.with_owner().filter(path__in=paths)
    return {row.path: row for row in rows if (row.role or row.category) != paths[row.path]}


def address_of_another(paths: Mapping[str, Role | Category]) -> Redirect | None:
    """The first of `addresses_of_others`, if there is any."""
    return next(iter(addresses_of_others(paths).values()), None)


class RoleForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The working copy of a role, without its facts, FAQs and related roles.

    `typed` is what the form shows without being posted, and `merged` what others saved since it was
    opened; both are set on the class that is made for one request.
    """

    typed: ClassVar[QueryDict | None] = None
    merged: ClassVar[Merged | None] = None

    class Meta:
        field_classes: ClassVar = {
            "title": LineField,
            "summary": PlainTextField,
            "duties": LinesField,
            "overview": MarkdownField,
            "qualifications": QualificationsField,
            "outlook": MarkdownField,
            "cover_letter": PlainTextField,
            "also_called": TitlesField,
            "seo_title": LineField,
            "seo_description": LineField,
        }

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(self.typed if data is None else data, *args, **kwargs)

    def clean_tags(self) -> list[str]:
        tags = [normal_line(tag) for tag in self.cleaned_data["tags"]]
        for tag in tags:
            if len(tag) > TAG_LENGTH:
                raise forms.ValidationError(
                    f"“{tag[:40]}…” is {len(tag)} characters long; {TAG_LENGTH} are allowed. "
                    "Separate tags by commas."
                )
        return tags

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._keep_untouched_structures(data)
        if {"title", "category", "slug"} <= data.keys():
            self._settle_address(data)
        if self.merged:
            self._refuse_what_is_not_merged(self.merged)
        return data

    def _refuse_what_is_not_merged(self, merged: Merged) -> None:
        if merged.waits:
            self.add_error(None, MEND_FIRST.format(merged.authors))
        for name in dict.fromkeys(conflict.field for conflict in merged.conflicts):
            self.add_error(name if name in self.fields else None, CONFLICT)

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]  # not in the stubs
        # Without a title no address is made, which the constraint would say in its own words.
        return excluded if self.cleaned_data.get("slug") else excluded | {"slug"}

    def _keep_untouched_structures(self, data: dict[str, Any]) -> None:
        for name, field in self.fields.items():
            untouched = name in data and name not in self.changed_data
            if self.instance.pk and untouched and isinstance(field, StructureField):
                data[name] = self.initial[name]

    def _settle_address(self, data: dict[str, Any]) -> None:
        category: Category = data["category"]
        if not data["slug"]:
            data["slug"] = drafting.free_slug(category, data["title"], exclude=self.instance)
        if not data["slug"]:
            self.add_error("slug", "No address can be made from this title; type one.")
        elif owner := self._owner_of_address(category, data["slug"]):
            self.add_error("slug", owner)

    def _owner_of_address(self, category: Category, slug: str) -> str:
        """Why the role cannot have this address; empty when it can."""
        path = f"{category.slug}/{slug}"
        others = Role.objects.filter(category=category, slug=slug).exclude(pk=self.instance.pk)
        if other := others.first():
            return (
                f"The role “{other}” has the address /jobs/{path}. Type another address here, or "
                "change the address of that role first."
            )
        if row := address_of_another({path: self.instance}):
            return (
                f"The address /jobs/{path} was public and belongs to “{row.role or row.category}” "
                "for good, so that old links keep leading there. Type another address."
            )
        return ""


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A category; what is saved is public at once."""

    owners = UsernamesField(
        required=False,
        widget=AdminTextInputWidget,
        help_text=f"Usernames, with commas between them. {Category.owners.field.help_text}",
    )

    class Meta:
        field_classes: ClassVar = {"name": LineField, "introduction": MarkdownField}

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if row := address_of_another(self._addresses(slug)):
            raise forms.ValidationError(
                f"The address {row} was public and belongs to “{row.role or row.category}” for "
                "good, so that old links keep leading there. Type another address."
            )
        return slug

    def _addresses(self, slug: str) -> dict[str, Role | Category]:
        """What the category and its public roles would be called with this address."""
        if self.instance.pk is None:
            return {slug: self.instance}
        editions = self.instance.editions.not_over(timezone.now()).select_related("role")
        return {
            slug: self.instance,
            **{f"{slug}/{edition.slug}": edition.role for edition in editions},
        }
