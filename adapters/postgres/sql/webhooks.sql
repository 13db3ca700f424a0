-- name: places
-- Read how far every webhook has come.
SELECT object_id, run, position, tests, failures, failing_since, due_at FROM webhook_place;

-- name: settle
-- Begin a run unless it, or a later one, has begun: at $3 if none has since run $4 named that place, else where it stands.
INSERT INTO webhook_place (object_id, run, position) VALUES ($1, $2, $3)
ON CONFLICT (object_id) DO UPDATE
SET run = excluded.run, failures = 0, failing_since = NULL, due_at = NULL,
    position = CASE WHEN webhook_place.run < $4 THEN excluded.position ELSE webhook_place.position END
WHERE webhook_place.run < excluded.run;

-- name: place
-- Read how far one webhook has come.
SELECT object_id, run, position, tests, failures, failing_since, due_at FROM webhook_place WHERE object_id = $1;

-- name: advance
-- Move a webhook on from exactly where it was believed to stand.
UPDATE webhook_place SET position = $4, failures = 0, failing_since = NULL, due_at = NULL
WHERE object_id = $1 AND run = $2 AND position = $3 RETURNING true;

-- name: wait
-- Note a failure exactly where the webhook was believed to stand, and when to try again.
UPDATE webhook_place SET failures = failures + 1, failing_since = coalesce(failing_since, $4), due_at = $5
WHERE object_id = $1 AND run = $2 AND position = $3 RETURNING true;

-- name: tested
-- Take a test for oneself, before it is sent.
UPDATE webhook_place SET tests = $2 WHERE object_id = $1 AND tests < $2 RETURNING true;

-- name: note
-- Keep an attempt.
INSERT INTO webhook_attempt (object_id, attempted_at, first, last, status, fault, milliseconds)
VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: forget
-- Forget all but the last attempts of a webhook.
DELETE FROM webhook_attempt WHERE object_id = $1 AND number <= (
    SELECT number FROM webhook_attempt WHERE object_id = $1 ORDER BY number DESC OFFSET $2 LIMIT 1);

-- name: attempts
-- Read the last attempts of a webhook, newest first.
SELECT object_id, attempted_at, first, last, status, fault, milliseconds
FROM webhook_attempt WHERE object_id = $1 ORDER BY number DESC LIMIT $2;
