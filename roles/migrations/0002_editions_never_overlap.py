"""Two live editions of one role are impossible in the database itself.

PostgreSQL: an exclusion constraint over the time ranges. SQLite has none, so triggers refuse what
the constraint would. An empty range (a cancelled schedule) overlaps nothing.
"""

from django.db import migrations

POSTGRESQL = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE roles_edition ADD CONSTRAINT edition_ranges_never_overlap
    EXCLUDE USING gist (role_id WITH =, tstzrange(live_from, live_until) WITH &&);
"""
POSTGRESQL_BACK = "ALTER TABLE roles_edition DROP CONSTRAINT edition_ranges_never_overlap;"

SQLITE_TRIGGER = """
CREATE TRIGGER edition_ranges_never_overlap_{event}
BEFORE {when} ON roles_edition
WHEN NEW.live_from < NEW.live_until AND EXISTS (
    SELECT 1 FROM roles_edition AS other
    WHERE other.role_id = NEW.role_id AND other.id <> COALESCE(NEW.id, -1)
      AND other.live_from < other.live_until
      AND other.live_from < NEW.live_until AND NEW.live_from < other.live_until
)
BEGIN
    SELECT RAISE(ABORT, 'edition_ranges_never_overlap');
END;
"""
EVENTS = {"insert": "INSERT", "update": "UPDATE OF role_id, live_from, live_until"}


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL)
    elif schema_editor.connection.vendor == "sqlite":
        for event, when in EVENTS.items():
            schema_editor.execute(SQLITE_TRIGGER.format(event=event, when=when))


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_BACK)
    elif schema_editor.connection.vendor == "sqlite":
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER edition_ranges_never_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("roles", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
