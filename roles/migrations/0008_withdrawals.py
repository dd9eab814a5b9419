"""Why roles were withdrawn, and where their addresses lead since."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0007_open_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Withdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("gone", "Gone"),
                            ("redirect", "Replaced by another page"),
                            ("notice", "Withdrawn for a reason that visitors should read"),
                        ],
                        max_length=20,
                    ),
                ),
                ("notice", models.TextField(blank=True)),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="roles.edition",
                    ),
                ),
                (
                    "to_category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roles.category",
                    ),
                ),
                (
                    "to_role",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="roles.role",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason__in", ["gone", "redirect", "notice"])),
                        name="withdrawal_reason_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reason", "redirect"),
                                ("to_category__isnull", True),
                                ("to_role__isnull", False),
                            ),
                            models.Q(
                                ("reason", "redirect"),
                                ("to_category__isnull", False),
                                ("to_role__isnull", True),
                            ),
                            models.Q(
                                models.Q(("reason", "redirect"), _negated=True),
                                ("to_category__isnull", True),
                                ("to_role__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="withdrawal_redirect_has_one_target",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "notice"), _negated=True),
                            models.Q(("notice", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="withdrawal_notice_given",
                    ),
                ],
            },
        ),
    ]
