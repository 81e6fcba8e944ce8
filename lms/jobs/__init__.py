"""What is done later, again and again: the clockwork, and when it last ran. The work itself is in each room's `jobs.py`."""
