"""Every select of the rooms of mentors, and who may see what."""
