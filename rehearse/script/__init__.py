"""Text to say: tokens, scripts."""
