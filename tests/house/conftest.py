"""What every house test walks over: the doors, the pages, the API's operations, the tables."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOMS = (
    "people",
    "regulations",
    "records",
    "duties",
    "evidence",
    "approvals",
    "notices",
    "customers",
    "callbacks",
    "cases",
    "roster",
    "commission",
    "committee",
    "publicity",
    "appraisal",
)


def pages(patterns: list[URLPattern | URLResolver] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield (route, pattern) of every page; sign-in is allauth's and the API ninja's, with tests of their own."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if not route.startswith(("account/", "api/")):
                yield from pages(pattern.url_patterns, route)
        else:
            yield route, pattern


@pytest.fixture(scope="session")
def all_pages() -> list[tuple[str, URLPattern]]:
    return list(pages())
