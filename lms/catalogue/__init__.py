"""What there is to learn: course files, their releases, questions and how they are marked."""
