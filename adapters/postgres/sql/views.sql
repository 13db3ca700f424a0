-- name: lanes
-- Read how far every generation of these views has come.
SELECT view, generation, version, position, live, failed_at, failure_code, failure, moved_at
FROM projection WHERE view = ANY ($1) ORDER BY view, generation;

-- name: begin
-- Begin a new generation of a view beside the one that is read.
INSERT INTO projection (view, generation, version)
SELECT $1, coalesce(max(generation), 0) + 1, $2 FROM projection WHERE view = $1
ON CONFLICT DO NOTHING;

-- name: begin_version
-- Begin the first generation of a view in this version of its code, or in none newer.
INSERT INTO projection (view, generation, version)
SELECT $1, coalesce(max(generation), 0) + 1, $2 FROM projection WHERE view = $1
HAVING coalesce(max(version), 0) < $2
ON CONFLICT DO NOTHING;

-- name: fence
-- Take a lane where we believe it stands; nothing comes back when another runner holds it or has moved it.
SELECT position FROM projection
WHERE view = $1 AND generation = $2 AND position = $3 FOR UPDATE SKIP LOCKED;

-- name: pass
-- Move lanes that have nothing to fold; those that another runner holds or has moved stay.
UPDATE projection AS p
SET position = $4, failed_at = NULL, failure_code = NULL, failure = NULL, moved_at = clock_timestamp()
FROM (
    SELECT held.view, held.generation FROM projection AS held
    JOIN unnest($1::text[], $2::integer[], $3::bigint[]) AS given (view, generation, position)
        USING (view, generation, position)
    ORDER BY held.view, held.generation FOR UPDATE OF held SKIP LOCKED
) AS free
WHERE p.view = free.view AND p.generation = free.generation
RETURNING p.view, p.generation;

-- name: move
-- Note how far a lane has come, in the transaction of its rows.
UPDATE projection
SET position = $3, failed_at = NULL, failure_code = NULL, failure = NULL, moved_at = clock_timestamp()
WHERE view = $1 AND generation = $2;

-- name: fail
-- Note at which position a lane cannot go on, and why, unless another runner has moved it.
UPDATE projection SET failed_at = $4, failure_code = $5, failure = $6, moved_at = clock_timestamp()
WHERE view = $1 AND generation = $2 AND position = $3;

-- name: rows
-- Load the rows that a batch touches.
SELECT key, doc FROM view_row WHERE view = $1 AND generation = $2 AND key = ANY ($3);

-- name: write
-- Write the rows of a batch.
INSERT INTO view_row (view, generation, key, fiscal_year, lg_code, position, doc)
SELECT $1, $2, given.key, given.fiscal_year, given.lg_code, given.position, given.doc
FROM unnest($3::text[], $4::integer[], $5::text[], $6::bigint[], $7::json[])
    AS given (key, fiscal_year, lg_code, position, doc)
ON CONFLICT (view, generation, key) DO UPDATE
SET fiscal_year = excluded.fiscal_year, lg_code = excluded.lg_code, position = excluded.position, doc = excluded.doc;

-- name: erase
-- Remove rows that are no more.
DELETE FROM view_row WHERE view = $1 AND generation = $2 AND key = ANY ($3);

-- name: hold
-- Hold all generations of a view, so that the swap is alone.
SELECT generation, position, live FROM projection WHERE view = $1 ORDER BY generation FOR UPDATE;

-- name: retire
-- Forget the generations before a new one.
DELETE FROM projection WHERE view = $1 AND generation < $2;

-- name: retire_rows
-- Forget the rows of the generations before a new one.
DELETE FROM view_row WHERE view = $1 AND generation < $2;

-- name: promote
-- Let a generation be the one that is read.
UPDATE projection SET live = true, moved_at = clock_timestamp() WHERE view = $1 AND generation = $2;

-- name: standing
-- Tell how many of these views are read, and the slowest position, of those that go on and of all.
SELECT count(*), coalesce(min(position) FILTER (WHERE failed_at IS NULL), 0), coalesce(min(position), 0)
FROM projection WHERE live AND view = ANY ($1);

-- name: get
-- Read one row of the live generation; a view that stands without the row answers with an empty doc.
SELECT p.version, p.position AS seen, r.key, r.position, r.doc
FROM projection AS p
LEFT JOIN view_row AS r ON r.view = p.view AND r.generation = p.generation AND r.key = $2
WHERE p.view = $1 AND p.live;

-- name: some
-- Read the rows of some keys of the live generation; a view that stands without them answers with an empty doc.
SELECT p.version, p.position AS seen, r.key, r.position, r.doc
FROM projection AS p
LEFT JOIN view_row AS r ON r.view = p.view AND r.generation = p.generation AND r.key = ANY ($2)
WHERE p.view = $1 AND p.live
ORDER BY r.key;

-- name: list
-- Read rows of the live generation by key, between two keys.
SELECT p.version, p.position AS seen, r.key, r.position, r.doc
FROM projection AS p
LEFT JOIN LATERAL (
    SELECT key, position, doc FROM view_row
    WHERE view = p.view AND generation = p.generation AND key > $2 AND key >= $3 AND key < $4
    ORDER BY key LIMIT $5
) AS r ON true
WHERE p.view = $1 AND p.live ORDER BY r.key;

-- name: list_of_fiscal_year
-- Read the rows of one fiscal year by key, of one municipality or of all.
SELECT p.version, p.position AS seen, r.key, r.position, r.doc
FROM projection AS p
LEFT JOIN LATERAL (
    SELECT key, position, doc FROM view_row
    WHERE view = p.view AND generation = p.generation AND fiscal_year = $6 AND ($7::text IS NULL OR lg_code = $7)
        AND key > $2 AND key >= $3 AND key < $4
    ORDER BY key LIMIT $5
) AS r ON true
WHERE p.view = $1 AND p.live ORDER BY r.key;

-- name: list_of_office
-- Read the rows of one municipality by key.
SELECT p.version, p.position AS seen, r.key, r.position, r.doc
FROM projection AS p
LEFT JOIN LATERAL (
    SELECT key, position, doc FROM view_row
    WHERE view = p.view AND generation = p.generation AND lg_code = $6 AND key > $2 AND key >= $3 AND key < $4
    ORDER BY key LIMIT $5
) AS r ON true
WHERE p.view = $1 AND p.live ORDER BY r.key;
