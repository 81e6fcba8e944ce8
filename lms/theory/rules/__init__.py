"""The pure parts of theory: what a time means at each place, who counts as there, the strip of days, the calendar file."""
