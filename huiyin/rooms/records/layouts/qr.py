"""QR codes for printed forms: a text in, an SVG picture out.

The package ``qrcode`` knows the patterns and capacities; what it does bit by bit for each code is done here from tables
made once per size, so that a batch of a thousand forms waits a second for its codes and not ten. The mask is a fixed
one: every reader takes any of the eight.
"""

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from qrcode import QRCode, base, constants, util

_LEVEL: Final = constants.ERROR_CORRECT_M
_MASK: Final = 3
_MODE, _PADS = 0b0100, (0xEC, 0x11)
_SMALL: Final = 9
"""Up to this version the length of the text takes one byte, above it two."""
_LARGEST: Final = 20
"""A larger one has modules too fine for paper."""


class TooLongError(ValueError):
    """A text that no code of a readable size holds."""


class _Laid(QRCode):  # type: ignore[misc]
    """The package's own layout, stopped before the data: it notes where each bit goes and whether the mask turns it."""

    places: list[tuple[int, bool]]

    def map_data(self, data: object, mask_pattern: int) -> None:
        """Walk as the package does, two columns at a time from the right, up and down in turn, and fill nothing."""
        turned = util.mask_func(mask_pattern)
        size, rows = self.modules_count, range(self.modules_count)
        columns = [*range(size - 1, 6, -2), *range(5, 0, -2)]
        self.places = [
            (row * size + one, bool(turned(row, one)))
            for number, column in enumerate(columns)
            for row in (rows if number % 2 else reversed(rows))
            for one in (column, column - 1)
            if self.modules[row][one] is None
        ]


@dataclass(frozen=True, slots=True)
class _Size:
    """What all codes of a size share: its patterns, where the bits go, and how many bytes each block has."""

    side: int
    pattern: bytes
    places: tuple[int, ...]
    turned: int
    blocks: tuple[tuple[int, int], ...]

    @property
    def capacity(self) -> int:
        """Return how many bytes of data it holds."""
        return sum(data for data, _check in self.blocks)


@cache
def _size(version: int) -> _Size:
    laid = _Laid(version=version, error_correction=_LEVEL, mask_pattern=_MASK, border=0)
    laid.data_cache = []
    laid.makeImpl(False, _MASK)  # noqa: FBT003 - the package's own signature
    blocks = tuple((one.data_count, one.total_count - one.data_count) for one in base.rs_blocks(version, _LEVEL))
    turned = int("".join("01"[mask] for _place, mask in laid.places), 2)
    pattern = bytes(bool(module) for row in laid.modules for module in row)
    return _Size(laid.modules_count, pattern, tuple(place for place, _mask in laid.places), turned, blocks)


@cache
def _multiples(count: int) -> tuple[int, ...]:
    """Return the generator of ``count`` check bytes, times each byte, as one whole number."""
    generator = [1]
    for power in range(count):
        shifted = [*generator, 0]
        for place, factor in enumerate(generator):
            shifted[place + 1] ^= base.gexp(base.glog(factor) + power) if factor else 0
        generator = shifted
    rest = generator[1:]

    def times(byte: int) -> int:
        return int.from_bytes(base.gexp(base.glog(byte) + base.glog(part)) if byte else 0 for part in rest)

    return tuple(map(times, range(256)))


def _checks(data: bytes, count: int) -> bytes:
    """Return the check bytes of a block (Reed and Solomon)."""
    multiples, top, within = _multiples(count), 8 * (count - 1), (1 << 8 * count) - 1
    rest = 0
    for byte in data:
        rest = (rest << 8) & within ^ multiples[(rest >> top) ^ byte]
    return rest.to_bytes(count)


def _codewords(text: bytes, version: int, size: _Size) -> bytes:
    """Return data and check bytes in the order in which they are laid out."""
    wide = 8 if version <= _SMALL else 16
    used = 4 + wide + 8 * len(text)
    bits = (_MODE << wide | len(text)) << 8 * len(text) | int.from_bytes(text)
    filled = (bits << 4).to_bytes((used + 4) // 8)  # four closing bits make whole bytes
    pads = bytes(_PADS[number % 2] for number in range(size.capacity - len(filled)))
    data, blocks, start = filled + pads, [], 0
    for length, _check in size.blocks:
        blocks.append(data[start : start + length])
        start += length
    checks = [_checks(block, count) for block, (_length, count) in zip(blocks, size.blocks, strict=True)]
    mixed = bytearray()
    for part in (blocks, checks):
        for place in range(max(map(len, part))):
            mixed += bytes(block[place] for block in part if place < len(block))
    return bytes(mixed)


def modules(text: str) -> list[bytes]:
    """Return the rows of a code: 1 is dark. Raises TooLongError where no readable size holds the text."""
    typed = text.encode()
    for version in range(1, _LARGEST + 1):
        size = _size(version)
        if 4 + (8 if version <= _SMALL else 16) + 8 * len(typed) <= 8 * size.capacity:
            break
    else:
        raise TooLongError(text)
    words, count = _codewords(typed, version, size), len(size.places)
    bits = (int.from_bytes(words) << count - 8 * len(words)) ^ size.turned
    filled = bytearray(size.pattern)
    for place, bit in zip(size.places, f"{bits:0{count}b}", strict=True):
        filled[place] = bit == "1"
    return [bytes(filled[start : start + size.side]) for start in range(0, len(filled), size.side)]


def svg(text: str) -> str:
    """Return a code as a picture without a margin: one stroke for each run of dark modules."""
    rows, strokes = modules(text), []
    for number, row in enumerate(rows):
        strokes.append(f"M0 {number}.5")
        for dark, run in groupby(row):
            strokes.append(f"{'h' if dark else 'm'}{len(list(run))}" + ("" if dark else " 0"))
    side = len(rows)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path d="{"".join(strokes)}" stroke="#000"/></svg>'
    )
