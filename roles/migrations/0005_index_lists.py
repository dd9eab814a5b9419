"""Indexes in the order of the lists, with all that decides whether a row is listed.

Old editions outnumber live ones, and rows are large: whether an edition is live and matches the
filters is told from the index alone. An index that begins with `live_until` gives no order.
"""

from django.db import migrations, models

COLLATE = 'ALTER TABLE roles_edition ALTER COLUMN letter TYPE varchar(1) COLLATE "{}"'
FILTERED = ["live_until", "live_from", "education", "experience_from", "ai_impact"]


def set_collation(name):
    """The letters' order is that of the titles under them, which migration 0003 set."""

    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(COLLATE.format(name))

    return run


def index(name, *fields):
    return migrations.AddIndex("edition", models.Index(fields=fields, name=name))


class Migration(migrations.Migration):
    dependencies = [("roles", "0004_standard_fact_kinds")]
    operations = [
        migrations.RemoveIndex("edition", "edition_by_address"),
        index("edition_by_address", "slug", "category", "live_until", "live_from"),
        migrations.RemoveIndex("edition", "edition_a_to_z"),
        migrations.RemoveIndex("edition", "edition_by_category"),
        migrations.RemoveIndex("edition", "edition_by_updated"),
        migrations.RunPython(set_collation("C"), set_collation("default")),
        index("edition_a_to_z", "letter", "sort_title", "id", *FILTERED, "updated"),
        index(
            "edition_by_category", "category", "letter", "sort_title", "id", *FILTERED, "updated"
        ),
        index("edition_by_updated", "updated", "id", *FILTERED),
        index("edition_by_category_updated", "category", "updated", "id", *FILTERED),
        index("edition_by_live_until", "live_until"),
        index("edition_live_by_category", "category", "live_until", "live_from"),
    ]
