"""What visitors of the starter roles type finds the role they want, near the top."""

from __future__ import annotations

from collections.abc import Callable

from django.core.management import call_command
from django.utils import timezone

from roles import search
from roles.management.commands.first_run import STARTER

# By what is typed: the title wanted, and the lowest rank it may have.
WANTED = {
    # titles, and parts of them
    "registered nurse": ("Registered Nurse", 1),
    "nurses": ("Registered Nurse", 1),
    "plumber": ("Plumber", 1),
    "electrici": ("Electrician", 1),
    "social work": ("Social Worker", 1),
    "front end developer": ("Frontend Developer", 1),
    "ios developer": ("iOS Developer", 1),
    "teacher": ("Primary School Teacher", 2),
    "what does a firefighter do": ("Firefighter", 1),
    "welder jobs": ("Welder", 1),
    # misspellings
    "acountant": ("Accountant", 1),
    "phisiotherapist": ("Physiotherapist", 1),
    "finacial analist": ("Financial Analyst", 1),
    "machine lerning enginer": ("Machine Learning Engineer", 1),
    "barrista": ("Barista", 1),
    "paralegel": ("Paralegal", 1),
    # alternative titles
    "SRE": ("Site Reliability Engineer", 1),
    "lorry driver": ("Heavy Truck Driver", 1),
    "QA engineer": ("Software Test Engineer", 1),
    "headhunter": ("Recruiter", 1),
    "line cook": ("Chef de Partie", 1),
    "cafe assistant": ("Barista", 1),
    "sparky": ("Electrician", 1),
    "ui/ux": ("UX Designer", 1),
    # skills and tools
    "kubernetes": ("Site Reliability Engineer", 1),
    "figma": ("UX Designer", 1),
    "quickbooks": ("Bookkeeper", 3),
    "tensorflow": ("Machine Learning Engineer", 1),
    # what people do
    "draw blood": ("Medical Assistant", 1),
    "prepare tax returns": ("Accountant", 2),
    "fight fires": ("Firefighter", 2),
    "repair pipes": ("Plumber", 2),
}


def test_visitors_find_what_they_want(db: None, follow: Callable[[], None]) -> None:
    call_command("import_roles", str(STARTER), publish=True, verbosity=0)
    follow()
    now = timezone.now()
    too_low = {}
    for query, (title, lowest) in WANTED.items():
        titles = [hit.title for hit in search.find(query, now).hits]
        if title not in titles[:lowest]:
            too_low[query] = titles[:4]
    assert too_low == {}
