"""The next scheduled moment is one look-up, for whatever must not outlive it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0004_standard_fact_kinds")]
    operations = [
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["live_from"], name="edition_by_live_from"),
        ),
    ]
