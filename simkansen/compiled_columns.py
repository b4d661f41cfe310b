"""Tables of columns as compiled code is handed them: one plain array of addresses each.

A kernel reads some of the columns of a table. Handed over as tuples, all of them would be checked and taken
apart at every call, and compiled into every kernel: most of the time of a call, and of compiling. A
`ColumnTable` is taken apart column by column, where a kernel names one; `state.skill` is written the same.
Columns are changed in place: none may be made anew while a table of it is used.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, NamedTuple, TypeVar, cast

import numpy as np
from llvmlite import ir
from numba import config, typeof, types
from numba.core import cgutils
from numba.core.datamodel import models
from numba.core.extending import NativeValue, lower_getattr_generic, register_model, typeof_impl, unbox
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.np.arrayobj import make_array, populate_array
from numpy.typing import NDArray

# Compiled code follows this text: its cache is named after all sources that speak of `simkansen.compiled`.

if TYPE_CHECKING:
    from llvmlite.ir import Function, IRBuilder, Value
    from numba.core.base import BaseContext
    from numba.core.pythonapi import _UnboxContext

Columns = TypeVar("Columns", bound=NamedTuple)

_ADDRESSES = types.Array(types.int64, 1, "C")
_NUMBER = ir.IntType(64)
_BYTES = 8


class TableType(types.Type):
    """What compiled code knows of a table: the name of each column, and of what kind it is.

    Parameters
    ----------
    name
        Name of the table.
    members
        Name and type of each column, in order; a table may hold tables.
    """

    def __init__(self, name: str, members: tuple[tuple[str, types.Array | TableType], ...]) -> None:
        self.members = members
        self.width = sum(_width(member) for _, member in members)
        super().__init__(f"{name}({', '.join(f'{column}: {member}' for column, member in members)})")

    def place(self, name: str) -> int:
        """Return where the numbers of a column begin among those of the table."""
        before = [column for column, _ in self.members].index(name)
        return sum(_width(member) for _, member in self.members[:before])


def _width(member: types.Array | TableType) -> int:
    """Count the numbers that stand for a column: where it is, and how long on each axis."""
    return member.width if isinstance(member, TableType) else 1 + member.ndim


def _pointer_to(of: TableType) -> ir.PointerType:
    return ir.ArrayType(_NUMBER, of.width).as_pointer()


def type_of(columns: NamedTuple) -> TableType:
    """Return the compiled type of a tuple of columns.

    Parameters
    ----------
    columns
        Arrays in C order, and such tuples.

    Raises
    ------
    TypeError
        If a column is no such array.
    """
    kinds = tuple([_kind_of(column) for column in columns])
    known = _types.get((type(columns), kinds))
    if known is None:
        known = _types[type(columns), kinds] = _type_of(columns)
    return known


_types: dict[tuple[type, tuple[Hashable, ...]], TableType] = {}
"""Types by the kind of tuple and of each column: a simulation hands over the same ones as that before it."""


def _kind_of(column: object) -> Hashable:
    """Return all that the type of a column follows from."""
    if isinstance(column, np.ndarray):
        flags = column.flags
        return column.dtype, column.ndim, flags.c_contiguous, flags.writeable, flags.aligned
    return cast(
        "Hashable", type_of(cast("NamedTuple", column)) if hasattr(column, "_fields") else type(column)
    )


def _type_of(columns: NamedTuple) -> TableType:
    members = []
    for name, column in zip(columns._fields, columns, strict=True):
        member = type_of(column) if hasattr(column, "_fields") else typeof(column)
        if not isinstance(member, TableType) and getattr(member, "layout", None) != "C":
            raise TypeError(f"column '{name}' of {type(columns).__name__} is no array in C order")
        members.append((name, member))
    return TableType(type(columns).__name__, tuple(members))


def addresses_of(columns: NamedTuple) -> NDArray[np.int64]:
    """Return where each column of a tuple is and how long on each axis, one after the other."""
    return np.array(_numbers_of(columns), dtype=np.int64)


def _numbers_of(columns: NamedTuple) -> list[int]:
    found: list[int] = []
    for column in columns:
        if hasattr(column, "_fields"):
            found += _numbers_of(column)
        else:
            found += column.__array_interface__["data"][0], *column.shape
    return found


class ColumnTable:
    """A tuple of columns as kernels take it: made once, handed over at each call.

    Parameters
    ----------
    columns
        Arrays in C order, and such tuples; kept as long as this is.

    Attributes
    ----------
    addresses : ndarray of int64
        As of `addresses_of`.
    """

    __slots__ = ("_columns", "_numba_type_", "addresses")

    def __init__(self, columns: NamedTuple) -> None:
        self._columns = columns
        self._numba_type_ = type_of(columns)
        self.addresses = addresses_of(columns)

    def __reduce__(self) -> tuple[type[ColumnTable], tuple[NamedTuple]]:
        """Make it anew of the columns of a copy, which are elsewhere, in another process or in this one."""
        return ColumnTable, (self._columns,)


def handed(columns: Columns) -> Columns:
    """Return the table of a tuple of columns, for kernels alone; where nothing is compiled, the tuple."""
    return columns if vars(config)["DISABLE_JIT"] else cast("Columns", ColumnTable(columns))


def refuse_other_shapes(columns: NamedTuple, before: NamedTuple) -> None:
    """Refuse columns that are not as long as those that they stand for: no kernel looks where one ends.

    Raises
    ------
    ValueError
        Names the first of them.
    """
    for name, mine, theirs in zip(columns._fields, columns, before, strict=True):
        if hasattr(mine, "_fields"):
            refuse_other_shapes(mine, theirs)
        elif mine.shape != theirs.shape:
            of = type(columns).__name__
            raise ValueError(f"column '{name}' of {of} has shape {mine.shape}; it must be {theirs.shape}")


def table(kind: type[Columns]) -> type[Columns]:
    """Let kernels take tuples of a kind as tables, also where nobody made one: more slowly, by the same code.

    Parameters
    ----------
    kind
        A named tuple of arrays in C order, or of such tuples.
    """
    typeof_impl.register(kind)(lambda columns, _: type_of(columns))
    kind.addresses = property(addresses_of)  # type: ignore[attr-defined]
    return kind


@register_model(TableType)
class _TableModel(models.PrimitiveModel):
    """A table in compiled code: where its numbers are."""

    def __init__(self, manager: object, of: TableType) -> None:
        super().__init__(manager, of, _pointer_to(of))


@infer_getattr
class _ColumnOfTable(AttributeTemplate):
    key = TableType

    def generic_resolve(self, of: TableType, name: str) -> types.Type | None:  # type: ignore[override]
        """Return the type of a column."""
        return dict(of.members).get(name)


@unbox(TableType)
def _take_table(of: TableType, value: Value, c: _UnboxContext) -> NativeValue:
    addresses = c.pyapi.object_getattr_string(value, "addresses")
    native = c.unbox(_ADDRESSES, addresses)
    c.pyapi.decref(addresses)  # the array that is unboxed holds it

    def let_go() -> None:
        """Let go of the numbers after the call: of a plain pointer nobody knows that there is more to it."""
        c.context.nrt.decref(c.builder, _ADDRESSES, native.value)

    data = make_array(_ADDRESSES)(c.context, c.builder, native.value).data
    where = c.builder.bitcast(data, _pointer_to(of))
    return NativeValue(where, is_error=native.is_error, cleanup=let_go)


def _number(builder: IRBuilder, start: Value, place: int) -> Value:
    """Read a number of a table. That it never changes spares reading it again at every row."""
    found = builder.load(cgutils.gep_inbounds(builder, start, 0, place), align=_BYTES)
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return found


def _readable_throughout(function: Function) -> None:
    """Say of the tables that a function is handed that they can be read at any time, also before a loop."""
    for argument in function.args:
        pointee = getattr(argument.type, "pointee", None)
        if isinstance(pointee, ir.ArrayType) and pointee.element == _NUMBER:
            argument.attributes.dereferenceable = _BYTES * pointee.count
            argument.attributes.align = _BYTES


@lower_getattr_generic(TableType)
def _column(context: BaseContext, builder: IRBuilder, of: TableType, value: Value, name: str) -> Value:
    _readable_throughout(builder.function)
    member, place = dict(of.members)[name], of.place(name)
    if isinstance(member, TableType):
        return builder.bitcast(cgutils.gep_inbounds(builder, value, 0, place), _pointer_to(member))
    array = make_array(member)(context, builder)
    shape = [_number(builder, value, place + 1 + axis) for axis in range(member.ndim)]
    itemsize = context.get_constant(types.intp, np.dtype(str(member.dtype)).itemsize)
    strides = [itemsize]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    data = builder.inttoptr(_number(builder, value, place), array.data.type)
    populate_array(array, data=data, shape=shape, strides=strides, itemsize=itemsize, meminfo=None)
    return array._getvalue()
