"""What is made to be kept and printed: articles and bulletins as PDF. Pure."""
