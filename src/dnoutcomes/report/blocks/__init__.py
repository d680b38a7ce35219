"""What a report is made of: paragraphs, tables, cells, figures."""
