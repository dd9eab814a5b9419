"""Permissions of publishing, owners of categories, and what the standard groups were given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("roles", "0008_withdrawals"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterModelOptions(
            name="category",
            options={
                "ordering": ["name"],
                "permissions": [("enter_any_category", "Can work in categories that others own")],
                "verbose_name_plural": "categories",
            },
        ),
        migrations.AlterModelOptions(
            name="role",
            options={
                "ordering": ["title"],
                "permissions": [
                    ("publish_role", "Can publish a role now"),
                    ("publish_correction_role", "Can publish corrections of a role now"),
                    ("schedule_role", "Can schedule a role and cancel a schedule"),
                    ("withdraw_role", "Can withdraw a role"),
                    ("check_role", "Can mark a role as checked"),
                    ("rename_live_role", "Can change an address that is or was public"),
                    ("force_publish_role", "Can publish a draft that nobody else worked on"),
                ],
            },
        ),
        migrations.AddField(
            model_name="category",
            name="owners",
            field=models.ManyToManyField(
                blank=True,
                help_text=(
                    "The people who work on the roles of this category; to others its drafts are "
                    "closed, except to those who may enter any category. Leave it empty to open "
                    "it to everybody."
                ),
                related_name="owned_categories",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="StandardGroup",
            fields=[
                ("name", models.CharField(max_length=150, primary_key=True, serialize=False)),
                (
                    "group",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="auth.group",
                    ),
                ),
                ("given", models.JSONField(default=list)),
            ],
        ),
    ]
