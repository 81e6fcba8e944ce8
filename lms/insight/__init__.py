"""What it adds up to: completion, counted live within one's own scope."""
