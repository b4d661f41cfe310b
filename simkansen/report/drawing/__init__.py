"""How figures of pages are drawn: axes, marks and texts of our own, written straight as SVG.

What is drawn is kept as it was asked for, and becomes shapes in points when it is written: as SVG by
`simkansen.report.drawing.svg`, as PDF and PNG through Matplotlib by `simkansen.report.drawing.plotted`. The
names of methods are Matplotlib's, of which this is the small part that the figures need.
"""
