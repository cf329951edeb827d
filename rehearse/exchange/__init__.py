"""What leaves or enters the program: JSON, text, reports."""
