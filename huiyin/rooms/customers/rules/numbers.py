"""Telephone numbers: what is one, of which kind, how it is written, and by which digits it is found."""

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from huiyin.rooms.customers.terms import ContactKind

HOME = "CN"
_HOME_CODE = "86"
# Bank, insurance and carrier lines (95588, 955xx, 96xxx, 10086) and government lines (12345); 400 and 800 numbers.
_HOTLINE = re.compile(r"(?:9[56]\d{3,6}|1[02]\d{3}|[48]00\d{7})")
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|[xX#*-])\s*(\d{1,6})$")
_LONGEST = 40


@dataclass(frozen=True)
class Number:
    """A telephone number: its kind, how it is shown, and its digits as one dials it within the country."""

    kind: str
    shown: str
    digits: str


def digits_of(typed: str) -> str:
    """Return the digits of what a person typed or a line announced, as one dials them within the country.

    "+86 138-0000-1234", "0086 138 …", "8613800001234" and "013800001234" all give "13800001234".
    """
    text = typed.strip()
    digits = "".join(sign for sign in text if sign.isdecimal() and sign.isascii())
    if text.startswith("+"):
        return _domestic(digits)
    if digits.startswith("00"):
        return _domestic(digits[2:])
    if re.fullmatch(r"86(?:1[3-9]\d{9})", digits):
        return digits[2:]
    return digits[1:] if re.fullmatch(r"01[3-9]\d{9}", digits) else digits


def _domestic(international: str) -> str:
    if not international.startswith(_HOME_CODE):
        return f"00{international}"
    rest = international.removeprefix(_HOME_CODE)
    return rest if re.match(r"1[3-9]\d{9}|[48]00|0", rest) else f"0{rest}"


def number_of(typed: str) -> Number | None:
    """Return the number that was typed, or nothing if it is none."""
    text = typed.strip()
    if not text or len(text) > _LONGEST:
        return None
    plain = re.sub(r"[\s()-]", "", text)
    if _HOTLINE.fullmatch(plain):
        return Number(ContactKind.HOTLINE, _grouped(plain), plain)
    whole = _parsed(text)
    if whole is not None:
        return whole
    parted = _EXTENSION.search(text)
    main = _parsed(text[: parted.start()]) if parted else None
    if main is None or parted is None or main.kind != ContactKind.PHONE:
        return None
    return Number(main.kind, f"{main.shown} 转 {parted[1]}", main.digits)


def _grouped(plain: str) -> str:
    return f"{plain[:3]} {plain[3:6]} {plain[6:]}" if re.fullmatch(r"[48]00\d{7}", plain) else plain


def _parsed(text: str) -> Number | None:
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    form = PhoneNumberFormat.NATIONAL if str(number.country_code) == _HOME_CODE else PhoneNumberFormat.INTERNATIONAL
    mobile = phonenumbers.number_type(number) in {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}
    kind = ContactKind.MOBILE if mobile else ContactKind.PHONE
    international = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Number(kind, phonenumbers.format_number(number, form), digits_of(international))


def following(digits: str) -> str:
    """Return the first text of digits after all that begin with these, "" if there is none: 138 → 139, 199 → 2."""
    kept = digits.rstrip("9")
    return kept[:-1] + str(int(kept[-1]) + 1) if kept else ""
