"""The six labels of "Role at a glance" as data: editors may rename, reorder and extend them."""

from django.db import migrations

STANDARD_KINDS = [
    ("Typical education", "education"),
    ("Typical experience", "experience"),
    ("Key certifications", ""),
    ("Top employer types", ""),
    ("Growth outlook", ""),
    ("AI impact (through 2030)", "ai-impact"),
]


def add_kinds(apps, schema_editor):
    FactKind = apps.get_model("roles", "FactKind")
    for position, (label, facet) in enumerate(STANDARD_KINDS, start=1):
        FactKind.objects.get_or_create(
            label=label, defaults={"position": position, "facet": facet, "standard": True}
        )


class Migration(migrations.Migration):
    dependencies = [("roles", "0003_sort_titles_bytewise")]
    operations = [migrations.RunPython(add_kinds, migrations.RunPython.noop)]
