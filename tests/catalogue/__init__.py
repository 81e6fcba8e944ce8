"""Courses: reading, asking, marking, publishing."""
