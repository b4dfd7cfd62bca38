"""The site: documents, tables and stored claims come in, pages, search index and data files go out."""
