"""Live editions in the order in which they are due for a check, for the first page of the admin."""

from django.db import migrations, models
from django.db.models.lookups import IsNull


class Migration(migrations.Migration):
    dependencies = [("roles", "0011_unpublished_drafts")]
    operations = [
        migrations.AddIndex(
            "edition",
            models.Index(
                "live_until",
                IsNull(models.F("checked"), False),
                "checked",
                "updated",
                "role",
                "live_from",
                name="edition_by_check",
            ),
        )
    ]
