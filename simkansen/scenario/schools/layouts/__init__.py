"""Files about schools as publishers make them: known by their content, joined by school, made a table."""
