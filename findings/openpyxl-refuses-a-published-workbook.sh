#!/bin/sh
# A workbook that Excel opens without a word is refused as a whole, because of how one colour is written.
#
# Software: openpyxl 3.1.5 (Python), also with read_only=True, data_only=True.
# Input: a workbook of one sheet in whose styles a colour is written "#000000" in place of "FF000000", as in the
#   scores of primary schools that CBS published for 2019; made here with XlsxWriter and that one change.
# Expected: values are read, since a colour has no bearing on them; or a warning.
# What happens: load_workbook raises "could not read stylesheet", and no option passes over styles. Another
#   reader, python-calamine 0.9.1, gives the values.
# Why it matters: a published file cannot be read by the reader that most programs use, and the message sends
#   people to look for XML that is wrong in a file that is in order.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install --quiet "openpyxl==3.1.5" "python-calamine==0.9.1" "XlsxWriter==3.3.1"
cd "$work"
"$work/env/bin/python" - <<'PYTHON'
import sys
import zipfile

import openpyxl
import python_calamine
import xlsxwriter

with xlsxwriter.Workbook("plain.xlsx") as book:
    sheet = book.add_worksheet("Tabel 1")
    sheet.write_row(0, 0, ["00AP00", 100, 33.02], book.add_format({"font_color": "#123456"}))
with zipfile.ZipFile("plain.xlsx") as old, zipfile.ZipFile("published.xlsx", "w") as new:
    for part in old.namelist():
        new.writestr(part, old.read(part).replace(b'"FF123456"', b'"#123456"'))

print("openpyxl", openpyxl.__version__)
refused = {}
for name, options in {"as it is": {}, "read only": {"read_only": True, "data_only": True}}.items():
    try:
        openpyxl.load_workbook("published.xlsx", **options)
        refused[name] = ""
    except Exception as error:
        refused[name] = f"{type(error).__name__}: {error}"
    print(f"{name}: {refused[name] or 'read'}")
rows = python_calamine.CalamineWorkbook.from_path("published.xlsx").get_sheet_by_index(0).to_python()
print("python-calamine:", rows)
as_told = all("aRGB" in one or "Colors" in one or "stylesheet" in one for one in refused.values())
as_told = as_told and rows == [["00AP00", 100.0, 33.02]]
print("as told above" if as_told else "this has changed")
sys.exit(0 if as_told else 1)
PYTHON
