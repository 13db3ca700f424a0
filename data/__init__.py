"""What is known, with sources, and what is invented, with the mark SAMPLE. Read by ``application.reference``."""
