"""Calendars: deadlines and meetings as iCalendar, for the calendar programs that offices have."""
