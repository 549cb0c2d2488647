"""Finds a Chromium for the browser tests: `python -m tools.chromium` prints its path.

CHROMIUM, where given, names the program. With `--install` a missing one is installed where that is allowed, with the
fonts that Chinese needs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import debian

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
ENABLE = (
    "no Chromium found: install it (Debian and Ubuntu: `apt-get install chromium fonts-noto-cjk`) "
    "or set CHROMIUM to the path of the program"
)


def find() -> str | None:
    """Return the path of a Chromium on this machine."""
    if given := os.environ.get("CHROMIUM"):
        return given
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return next((path for path in ELSEWHERE if Path(path).exists()), None)


def has_chinese() -> bool:
    """Tell whether a font for Chinese is there; screenshots need one. True where nobody can tell."""
    if not shutil.which("fc-list"):
        return True
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False).stdout.strip())


def provide() -> str | None:
    """Return the path of a Chromium, having installed what is missing where that is allowed."""
    if not find():
        debian.install("chromium", "fonts-noto-cjk")
    elif not has_chinese():
        debian.install("fonts-noto-cjk")
    return find()


if __name__ == "__main__":
    found = provide() if "--install" in sys.argv[1:] else find()
    if not found:
        sys.exit(ENABLE)
    print(found)
