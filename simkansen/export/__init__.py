"""Results for other programs: tidy tables as CSV, one workbook, or an RO-Crate."""
