"""The second step of an import: writes what was planned, all of it or nothing, or piece by piece.

New roles, nearly all of a large import, are written many at a time; others one by one. Related
roles may come in any order, so all new working copies are there before the first revision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path

from django.db import transaction

from roles import publishing
from roles.drafting import (
    Draft,
    save_first_revisions,
    save_revision,
    write_new,
    write_record,
    write_related,
)
from roles.errors import PublishingError, StaleRevision
from roles.interchange.planning import CHUNK, Outcome, Plan, PlannedRole, address
from roles.models import Category, Revision, Role

NOTE_FOR_READERS = "Updated from an imported file."


class Step(StrEnum):
    """What is being done with the roles."""

    DRAFTS = "drafts"
    IMPORT = "import"


def apply(
    made: Plan,
    *,
    resumable: bool = False,
    progress: Callable[[Step, int], object] = lambda step, number: None,
) -> None:
    """Writes what `plan` made, in one transaction: all of it, or nothing.

    Args:
        resumable: in many transactions instead. What was written before an error stays, and
            planning the same import again finds it there.
        progress: called with numbers of roles, first of new working copies, then of roles done.

    Raises:
        PublishingError: a role that cannot be published, named in the message; StaleRevision when
            somebody saved a role after it was planned.
    """
    with nullcontext() if resumable else transaction.atomic():
        with transaction.atomic():
            categories = _write_categories(made)
        ids: dict[str, int] = {}
        for chunk in _chunks(made):
            with transaction.atomic():
                ids |= _write_new(chunk, categories)
            progress(Step.DRAFTS, len(chunk))
        for chunk in _chunks(made):
            with transaction.atomic():
                _finish_first([planned for planned in chunk if planned.is_first], ids)
                _finish_others([planned for planned in chunk if not planned.is_first], ids)
            progress(Step.IMPORT, len(chunk))


def _chunks(made: Plan) -> Iterator[list[PlannedRole]]:
    for chunk in made.roles.chunks(CHUNK):
        yield [planned for planned in chunk if planned.outcome != Outcome.SAME]


def _write_categories(made: Plan) -> dict[str, Category]:
    """Every category the plan names, by slug; new ones made, introductions brought up to date."""
    categories = {category.slug: category for category in Category.objects.all()}
    for name in [*made.category_names.values(), *(record.category for record in made.categories)]:
        if name.slug not in categories:
            categories[name.slug] = Category.objects.create(name=name.name, slug=name.slug)
    for record in made.categories:
        category = categories[record.category.slug]
        if category.introduction != record.introduction:
            category.introduction = record.introduction
            category.save()
    return categories


def _write_new(chunk: list[PlannedRole], categories: dict[str, Category]) -> dict[str, int]:
    """The ids of the roles of a chunk by their addresses; the new ones' working copies made."""
    ids = {_url(planned): planned.role for planned in chunk if planned.role}
    pairs = {
        _url(planned): (
            Role(category=categories[planned.record.category.slug]),
            planned.record,
        )
        for planned in chunk
        if planned.role is None
    }
    write_new(list(pairs.values()))
    return ids | {url: role.pk for url, (role, _) in pairs.items()}


def _url(planned: PlannedRole) -> str:
    return f"/jobs/{address(planned.record)}"


def _finish_first(chunk: list[PlannedRole], ids: dict[str, int]) -> None:
    """The first revision, related roles and publication of roles that have none of these."""
    roles = _locked(chunk, ids)
    try:
        with transaction.atomic():
            _finish_together(chunk, roles, ids)
    except PublishingError:
        for planned in chunk:  # where the same error names the file
            _finish(planned, roles[_url(planned)], ids)


def _locked(chunk: list[PlannedRole], ids: dict[str, int]) -> dict[str, Role]:
    """Roles without a revision by their addresses, as nobody else changes them now."""
    roles = Role.objects.locked_for_publishing().in_bulk([ids[_url(planned)] for planned in chunk])
    saved = set(Revision.objects.filter(role__in=roles).values_list("role_id", flat=True))
    for planned in chunk:
        pk = ids[_url(planned)]
        if pk not in roles or pk in saved:
            title = planned.record.title
            raise StaleRevision(f"{planned.source}: “{title}” was changed meanwhile; import again.")
    return {_url(planned): roles[ids[_url(planned)]] for planned in chunk}


def _finish_together(chunk: list[PlannedRole], roles: dict[str, Role], ids: dict[str, int]) -> None:
    drafts = [
        Draft(
            roles[_url(planned)],
            planned.record,
            _targets(planned, ids),
            _note(planned),
            planned.record.publication,
        )
        for planned in chunk
    ]
    revisions = save_first_revisions(drafts)
    publishing.publish_first(
        revisions=[
            revision for planned, revision in zip(chunk, revisions, strict=True) if planned.publish
        ],
        by=publishing.OPERATOR,
        change_notes={draft.role.pk: draft.record.publication.change_note for draft in drafts},
    )


def _finish_others(chunk: list[PlannedRole], ids: dict[str, int]) -> None:
    """All of a chunk's changed working copies first, so that each finds the others as they are."""
    roles = [_write_changed(planned, ids) for planned in chunk]
    for planned, role in zip(chunk, roles, strict=True):
        _finish(planned, role, ids)


def _write_changed(planned: PlannedRole, ids: dict[str, int]) -> Role:
    role = Role.objects.select_for_update().select_related("category").get(pk=ids[_url(planned)])
    if role.head and role.head.pk != planned.head:
        raise StaleRevision(f"{planned.source}: “{role}” was saved meanwhile; import again.")
    return write_record(role, planned.record) if planned.record != planned.before else role


def _finish(planned: PlannedRole, role: Role, ids: dict[str, int]) -> None:
    """The part that needs every role to be there: related roles, the revision, publication."""
    if planned.record != planned.before:
        write_related(role, _targets(planned, ids))
    publication = planned.record.publication
    save_revision(role, by=None, note=_note(planned), publication=publication)
    if planned.publish:
        try:
            change_note = publication.change_note or (
                NOTE_FOR_READERS if role.editions.exists() else ""
            )
            publishing.publish(role=role, by=publishing.OPERATOR, change_note=change_note)
        except PublishingError as error:
            raise type(error)(f"{planned.source}: {error}") from error


def _targets(planned: PlannedRole, ids: dict[str, int]) -> list[int]:
    return [other.role or ids[other.url] for other in planned.record.related]


def _note(planned: PlannedRole) -> str:
    # The file's name alone: where an operator keeps it is nobody else's business.
    return f"Imported from {Path(planned.source).name}"
