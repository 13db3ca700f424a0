"""What is true in the plan: plain synchronous Python, no clock, no input or output."""
