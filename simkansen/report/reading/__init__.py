"""Results as the report reads them: numbers, and no words."""
