"""Installs a Debian package where that is allowed: as root, on a system with apt-get."""

import os
import shutil
import subprocess
import sys


def install(*packages: str) -> bool:
    """Install `packages`; False where this user or system cannot, or where apt-get failed (its words are shown)."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print(f"Installing {', '.join(packages)} for the tests …", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run(["apt-get", *command], env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stdout[-2000:] + done.stderr[-2000:], file=sys.stderr)
            return False
    return True
