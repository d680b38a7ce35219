"""The formats for readers: HTML, PDF, Word and Excel."""
