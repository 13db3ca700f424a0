"""The scheduler: the calendar's acts. APScheduler is the clock and never the record; what is due is derived."""
