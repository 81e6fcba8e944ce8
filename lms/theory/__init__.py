"""Online theory sessions: set, registered for, joined, and marked in a register."""
