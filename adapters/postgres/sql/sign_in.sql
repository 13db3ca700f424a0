-- name: password
-- Read the hash of a password.
SELECT password_hash FROM credential WHERE person_id = $1;

-- name: put_password
-- Keep the hash of a password in place of an earlier one; a code that was handed over is used up by it.
WITH used AS (DELETE FROM access_code WHERE person_id = $1)
INSERT INTO credential (person_id, password_hash, set_at) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET password_hash = excluded.password_hash, set_at = excluded.set_at;

-- name: put_code
-- Keep the hash of a code that was handed over, in place of an earlier one.
INSERT INTO access_code (person_id, sha256, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (person_id) DO UPDATE SET sha256 = excluded.sha256, expires_at = excluded.expires_at;

-- name: code_fits
-- Tell whether a person was given this code, and it has not expired.
SELECT EXISTS (SELECT FROM access_code WHERE person_id = $1 AND sha256 = $2 AND expires_at > $3);

-- name: put_factor
-- Keep a second factor in place of an earlier one.
INSERT INTO second_factor (person_id, factor_id, salt, last_step) VALUES ($1, $2, $3, $4)
ON CONFLICT (person_id) DO UPDATE
SET factor_id = excluded.factor_id, salt = excluded.salt, last_step = excluded.last_step;

-- name: factor
-- Read the second factor of a person.
SELECT factor_id, salt, last_step FROM second_factor WHERE person_id = $1;

-- name: use_step
-- Use a time step; nothing comes back when it, or a later one, was used before.
UPDATE second_factor SET last_step = $3 WHERE person_id = $1 AND factor_id = $2 AND last_step < $3 RETURNING last_step;

-- name: put_recovery_codes
-- Keep the hashes of recovery codes in place of the earlier ones.
WITH earlier AS (DELETE FROM recovery_code WHERE person_id = $1)
INSERT INTO recovery_code (person_id, sha256) SELECT $1, unnest($2::bytea[]);

-- name: recovery_codes_left
-- Count the recovery codes that were not used.
SELECT count(*) FROM recovery_code WHERE person_id = $1;

-- name: use_recovery_code
-- Use a recovery code up; nothing comes back when it was none.
DELETE FROM recovery_code WHERE person_id = $1 AND sha256 = $2 RETURNING person_id;

-- name: failures
-- Read how often somebody failed in a row, and when last.
SELECT count, last_at FROM sign_in_failure WHERE person_id = $1;

-- name: note_failure
-- Count a failure.
INSERT INTO sign_in_failure (person_id, count, last_at) VALUES ($1, 1, $2)
ON CONFLICT (person_id) DO UPDATE SET count = sign_in_failure.count + 1, last_at = excluded.last_at;

-- name: drop_failures
-- Forget the failures of long ago.
DELETE FROM sign_in_failure WHERE last_at < $1;

-- name: forget_failures
-- Begin to count anew.
DELETE FROM sign_in_failure WHERE person_id = $1;

-- name: drop_sessions
-- Forget the sessions that are over: opened before, or not used since.
DELETE FROM session WHERE opened_at < $1 OR used_at < $2;

-- name: open_session
-- Keep a new session.
INSERT INTO session (sha256, session_id, person_id, office_id, capacity, opened_at, used_at, waiting, device)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: find_session
-- Read a session.
SELECT session_id, person_id, office_id, capacity, opened_at, used_at, waiting, device FROM session WHERE sha256 = $1;

-- name: turn_session
-- Put another token, and what has become of the session, in place of the earlier.
UPDATE session SET sha256 = $2, office_id = $3, capacity = $4, waiting = $5 WHERE sha256 = $1 RETURNING session_id;

-- name: touch_session
-- Remember that a session was used.
UPDATE session SET used_at = greatest(used_at, $2) WHERE sha256 = $1;

-- name: end_session
-- End one session of a person.
DELETE FROM session WHERE person_id = $1 AND session_id = $2 RETURNING session_id;

-- name: end_other_sessions
-- End every session of a person but one.
DELETE FROM session WHERE person_id = $1 AND session_id IS DISTINCT FROM $2 RETURNING session_id;

-- name: sessions_of
-- Read the sessions of a person, latest use first.
SELECT session_id, person_id, office_id, capacity, opened_at, used_at, waiting, device
FROM session WHERE person_id = $1 ORDER BY used_at DESC, session_id;
