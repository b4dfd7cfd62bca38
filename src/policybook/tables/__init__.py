"""Tables: rows come in, typed and checked frames go out, and their CSV files with the data package."""
