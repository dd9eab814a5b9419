from django.utils.text import slugify
def slug_from(title: str) -> str:
    return slugify(title)[:150]
