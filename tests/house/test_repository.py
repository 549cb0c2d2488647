"""What holds for every file of the repository, whichever room it is in."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE = 400
LARGEST_FLOORS = 2_000

# Written in pieces, so that this file does not name what it looks for.
PACKAGE_HOSTS = (
    *("py" + "pi.org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "npm" + "mirror.com"),
    *("deb." + "debian.org", "unpkg" + ".com", "jsdelivr" + ".net", "cdnjs." + "cloudflare.com"),
)
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/tm" + "p/", "/fa" + "rm/", "/Us" + "ers/", ".libr" + "ary/")
FOREIGN = re.compile("|".join(map(re.escape, (*PACKAGE_HOSTS, *MACHINE_PATHS))), re.IGNORECASE)
LEFT_FOR_LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def tracked() -> list[Path]:
    """Every file of the repository that is tracked, or would be by the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def texts(*endings: str) -> list[tuple[Path, str]]:
    found = []
    for path in tracked():
        if not endings or path.suffix in endings:
            content = path.read_bytes()
            if b"\0" not in content:
                found.append((path.relative_to(ROOT), content.decode()))
    return found


def lines_matching(pattern: re.Pattern[str], *endings: str) -> list[str]:
    return [
        f"{path}:{number}: {line.strip()[:160]}"
        for path, text in texts(*endings)
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def is_product(path: Path) -> bool:
    return path.parts[0] in {"huiyin", "tools", "bench"} and "migrations" not in path.parts


def test_no_file_names_a_package_host_or_a_path_of_a_machine():
    assert lines_matching(FOREIGN) == []


def test_nothing_is_left_for_later():
    assert lines_matching(LEFT_FOR_LATER, ".py", ".html", ".js", ".css", ".typ", ".toml") == []


def test_files_stay_short():
    """A file past the limit becomes a folder of the same name."""
    sizes = {str(path): len(text.splitlines()) for path, text in texts(".py", ".js") if is_product(path)}
    assert {path: size for path, size in sizes.items() if size > LONGEST_FILE} == {}


def code_lines(text: str) -> int:
    """Count the lines that hold code: blank lines, comments and docstrings are left out (decision 0007)."""
    tree = ast.parse(text)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    words: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            words.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    numbered = enumerate(text.splitlines(), 1)
    return sum(
        1 for number, line in numbered if number not in words and line.strip() and not line.strip().startswith("#")
    )


def test_kernel_and_platform_do_not_grow_into_a_framework():
    sizes = {
        str(path): code_lines(text)
        for path, text in texts(".py")
        if path.parts[:2] in {("huiyin", "kernel"), ("huiyin", "platform")} and "migrations" not in path.parts
    }
    assert sizes, "the floors were not found"
    assert sum(sizes.values()) <= LARGEST_FLOORS, sizes


def test_code_is_counted_without_words_and_air():
    assert code_lines('"""A word.\n\nMore."""\n\n# why\nx = 1\n\n\ndef f():\n    """A word."""\n    return x\n') == 3


@pytest.mark.parametrize(
    "line",
    ["https://" + "files.python" + "hosted.org/x", "registry.npm" + "js.org", "/ro" + "ot/.cache", "see /wo" + "rk/x"],
    ids=["python", "npm", "home", "checkout"],
)
def test_the_search_finds_what_it_looks_for(line):
    assert FOREIGN.search(line)


def test_the_search_for_leftovers_finds_one():
    assert LEFT_FOR_LATER.search("# TO" + "DO: later")
