"""Sentences for people that know how they are made, so that a terminal can say them in another language.

What the program says is an English text wherever it is made, compared, counted, stored or written as data:
what happens never depends on a language. A text with values in it is made by `phrase`, which keeps beside
the text the template and the values; where it is printed, `spoken` looks up the template in the texts of a
language and fills in the values anew. A text without values is its own template. What a language lacks is
said in English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from gettext import NullTranslations
from string import Formatter
from typing import SupportsIndex


class Phrase(str):
    """An English text that knows the template and the values it is made of.

    Parameters
    ----------
    text
        The text.
    template
        The text with the names of its values between braces: what a language looks up.
    many
        The template for more than one, where it differs.
    number
        How many, where there is ``many``.
    values
        By the name of their field; phrases among them are said in the other language too.
    """

    template: str
    many: str
    number: float
    values: Mapping[str, object]

    def __new__(
        cls,
        text: str,
        template: str = "",
        many: str = "",
        number: float = 1,
        values: Mapping[str, object] | None = None,
    ) -> Phrase:
        """Make it; without a template it is said as it stands."""
        made = super().__new__(cls, text)
        made.template, made.many, made.number, made.values = template, many, number, values or {}
        return made

    def __str__(self) -> str:
        """Return the phrase itself: what an exception was told stays a phrase in ``str(error)``."""
        return self

    def __add__(self, other: str) -> str:
        """Put a text behind it."""
        return joined("", (self, other))

    def __radd__(self, other: str) -> str:
        """Put a text before it."""
        return joined("", (other, self))

    def removesuffix(self, suffix: str, /) -> str:
        """Leave out an end, of the template too where it stands there."""
        if not self.endswith(suffix) or not self.template.endswith(suffix) or self.many:
            return super().removesuffix(suffix)
        return phrase(self.template.removesuffix(suffix), **self.values)

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[object, ...]:
        """Go to other processes whole."""
        return Phrase, (str.__str__(self), self.template, self.many, self.number, dict(self.values))


def phrase(template: str, /, **values: object) -> str:
    """Make a text of a template in English.

    Parameters
    ----------
    template
        The text, each value as its name between braces, with its format behind a colon.
    **values
        The values.
    """
    return Phrase(template.format(**values) if values else template, template, values=values)


def phrase_of(number: float, one: str, many: str, /, **values: object) -> str:
    """Make a text that differs for one and for many.

    Parameters
    ----------
    number
        How many; ``{number}`` in the templates.
    one, many
        The templates.
    **values
        Other values.
    """
    values = {"number": number, **values}
    return Phrase((one if number == 1 else many).format(**values), one, many, number, values)


def figure(text: str) -> str:
    """Make a number that is written already, as one types it, one that has the decimal mark of a language.

    Parameters
    ----------
    text
        The number. What is to be copied into a file is no figure: it keeps its point.
    """
    return Phrase(text, "{number!d}", values={"number": text})


def joined(between: str, parts: Iterable[str]) -> str:
    """Put texts one behind another, as ``between.join(parts)`` does, each of which stays what it is."""
    each = list(parts)
    names = [f"part{place}" for place in range(len(each))]
    template = between.replace("{", "{{").replace("}", "}}").join(f"{{{name}}}" for name in names)
    return Phrase(between.join(each), template, values=dict(zip(names, each, strict=True)))


def spoken(text: str, texts: NullTranslations) -> str:
    """Say a text in a language.

    Parameters
    ----------
    text
        A phrase, or any text; one of several words that the language knows is said in it.
    texts
        The texts of the language, by their English template.
    """
    if not isinstance(text, Phrase):
        return texts.gettext(text) if " " in text else text
    if text.many:
        template = texts.ngettext(text.template, text.many, 1 if text.number == 1 else 2)
    else:
        template = texts.gettext(text.template) if text.template else str.__str__(text)
    if not text.values:
        return template
    said = {name: _said(value, texts) for name, value in text.values.items()}
    return _Writer(texts.gettext).vformat(template, (), said)


def _said(value: object, texts: NullTranslations) -> object:
    """Say a value; what is no text, such as an error, where it is told by a phrase."""
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else str(value)
    return spoken(text, texts) if isinstance(value, str) or isinstance(text, Phrase) else value


MARKS = "thousands ,"
"""Msgid of the mark between thousands; a language that has another one says so."""


class _Writer(Formatter):
    """Fills in values: thousands, and decimals that are cut for people, have the marks of a language."""

    def __init__(self, say: Callable[[str], str]) -> None:
        mark = say(MARKS)
        self._mark = mark if mark != MARKS else ","

    def convert_field(self, value: object, conversion: str | None) -> object:
        """Give a figure its decimal mark."""
        if conversion != "d":
            return super().convert_field(value, conversion)
        return str(value) if self._mark == "," else str(value).replace(".", ",")

    def format_field(self, value: object, format_spec: str) -> str:
        """Write one value."""
        text: str = super().format_field(value, format_spec)
        for_people = "," in format_spec or format_spec.endswith(("f", "%"))
        if not for_people or isinstance(value, str) or self._mark == ",":
            return text
        whole, point, decimals = text.partition(".")
        return whole.replace(",", self._mark) + ("," if point else "") + decimals
