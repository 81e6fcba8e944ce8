"""Who did what, who looked at whom, and what kind of installation this is."""
