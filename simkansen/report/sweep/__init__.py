"""The pages and the texts of a sweep."""
