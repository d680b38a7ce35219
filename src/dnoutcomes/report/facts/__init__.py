"""What a report says, computed once and released: typed values, no sentences."""
