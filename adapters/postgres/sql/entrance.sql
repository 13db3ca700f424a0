-- name: put_code
-- Keep the hash of a code printed on a console.
INSERT INTO setup_code (sha256, expires_at) VALUES ($1, $2);

-- name: drop_codes
-- Forget the codes that have expired.
DELETE FROM setup_code WHERE expires_at <= $1;

-- name: code_known
-- Tell whether a code was printed and has not expired.
SELECT EXISTS (SELECT FROM setup_code WHERE sha256 = $1 AND expires_at > $2);

-- name: note_use
-- Remember that a key was used; an older note never overwrites a newer one.
INSERT INTO key_use (key_id, used_at) VALUES ($1, $2)
ON CONFLICT (key_id) DO UPDATE SET used_at = greatest(key_use.used_at, excluded.used_at);

-- name: last_uses
-- Read when keys were last used.
SELECT key_id, used_at FROM key_use WHERE key_id = ANY ($1);
