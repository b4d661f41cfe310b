"""Households and what a home has."""
