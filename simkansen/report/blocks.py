"""What a reading is made of: sections with blocks of text, tables, figures and cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from simkansen.report.figures.parts import Picture, TextTable
from simkansen.report.style import Mark


@dataclass(frozen=True, slots=True)
class Text:
    """One paragraph."""

    text: str
    note: bool = False
    """Set in small letters: what one may need, not what one must read."""

    kind = "text"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    entries: Sequence[str]
    numbered: bool = False

    kind = "bullets"


@dataclass(frozen=True, slots=True)
class Code:
    """Text to copy, in letters of one width."""

    text: str

    kind = "code"


@dataclass(frozen=True, slots=True)
class Card:
    """One scenario read back: its name, and per intervention a heading with sentences."""

    label: str
    interventions: Sequence[tuple[str, Sequence[str]]]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Scenarios read back, folded away under a heading."""

    heading: str
    cards: Sequence[Card]

    kind = "cards"


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table."""

    table: TextTable

    kind = "table"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its caption and its table."""

    picture: Picture

    kind = "figure"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two figures beside each other, each in the form for a telephone; below each other on one."""

    pictures: Sequence[Picture]

    kind = "pair"


@dataclass(frozen=True, slots=True)
class Folded:
    """Blocks that open on a click; printed open."""

    heading: str
    blocks: Sequence[Block]
    printed: bool = True
    """Whether it comes on paper too."""

    kind = "folded"


@dataclass(frozen=True, slots=True)
class GlanceRow:
    """One intervention at a glance."""

    label: str
    mark: Mark
    at: Sequence[float]
    """Where both ends of its interval and its middle stand (per cent of the axis)."""

    number: str
    """What it gives."""

    band: str
    """Interval of that; empty where there is none."""

    beside: Sequence[tuple[str, str]]
    """The cells of `Glance.beside`: a text, and what stands below it in small letters."""

    marks: int
    """How well known it is, of four."""

    letter: str
    known: str
    """The same in words."""

    tip: str
    """What it gives as a phrase with its unit, for whoever points at the row."""

    few: str = ""
    """Of how many pupils it is, where they are so few that it is no finding."""


@dataclass(frozen=True, slots=True)
class Glance:
    """A figure as a table with a row and a small picture for each intervention."""

    picture: Picture
    rows: Sequence[GlanceRow]
    zero: float
    """Where nothing stands (per cent of the axis)."""

    ticks: Sequence[tuple[float, str]]
    caption: str
    head: tuple[str, str]
    """What rows are of, and what their numbers are."""

    beside: Sequence[tuple[str, str]]
    """Heads of the columns beside: of the table, and shorter on a telephone."""

    shown: int
    """Rows that are seen at once; of more all stand once more in a closed box."""

    more: str = ""
    """What that box is called."""


@dataclass(frozen=True, slots=True)
class Hero:
    """What a page begins with: the answer in one sentence, and one figure."""

    answer: str
    shown: Glance | Picture
    note: str = ""
    """What one must know to read it, below."""

    @property
    def picture(self) -> Picture:
        """The figure."""
        return self.shown.picture if isinstance(self.shown, Glance) else self.shown


Block: TypeAlias = "Text | Bullets | Code | Cards | Tabled | Figure | Pair | Folded"


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a reading."""

    key: str
    """Its id on the page."""

    heading: str
    blocks: Sequence[Block]

    @property
    def folded(self) -> bool:
        """Whether it is a closed box that bears its heading."""
        return isinstance(self.blocks[0], Folded) and self.blocks[0].heading == self.heading


@dataclass(frozen=True, slots=True)
class Reading:
    """The results as one kind of reader needs them."""

    reader: str
    title: str
    sections: Sequence[Section]
    lead: Sequence[str] = ()
    """Sentences under the title."""

    template: str = "reading.html.j2"
    extra: Mapping[str, object] = field(default_factory=dict)
    """What the template of this reader needs beside the sections."""

    hero: Hero | None = None

    @property
    def told_in_rows(self) -> str:
        """The key of the figure that the page shows as a table with small pictures; empty without one."""
        hero = self.hero
        return hero.picture.key if hero is not None and isinstance(hero.shown, Glance) else ""

    def pictures(self) -> dict[str, Picture]:
        """Return every figure of the sections by its key, in order."""
        found: dict[str, Picture] = {self.hero.picture.key: self.hero.picture} if self.hero else {}
        for section in self.sections:
            _collect(section.blocks, found)
        return found


def _collect(blocks: Sequence[Block], found: dict[str, Picture]) -> None:
    for block in blocks:
        if isinstance(block, Figure):
            found[block.picture.key] = block.picture
        elif isinstance(block, Pair):
            found |= {picture.key: picture for picture in block.pictures}
        elif isinstance(block, Folded):
            _collect(block.blocks, found)


def figures(*pictures: Picture | None) -> list[Block]:
    """Return the figures that there are as blocks."""
    return [Figure(p) for p in pictures if p is not None]


def pair(*pictures: Picture | None) -> list[Block]:
    """Return the figures that there are beside each other; one alone takes the whole width."""
    found = [p for p in pictures if p is not None]
    return [Pair(found)] if len(found) > 1 else figures(*found)


def folded(heading: str, *blocks: Block, printed: bool = True) -> list[Block]:
    """Return these blocks folded away under a heading, or nothing when there are none."""
    return [Folded(heading, blocks, printed)] if blocks else []


def tables(*found: TextTable | None) -> list[Block]:
    """Return the tables that there are as blocks."""
    return [Tabled(t) for t in found if t is not None]


def texts(*found: str, note: bool = False) -> list[Block]:
    """Return the sentences that are not empty as paragraphs."""
    return [Text(t, note) for t in found if t]
