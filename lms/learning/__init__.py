"""What people read: courses, lessons, where they stopped."""
