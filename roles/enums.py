"""Closed sets of values, as Django choices, shared by every layer."""

from django.db import models


class EducationLevel(models.IntegerChoices):
    """The least education a role usually asks for; the order is the order of the values."""

    NONE = 0, "No formal education"
    SECONDARY = 1, "High school"
    VOCATIONAL = 2, "Vocational certificate"
    ASSOCIATE = 3, "Associate degree"
    BACHELOR = 4, "Bachelor's degree"
    MASTER = 5, "Master's degree"
    DOCTORATE = 6, "Doctorate or professional degree"


class ExperienceBand(models.IntegerChoices):
    """The least experience a role usually asks for; the value is the lower end, in years."""

    NONE = 0, "Less than a year"
    SOME = 1, "1 to 2 years"
    SEVERAL = 3, "3 to 4 years"
    MANY = 5, "5 to 9 years"
    LONG = 10, "10 years or more"


class AiImpact(models.TextChoices):
    """The verdict with which an "AI impact" fact begins."""

    STRONG_TAILWIND = "strong-tailwind", "Strong tailwind"
    TAILWIND = "tailwind", "Tailwind"
    MIXED = "mixed", "Mixed"
    NEUTRAL = "neutral", "Little change"
    HEADWIND = "headwind", "Headwind"
    STRONG_HEADWIND = "strong-headwind", "Strong headwind"


class Facet(models.TextChoices):
    """What a fact kind tells, beyond its text: which filter is derived from it."""

    EDUCATION = "education", "Education level"
    EXPERIENCE = "experience", "Years of experience"
    AI_IMPACT = "ai-impact", "AI impact"


class PublicationKind(models.TextChoices):
    """An update moves "Last updated" and carries a change note; a correction does not."""

    UPDATE = "update", "Update"
    CORRECTION = "correction", "Correction"


class LaterEditions(models.TextChoices):
    """What becomes of the editions that are scheduled for after a new one goes live."""

    KEEP = "keep", "Keep"
    REBASE = "rebase", "Rebase"
    CANCEL = "cancel", "Cancel"


class WithdrawalReason(models.TextChoices):
    """What the addresses of a withdrawn role answer."""

    GONE = "gone", "Gone"
    REDIRECT = "redirect", "Replaced by another page"
    NOTICE = "notice", "Withdrawn for a reason that visitors should read"


class Order(models.TextChoices):
    """In which order a list shows its roles; the value is what an address says."""

    TITLE = "title", "A to Z"
    UPDATED = "updated", "Recently updated"
