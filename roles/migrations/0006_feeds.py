"""The authority of feeds' ids, and an index of which roles are live."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("roles", "0005_index_lists")]
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
    ]
