"""验证质量记录打印件上的二维码。Verify the QR code of a printed quality record.

    python verify_record.py --key house-key.txt 'QR TEXT' [--content record.json]

需要 Python 3.8 或更高版本，不需要网络、数据库或其他软件包。Python 3.8 or newer; no network, no database, no packages.

  --key      签章公钥文件，或公钥本身（base64）。The file with the house's public key, or the key itself.
  QR TEXT    扫码所得文字；“-”表示从标准输入读取。What a scanner reads; “-” takes it from standard input.
  --content  记录页面上下载的 record.json。The content of the record, downloaded from its page.

退出码 Exit codes: 0 成立 holds · 1 签章无效 not signed by this key · 2 用法错误 wrong usage ·
                   3 内容与打印件不符 the content is not what was printed · 4 无法读取 cannot be read
"""

import argparse
import base64
import binascii
import hashlib
import json
import sys
from pathlib import Path

HOLDS, FORGED, OTHER_CONTENT, UNREADABLE = 0, 1, 3, 4

# ---- Ed25519 (RFC 8032, section 5.1), verification only -------------------------------------------------------------
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(first, second):
    """Add two points in extended coordinates (X, Y, Z, T)."""
    a = (first[1] - first[0]) * (second[1] - second[0]) % P
    b = (first[1] + first[0]) * (second[1] + second[0]) % P
    c = 2 * first[3] * second[3] * D % P
    d = 2 * first[2] * second[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number, point):
    """Add a point to itself a number of times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = add(total, point)
        point, number = add(point, point), number >> 1
    return total


def same(first, second):
    """Tell whether two points are one."""
    return not ((first[0] * second[2] - second[0] * first[2]) % P or (first[1] * second[2] - second[1] * first[2]) % P)


def x_of(y, sign):
    """Return the x of a point, or nothing where there is none."""
    if y >= P:
        return None
    squared = (y * y - 1) * pow(D * y * y + 1, P - 2, P)
    x = pow(squared, (P + 3) // 8, P)
    if (x * x - squared) % P:
        x = x * ROOT % P
    if (x * x - squared) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def point_of(packed):
    """Unpack a point of 32 bytes, or return nothing."""
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = x_of(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def signed_by(public, message, signature):
    """Tell whether an Ed25519 signature (64 bytes) over a message was made with the key of this public part."""
    if len(public) != 32 or len(signature) != 64:  # noqa: PLR2004 - the sizes of RFC 8032
        return False
    key, first, number = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or first is None or number >= L:
        return False
    mixed = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    return same(times(number, BASE), add(first, times(mixed, key)))


# ---- What the code says ---------------------------------------------------------------------------------------------
class UnreadableError(Exception):
    """Something given cannot be read."""


def bytes_of(text):
    """Read base64, plain or for addresses, with or without its closing signs."""
    try:
        return base64.b64decode(
            text.strip().translate({45: "+", 95: "/"}) + "=" * (-len(text.strip()) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        raise UnreadableError("base64: " + text[:60]) from None


def key_of(given):
    """Read the public key: the last line of a file, or the text itself."""
    try:
        text = Path(given).read_text("utf-8") if Path(given).is_file() else given
    except OSError as fault:
        raise UnreadableError(str(fault)) from None
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise UnreadableError("签章公钥文件是空的 the key file is empty")
    return bytes_of(lines[-1])


def parts_of(text):
    """Take the text of a code apart: {part: what it says}, the signed bytes, the signature."""
    stated, _bar, signature = text.strip().rpartition("|")
    parts = stated.split("|")
    if len(parts) != 7 or parts[0] != "HY1":  # noqa: PLR2004 - the parts of format 1
        raise UnreadableError("不是本系统的二维码 not a code of this house: " + text[:40])
    named = dict(zip(("format", "number", "edition", "digest", "issued", "signers", "key"), parts))  # noqa: B905 - 3.8
    named["digest"] = bytes_of(named["digest"]).hex()
    return named, stated.encode(), bytes_of(signature)


def digest_of(path):
    """Return the digest of a record's content: of the file as it is, and of its canonical form."""
    try:
        raw = Path(path).read_bytes()
        content = json.loads(raw)
    except (OSError, ValueError) as fault:
        raise UnreadableError(f"{path}: {fault}") from None
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return {hashlib.sha256(raw).hexdigest(), hashlib.sha256(canonical).hexdigest()}


def verify(key, text, content):
    """Say what a code states and whether it holds; return the exit code."""
    public, (named, stated, signature) = key_of(key), parts_of(text)
    print(f"记录编号 Number        {named['number']}")
    print(f"版次 Edition           {named['edition']}")
    print(f"签发日期 Issued        {named['issued']}")
    print(f"内容摘要 Digest        {named['digest']}")
    for line in filter(None, named["signers"].split(";")):
        print(f"签名 Signed            {line}")
    print(f"签章公钥 House key     {named['key']}")
    if not signed_by(public, stated, signature):
        other = hashlib.sha256(public).hexdigest()[: len(named["key"])] != named["key"]
        why = "（公钥不是签章所用的那一把 another key than the code names）" if other else ""
        print("✗ 签章无效：二维码不是用这把签章密钥签的，或已被改动。" + why)
        print("✗ NOT VALID: this key did not sign the code, or the code was changed.")
        return FORGED
    print("✓ 签章有效：以上各项由本单位签发，未被改动。 VALID: the house signed all of the above.")
    if content is None:
        print("  请对照打印件核对编号与摘要。 Compare number and digest with the print.")
        return HOLDS
    if named["digest"] not in digest_of(content):
        print("✗ 内容与打印件不符：文件不是这份记录的内容。 The content is NOT what was printed.")
        return OTHER_CONTENT
    print("✓ 内容与打印件一致。 The content is what was printed.")
    return HOLDS


def main(arguments=None):
    """Run from the command line."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", required=True, help="house-key.txt")
    parser.add_argument("--content", help="record.json")
    parser.add_argument("text", metavar="QR TEXT")
    given = parser.parse_args(arguments)
    try:
        return verify(given.key, sys.stdin.read() if given.text == "-" else given.text, given.content)
    except UnreadableError as fault:
        print(f"✗ 无法读取 Cannot be read: {fault}", file=sys.stderr)
        return UNREADABLE


if __name__ == "__main__":
    sys.exit(main())
