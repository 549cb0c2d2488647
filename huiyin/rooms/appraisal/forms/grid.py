"""What a page with many sheets sends: cells named ``edition.line.field``, words ``edition.remark``, files likewise."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from huiyin.kernel import canon
from huiyin.rooms.appraisal.forms.drafting import TypedSheet

CELLS = ("item", "points", "fact", "evidence", "section", "happened_on", "serious", "file", "link", "source")
WORDS = ("remark", "goals")
# What makes a line one: section and day are filled in before anybody types.
TELLING = ("item", "points", "fact", "evidence", "serious", "file")
PHOTO = "photo"
_CELL = re.compile(rf"(\d{{1,18}})\.(\d{{1,4}})\.({'|'.join((*CELLS, PHOTO))})")
_WORD = re.compile(rf"(\d{{1,18}})\.({'|'.join((*WORDS, 'version', 'seal'))})")


@dataclass
class PostedSheet:
    """A sheet as a page sent it: lines by their number on the page, words, files, version and seal of what was shown.

    ``lines`` holds what was typed; empty lines are left out.
    """

    lines: dict[int, dict[str, str]] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    photos: dict[int, "UploadedFile[bytes]"] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """The version that the page showed; 0 where it says none."""
        version = self.words.get("version", "")
        return int(version) if version.isdecimal() and len(version) < 10 else 0  # noqa: PLR2004 - a counter

    @property
    def numbers(self) -> list[int]:
        """The numbers of the lines that say something, in their order."""
        told = {n for n, cells in self.lines.items() if any(cells.get(name) for name in TELLING)}
        return sorted(told | set(self.photos))

    @property
    def untouched(self) -> bool:
        """Tell whether it says what the page showed."""
        rows = [self.lines.get(n, {}) for n in self.numbers]
        return not self.photos and self.words.get("seal") == seal(rows, self.words)

    def typed(self) -> TypedSheet:
        """Return it as the form of a sheet reads it."""
        numbers = self.numbers
        return TypedSheet(
            seen=self.seen,
            lines=[self.lines.get(n, {}) for n in numbers],
            remarks={name: self.words[name] for name in WORDS if name in self.words},
            uploads={place: self.photos[n] for place, n in enumerate(numbers) if n in self.photos},
        )


def seal(rows: list[dict[str, str]], words: Mapping[str, str]) -> str:
    """Return the digest of what a sheet says on a page, however the browser breaks its lines."""
    said = [[row.get(name, "").strip() for name in CELLS] for row in rows]
    return canon.digest([said, [" ".join(words.get(name, "").split()) for name in WORDS]])


def posted_sheets(post: QueryDict, files: Mapping[str, "UploadedFile[bytes]"]) -> dict[int, PostedSheet]:
    """Read what a page sent, by edition, in the order of the page."""
    found: dict[int, PostedSheet] = {}
    for name, value in post.items():
        cell, word = _CELL.fullmatch(name), _WORD.fullmatch(name)
        if cell:
            lines = found.setdefault(int(cell[1]), PostedSheet()).lines
            lines.setdefault(int(cell[2]), {})[cell[3]] = str(value).strip()
        elif word:
            found.setdefault(int(word[1]), PostedSheet()).words[word[2]] = str(value)
    for name, file in files.items():
        cell = _CELL.fullmatch(name)
        if cell and cell[3] == PHOTO and file.size:
            found.setdefault(int(cell[1]), PostedSheet()).photos[int(cell[2])] = file
    return found
