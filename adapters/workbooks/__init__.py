"""Workbooks: the survey forms as offices fill them in, written by XlsxWriter, read by calamine in a child process."""
