"""The figures of the pages, one file each: what it shows, its table, its words and how it is drawn."""
