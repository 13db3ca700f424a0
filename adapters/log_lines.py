"""Log lines: one JSON object a line, in UTC, for machines; words for who looks at a terminal."""

import logging
import sys
from typing import TextIO

import structlog


def configure(stream: TextIO | None = None) -> None:
    """Let the service tell what it does on ``stream`` (standard error): every request to a machine, faults to a person.

    What somebody sent cannot break a line: JSON escapes it. Secrets are in no line (``adapters/api/envelope.py``).
    """
    told = stream or sys.stderr
    person = told.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if person else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(told),
        cache_logger_on_first_use=False,
    )
