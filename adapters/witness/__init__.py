"""The witness: a program for an office outside the service, which keeps what it saw and raises the alarm."""
