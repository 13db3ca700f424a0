-- name: silence
-- Let the server end this session when nothing comes over it for so many milliseconds.
SELECT set_config('idle_session_timeout', $1, false);

-- name: lead
-- Take the lead of the area's workers for as long as this connection lives, unless another one has it.
SELECT pg_try_advisory_lock(hashtextextended('shinchoku leadership ' || current_schema(), 0));

-- name: leads
-- Tell whether the connection still answers; the lock lives and dies with it.
SELECT true;
