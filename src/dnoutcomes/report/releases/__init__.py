"""What earlier reports gave away, and for whom this one is."""
