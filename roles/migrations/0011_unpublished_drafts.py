"""A mark on roles whose newest draft is not published, so that lists need not look at all roles."""

from django.db import migrations, models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils import timezone


def mark(apps, schema_editor):
    """As `RoleQuerySet.note_unpublished` does."""
    Role, Edition, Revision = (
        apps.get_model("roles", name) for name in ("Role", "Edition", "Revision")
    )
    newest = Revision.objects.filter(role=OuterRef("pk")).order_by("-number")
    head_digest = Revision.objects.filter(role=OuterRef("role")).order_by("-number")
    editions = Edition.objects.filter(role=OuterRef("pk"), live_until__gt=timezone.now())
    editions = editions.exclude(live_until=F("live_from")).order_by()
    others = editions.exclude(digest=Subquery(head_digest.values("digest")[:1]))
    unpublished = Role.objects.filter(~Exists(editions) | Exists(others))
    unpublished.update(unpublished_draft=Subquery(newest.values("created_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("roles", "0010_index_drafts")]
    operations = [
        migrations.AddField(
            "role", "unpublished_draft", models.DateTimeField(editable=False, null=True)
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            "role",
            models.Index(
                fields=["unpublished_draft"],
                name="role_by_unpublished_draft",
                condition=Q(unpublished_draft__isnull=False),
            ),
        ),
    ]
