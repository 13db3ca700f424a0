"""Surveys at work: what stands in them when they are issued, and what becomes of them when they come back."""
