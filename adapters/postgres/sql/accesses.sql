-- name: note
-- Write down one reading.
INSERT INTO access (read_at, person_id, capacity, office_id, key_id, operation, asked) VALUES ($1, $2, $3, $4, $5, $6, $7);

-- name: before
-- List readings before a number, newest first.
SELECT number, read_at, person_id, capacity, office_id, key_id, operation, asked
FROM access WHERE number < $1 ORDER BY number DESC LIMIT $2;
