"""What people answer: attempts at quizzes."""
