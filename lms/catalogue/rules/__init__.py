"""Pure functions on plain values: the outline of a course, reading course files, marking answers."""
