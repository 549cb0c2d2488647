"""Forms as PDF: a Typst layout and a content in, bytes out; the same content always gives the same bytes.

A layout reads `json(bytes(sys.inputs.forms))`, a list of {content, number, digest, code, pages}, and begins each form
with its only heading, which becomes its bookmark. Contents are data for it, never markup.
"""

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache, partial
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Destination

_FOLDER: Final = Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl"
_FAMILIES: Final = ("notosanssc", "notosanstc", "notosansjp", "notosanskr")
_BATCH: Final = 50
"""Forms laid out at a time: as fast as 200, with a quarter of the memory."""
_ABREAST: Final = 2
"""Batches laid out at the same time: Typst shares the cores only for a part of its work."""
_AGE: Final = 11
"""Typst drops what its last ten documents did not use."""
_SELECTORS: Final = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
_INVISIBLE: Final = {
    **dict.fromkeys((0x0D, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, *_SELECTORS), ""),
    0x09: "    ",
    0x0A: "\n",
}
"""Characters that need no glyph, and what is printed for them. Marks that turn the writing direction are not here."""


class LayoutError(RuntimeError):
    """A layout that does not compile cleanly: a fault of the layout or the installation, never of a content."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the foot of an issued record says: its number, the digest of its content (64 hex digits), and a code.

    ``code`` is an SVG picture that machines read; empty where there is none.
    """

    number: str = ""
    digest: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF, its pages, and the characters that no font has: each is printed as its code, such as [U+2A6A5]."""

    pdf: bytes
    pages: int
    missing: tuple[str, ...]


class _Piece(NamedTuple):
    """Pages start to stop (from 0, without stop) of a compiled PDF."""

    reader: PdfReader
    start: int
    stop: int


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FOLDER])


@cache
def _covered(family: str) -> frozenset[int]:
    (path,) = (_FOLDER / family).glob("*.ttf")
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _translated(value: object, table: Mapping[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, Mapping):
        return {key: _translated(part, table) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_translated(part, table) for part in value]
    return value


def _substitutes(contents: Sequence[object]) -> tuple[dict[int, str], tuple[str, ...]]:
    """Return what to print for characters of the contents without a glyph, and those of them that are a loss."""
    bare: set[int] = {ord(char) for char in set[str]().union(*_strings(contents))}
    for family in _FAMILIES:
        if bare <= _INVISIBLE.keys():
            break
        bare -= _covered(family)
    table = {code: _INVISIBLE.get(code, f"[U+{code:04X}]") for code in bare if code != ord("\n")}
    return table, tuple(chr(code) for code in sorted(bare - _INVISIBLE.keys()))


def _compile(layout: Path, forms: Sequence[Mapping[str, Any]]) -> tuple[PdfReader, list[int]]:
    """Return the PDF of the forms and the page where each begins (from 0), with the number of pages at the end."""
    inputs = {"forms": json.dumps(forms)}
    try:
        compiler = typst.Compiler(
            layout, root=layout.parent, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs
        )
        pdf, warnings = compiler.compile_with_warnings(format="pdf", timestamp=0, pdf_tags=False)
    except typst.TypstError as fault:
        raise LayoutError(f"{layout.name}: {fault.diagnostic}") from fault
    if warnings:
        raise LayoutError(f"{layout.name}: " + "; ".join(warning.message for warning in warnings))
    reader = PdfReader(io.BytesIO(cast("bytes", pdf)))
    bookmarks = [entry for entry in reader.outline if isinstance(entry, Destination)]
    starts = [reader.get_destination_page_number(bookmark) or 0 for bookmark in bookmarks]
    if len(starts) != len(forms):
        raise LayoutError(f"{layout.name}: {len(starts)} headings for {len(forms)} forms")
    return reader, [*starts, len(reader.pages)]


def _pieces(layout: Path, forms: Sequence[Mapping[str, Any]]) -> list[_Piece]:
    """Lay the forms out as if each had one page, then those that have more again, now knowing how many.

    "Page x of y" makes Typst lay a form out twice over, and most forms have one page.
    """
    reader, starts = _compile(layout, [{**form, "pages": 1} for form in forms])
    spans = list(pairwise(starts))
    longer = [
        {**form, "pages": stop - start} for form, (start, stop) in zip(forms, spans, strict=True) if stop - start > 1
    ]
    if not longer:
        return [_Piece(reader, 0, starts[-1])]
    again, again_starts = _compile(layout, longer)
    again_spans = pairwise(again_starts)
    pieces: list[_Piece] = []
    for start, stop in spans:
        piece = _Piece(again, *next(again_spans)) if stop - start > 1 else _Piece(reader, start, stop)
        if pieces and pieces[-1].reader is piece.reader and pieces[-1].stop == piece.start:
            piece = _Piece(piece.reader, pieces.pop().start, piece.stop)
        pieces.append(piece)
    return pieces


def _joined(pieces: Sequence[_Piece]) -> bytes:
    first = pieces[0].reader.stream
    if len(pieces) == 1 and isinstance(first, io.BytesIO):
        return first.getvalue()
    writer = PdfWriter()
    for piece in pieces:
        writer.append(piece.reader, pages=(piece.start, piece.stop))
    joined = io.BytesIO()
    writer.write(joined)
    return joined.getvalue()


def _forget() -> None:
    """Make Typst drop what it remembers: some 3 MB a form, of no use to the next ones."""
    for _ in range(_AGE):
        typst.Compiler(font_paths=_fonts(), ignore_system_fonts=True).compile(format="svg")


def render_batch(
    layout: Path,
    contents: Sequence[Mapping[str, Any]],
    *,
    imprints: Sequence[Imprint | None] = (),
    on_progress: Callable[[int, int], object] = lambda _done, _total: None,
) -> Rendered:
    """Print many forms of one layout into one PDF, in their order; each form has its own pages x of y.

    `imprints` is empty or has one entry for each content; a form without one says that it is not issued.
    `on_progress(done, total)` is called every hundred forms, the last time with done = total.
    Raises ValueError where there is nothing to print or the lengths differ, LayoutError where the layout is at fault.
    """
    if not contents:
        raise ValueError("nothing to print")
    table, missing = _substitutes(contents)
    forms = [
        {"content": _translated(content, table) if table else content, **asdict(imprint or Imprint())}
        for content, imprint in zip(contents, imprints or [None] * len(contents), strict=True)
    ]
    batches = [forms[start : start + _BATCH] for start in range(0, len(forms), _BATCH)]
    pieces: list[_Piece] = []
    done = 0
    with ThreadPoolExecutor(_ABREAST) as pool:
        for first in range(0, len(batches), _ABREAST):
            abreast = batches[first : first + _ABREAST]
            for found in pool.map(partial(_pieces, layout), abreast):
                pieces += found
            if len(batches) > 1:
                _forget()
            done += sum(map(len, abreast))
            on_progress(done, len(forms))
    return Rendered(_joined(pieces), sum(piece.stop - piece.start for piece in pieces), missing)


def render(layout: Path, content: Mapping[str, Any], *, imprint: Imprint | None = None) -> Rendered:
    """Print one form; without an imprint it says that it is not issued."""
    return render_batch(layout, [content], imprints=[imprint])
