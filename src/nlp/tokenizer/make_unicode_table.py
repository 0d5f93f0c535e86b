"""Writes unicode_table.rs, beside this script: which characters are letters, numbers, marks and white space.

The classes are asked from tiktoken (0.14.0 was used, whose `\\p{…}` are those of Unicode 16), since its splitting is
what ours must equal: an encoding whose tokens are single bytes drops what its pattern does not match.
"""

from pathlib import Path

import tiktoken

CLASSES = [r"\p{L}", r"\p{N}", r"\s", r"\p{M}"]  # numbered from 1; 0 is all the rest


def members(pattern):
    ranks = {bytes([byte]): byte for byte in range(256)}
    encoding = tiktoken.Encoding("one class", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    scalars = (code for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    return {code for code in scalars if encoding.encode_ordinary(chr(code))}


def main():
    of = {}
    for number, pattern in enumerate(CLASSES, 1):
        for code in members(pattern):
            assert code not in of, "classes must not overlap"
            of[code] = number
    borders, last = [], 0
    for code in range(0x110000):
        # Surrogates are no characters: they go on with the class before them.
        number = last if 0xD800 <= code < 0xE000 else of.get(code, 0)
        if number != last:
            borders.append(code << 3 | number)
            last = number
    rows = [", ".join(f"{border:#x}" for border in borders[at : at + 12]) for at in range(0, len(borders), 12)]
    text = (
        "//! Made by make_unicode_table.py; see there.\n\n"
        "/// Where the class of characters changes: the code point, shifted left by 3, and the class from there on\n"
        "/// (0: none of these, 1: letter `\\p{L}`, 2: number `\\p{N}`, 3: white space `\\s`, 4: mark `\\p{M}`).\n"
        "#[rustfmt::skip]\n"
        f"pub(super) const BORDERS: [u32; {len(borders)}] = [\n    " + ",\n    ".join(rows) + ",\n];\n"
    )
    Path(__file__).with_name("unicode_table.rs").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
