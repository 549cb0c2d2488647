"""What is shipped with the room: the default 《员工绩效考核标准》 (AMB-09), for a department to start from."""

import json
from functools import cache
from importlib import resources
from typing import Any


@cache
def _text() -> str:
    return resources.files(__name__).joinpath("default-scheme.json").read_text("utf-8")


def default_scheme() -> dict[str, Any]:
    """Return the default scheme as ``queries.schemes.content_of`` gives one: weights, forms, 99 items; points × 100."""
    content: dict[str, Any] = json.loads(_text())
    del content["english"]
    return content


@cache
def english() -> dict[str, str]:
    """Return in English what the default scheme's items say of evidence and links. A scheme itself is in Chinese."""
    texts: dict[str, str] = json.loads(_text())["english"]
    return texts
