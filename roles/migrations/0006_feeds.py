"""The authority of feeds' ids, and the indexes that feeds and sitemaps read by."""

from django.db import migrations, models

UPDATES = models.Q(kind="update")


class Migration(migrations.Migration):
    dependencies = [("roles", "0004_standard_fact_kinds")]
    operations = [
        migrations.CreateModel(
            name="FeedAuthority",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=270)),
            ],
            options={
                "verbose_name_plural": "feed authorities",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(pk=1), name="feed_authority_is_one_row"
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(name=""), name="feed_authority_given"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["role", "live_until", "live_from"], name="edition_by_role"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["-updated", "-id"], condition=UPDATES, name="edition_updates"
            ),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["category", "-updated", "-id"],
                condition=UPDATES,
                name="edition_updates_of_category",
            ),
        ),
    ]
