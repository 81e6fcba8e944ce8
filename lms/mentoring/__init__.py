"""Mentors and those paired with them: engagements, assignments, conversations and meetings."""
