"""The figures of a behaviour: series of numbers by part, case, step and name; their file and their digest."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DIGITS = 10
"""Significant digits of a figure that count in a digest."""


class Key(NamedTuple):
    """What a series is of.

    Attributes
    ----------
    part
        One of `simkansen.identity.scopes.PARTS`.
    case
        What was simulated.
    step
        Step of the week, or what else makes the figures.
    figure
        Name of the column or measure.
    by
        What its numbers are counted by: ``week``, or ``place``.
    """

    part: str
    case: str
    step: str
    figure: str
    by: str


class Figures:
    """Series in the order in which they were made.

    Parameters
    ----------
    series
        Numbers by key.
    """

    def __init__(self, series: Iterable[tuple[Key, Floats]] = ()) -> None:
        self._series: dict[Key, Floats] = {}
        for key, values in series:
            self.add(key, values)

    def add(self, key: Key, values: Sequence[float] | Floats) -> None:
        """Add a series; what is no number counts as one that nothing else has.

        Parameters
        ----------
        key
            What it is of; each may stand once.
        values : sequence of float, shape (n,)
            The numbers.

        Raises
        ------
        ValueError
            If there is such a series already.
        """
        if key in self._series:
            raise ValueError(f"two series of {key}")
        numbers = np.array(values, dtype=np.float64).ravel()
        self._series[key] = np.where(np.isfinite(numbers), numbers, _NO_NUMBER)

    def __iter__(self) -> Iterator[tuple[Key, Floats]]:
        return iter(self._series.items())

    def __len__(self) -> int:
        return len(self._series)

    def of(self, part: str) -> dict[Key, Floats]:
        """Give the series of a part."""
        return {key: values for key, values in self._series.items() if key.part == part}

    @property
    def parts(self) -> tuple[str, ...]:
        """Parts that have a series, in order."""
        return tuple(dict.fromkeys(key.part for key in self._series))

    def digest(self, part: str) -> str:
        """Digest a part: keys and numbers, these to `DIGITS` digits."""
        digest = hashlib.blake2b(digest_size=16)
        for key, values in self.of(part).items():
            digest.update(json.dumps(key).encode())
            digest.update(" ".join(f"{value:.{DIGITS - 1}e}" for value in values.tolist()).encode())
        return digest.hexdigest()

    def write(self, path: Path) -> None:
        """Write all series into a file; the same series give the same bytes with the same zlib."""
        head = json.dumps([[*key, values.size] for key, values in self]).encode()
        bits = np.concatenate([values for _, values in self] or [np.empty(0)]).view(np.int64)
        # A figure that stays as it was becomes a zero, and like bytes stand together: both pack well.
        steps = np.diff(bits, prepend=np.int64(0)).astype("<i8").view(np.uint8).reshape(-1, 8)
        body = np.ascontiguousarray(steps.T).tobytes()
        packed = [zlib.compress(one, 9) for one in (head, body)]
        out = io.BytesIO()
        out.write(_MAGIC)
        for one in packed:
            out.write(len(one).to_bytes(8, "little") + one)
        path.write_bytes(out.getvalue())

    @classmethod
    def read(cls, path: Path) -> Figures:
        """Read what `write` wrote.

        Raises
        ------
        ValueError
            If it is no such file.
        """
        content = path.read_bytes()
        if not content.startswith(_MAGIC):
            raise ValueError(f"{path.name} holds no behaviour")
        at, parts = len(_MAGIC), []
        for _ in range(2):
            size = int.from_bytes(content[at : at + 8], "little")
            parts.append(zlib.decompress(content[at + 8 : at + 8 + size]))
            at += 8 + size
        turned = np.frombuffer(parts[1], dtype=np.uint8).reshape(8, -1)
        steps = np.ascontiguousarray(turned.T).view("<i8").ravel()
        bits = np.cumsum(steps, dtype=np.int64)
        found, start = cls(), 0
        for *key, size in json.loads(parts[0]):
            found.add(Key(*key), bits[start : start + size].view(np.float64))
            start += size
        return found


_MAGIC = b"simkansen behaviour 1\n"

_NO_NUMBER = -1234567.0
"""Stands for not-a-number and for what has no bound."""
