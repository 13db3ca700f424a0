"""PostgreSQL: the event log, the register of contacts and the migrations, on asyncpg."""
