"""What is said: the questions of buyers by intent, and what staff answer, good or bad."""
