"""Validators of single fields."""

from django.core.validators import RegexValidator

validate_slug = RegexValidator(r"^[^\W_A-Z]+(-[^\W_A-Z]+)*\Z", "Use lower-case letters, digits and single hyphens.")
validate_experience_override = RegexValidator(r"^(none|\d{1,2}(-\d{1,2}|\+)?)\Z", "Write years as 3, 3-5 or 10+, or “none”.")
