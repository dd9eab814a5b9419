"""The tags of the public templates."""

from __future__ import annotations

from django.template import engines


def test_what_is_rendered_once_stays_and_the_rest_does_not() -> None:
    template = engines["django"].from_string(
        "{% load roles_html %}{% once %}{% url place %}{% endonce %} {% url place %}"
    )
    rendered = [template.render({"place": place}) for place in ("home", "jobs")]
    assert rendered == ["/ /", "/ /jobs"]
