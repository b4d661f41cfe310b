"""What a school closure does to which pupils, and which interventions help whom."""

__version__ = "0.1.0"
