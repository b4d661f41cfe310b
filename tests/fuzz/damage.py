"""Files changed by bytes and by what they say: values, keys, lines, words."""

# ruff: noqa: E501 - tables of odd values
from __future__ import annotations

import json
from random import Random

from ruamel.yaml import YAML

Words = list[str]
"""What the program is called with."""

VALUES: list[object] = [
    None, True, "", " ", "x", 0, -1, 1, 2**63, 2**64, -(2**63), 10**30, 0.5, -0.0, 1e308, 5e-324, [], {}, [[]],
    [None], {"": None}, {"x": 1}, "\ud800", "a\nb", "baseline\n", "\u202eabc", "\x00", "\x1b[31m", "\u2028",
    "nan", "2020-02-30", "0000-00-00", "2020-09-07\n", "9999-12-31", "0001-01-01", "%", "1,5", "25%", "25%\n",
    "2019/20", "2019/20\n", "2098/99", "1900/01", "9999/00", "all", "netherlands", "..", "/", "~", "a/b",
    "n" * 300, "n" * 5000, "٣", "１２", "²", "½", "é" * 255, ["x"] * 1000, [1, "a", None, []], "tutoring",
    "Utrecht", "rowid", "for", "type", "<b>&amp;", "{{ x }}", "${HOME}", "%s%n", "inf", "A" * 40 + "!",
]  # fmt: skip
TOKENS = [
    ".inf", "-.inf", ".nan", "1e400", "-1e400", "0x_", "0b2", "0o9", "1_0", "1" * 30, "1" * 5000, "0x" + "f" * 5000,
    "&a ", "*a", "<<: ", "? ", "- ", ": ", "!!binary ", "!!set ", "!x ", "!!int ", "!!float ", "!!timestamp ",
    "%YAML 1.2\n", "%YAML 1.1\n---\n", "%TAG ! x\n", "---\n", "...\n", "|\n", ">-\n", "'", '"', "{", "}", "[", "]",
    "\t", "\r", "\r\n", "\n", "\x00", "\x07", "\x85", "\u2028", "\ufeff", '"\\ud800"', '"\\x00"', "#", "@", "`",
    "\\", ",", ";", "|", "~", "null", "true", "Yes", "2020-02-30", "190:20:30", "=", "\x1b[2J", "\u202e", "é", "１",
    "sep=;\n", "rowid", '"a\nb"', "0,5", "5%", "1e5", "-0", "+1", "<5", "1.000", "1 000", "\x1a", "\x0b", "\x0c",
]  # fmt: skip


def by_bytes(rng: Random, content: bytes) -> bytes:
    """Give content with some bytes, lines and words changed."""
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 1, 2, 3, 8])):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice([1, 1, 2, 5, 20, 80]))
        how = rng.randrange(6)
        if how == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif how == 1:
            del data[at:to]
        elif how == 2:
            data[at:at] = data[at:to] * rng.choice([1, 1, 2, 30])
        elif how == 3:
            data[at:at] = rng.choice(TOKENS).encode("utf-8", "surrogatepass")
        elif how == 4:
            data[at:to] = rng.choice(TOKENS).encode("utf-8", "surrogatepass")
        else:
            data = _lines_changed(rng, data)
    return bytes(data)


def _lines_changed(rng: Random, data: bytearray) -> bytearray:
    lines = bytes(data).splitlines(keepends=True) or [b"\n"]
    one, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    how = rng.randrange(4)
    if how == 0:
        lines[one], lines[other] = lines[other], lines[one]
    elif how == 1:
        lines.insert(one, lines[other])
    elif how == 2:
        lines[one] = b"  " + lines[one]
    else:
        name, colon, _ = lines[one].partition(b":")
        lines[one] = name + colon + b" " + rng.choice(TOKENS).encode("utf-8", "surrogatepass") + b"\n"
    return bytearray(b"".join(lines))


def by_structure(rng: Random, content: bytes) -> bytes:
    """Give a YAML file in which values and keys are others; JSON, which is YAML, can hold them all."""
    whole = YAML(typ="safe", pure=True).load(content.decode())
    whole = json.loads(json.dumps(whole, default=str))
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        whole = _changed(rng, whole)
    return json.dumps(whole, indent=rng.choice([None, 1])).encode()


def _changed(rng: Random, value: object) -> object:
    if rng.random() < 0.25 or not isinstance(value, dict | list) or not value:
        return rng.choice([
            lambda: rng.choice(VALUES), lambda: rng.choice(VALUES), lambda: [value], lambda: [value, value],
            lambda: {"x": value}, lambda: str(value), lambda: [rng.choice(VALUES), value],
        ])()  # fmt: skip
    if isinstance(value, list):
        place = rng.randrange(len(value))
        return [_changed(rng, one) if at == place else one for at, one in enumerate(value)]
    key = rng.choice(list(value))
    rest = {name: one for name, one in value.items() if name != key}
    how = rng.random()
    if how < 0.1:
        return rest
    if how < 0.2:
        return rest | {str(rng.choice(VALUES)): value[key]}
    return {name: _changed(rng, one) if name == key else one for name, one in value.items()}
