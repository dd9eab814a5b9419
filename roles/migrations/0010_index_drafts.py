"""Indexes that tell the state of a working copy without reading an edition or a revision.

Both are large rows, many for each role, and SQLite reads a row up to the column it looks for.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0009_people")]
    operations = [
        migrations.RemoveIndex("edition", "edition_by_role"),
        migrations.AddIndex(
            "edition",
            models.Index(
                fields=["role", "live_until", "live_from", "digest", "updated", "checked"],
                name="edition_by_role",
            ),
        ),
        migrations.RemoveIndex("edition", "edition_by_live_from"),
        migrations.AddIndex(
            "edition",
            models.Index(fields=["live_from", "live_until", "role"], name="edition_by_live_from"),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(
                fields=["role", "number", "digest", "created_at"], name="revision_by_role"
            ),
        ),
        migrations.AddIndex(
            "revision",
            models.Index(fields=["created_by", "role", "number"], name="revision_by_author"),
        ),
    ]
