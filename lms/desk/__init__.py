"""Each person's home, and the lists and pages that need more than one room."""
