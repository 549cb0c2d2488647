"""The command line's language, before Django is loaded: Chinese, unless option or environment say English."""

import gettext
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

CHINESE, ENGLISH = "zh-hans", "en"
_FOLDERS = {CHINESE: "zh_Hans", ENGLISH: "en"}


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language's code; what is said first counts: option, HUIYIN_LANGUAGE, LC_ALL, LC_MESSAGES, LANG."""
    said = [value for name in ("HUIYIN_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))]
    for place, argument in enumerate(arguments):
        if argument == "--language" and place + 1 < len(arguments):
            said.insert(0, arguments[place + 1])
        elif argument.startswith("--language="):
            said.insert(0, argument.removeprefix("--language="))
    return ENGLISH if said and said[0].lower().startswith("en") else CHINESE


def speak(code: str) -> None:
    """Let ``gettext.gettext`` speak the language from the house's own catalogue; Typer's words come from there too."""
    os.environ["LANGUAGE"] = _FOLDERS[code]
    gettext.bindtextdomain("django", str(Path(__file__).parent.parent / "locale"))
    gettext.textdomain("django")
