"""What the programme says to people, here and by mail."""
