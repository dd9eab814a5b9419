"""A to Z order is the same on every database: SQLite compares bytes, PostgreSQL is told to."""

from django.db import migrations

COLLATE = 'ALTER TABLE roles_edition ALTER COLUMN sort_title TYPE varchar(200) COLLATE "{}"'


def set_collation(name):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(COLLATE.format(name))

    return run


class Migration(migrations.Migration):
    dependencies = [("roles", "0002_editions_never_overlap")]
    operations = [migrations.RunPython(set_collation("C"), set_collation("default"))]
