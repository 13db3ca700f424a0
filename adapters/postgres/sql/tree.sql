-- name: extend
-- Complete the next subtrees, at most so many, and tell over how many leaves the lowest level stands.
SELECT extend_tree($1);

-- name: leaves
-- Read leaves by their number, counted from 0.
SELECT leaf FROM event WHERE position > $1 AND position <= $2 ORDER BY position;

-- name: subtrees
-- Read the roots of complete subtrees of a level by their number.
SELECT hash FROM subtree WHERE level = $1 AND nth >= $2 AND nth < $3 ORDER BY nth;

-- name: last
-- Read the newest checkpoint.
SELECT size, made_at, cause, note FROM checkpoint ORDER BY size DESC LIMIT 1;

-- name: get
-- Read the checkpoint of a size.
SELECT size, made_at, cause, note FROM checkpoint WHERE size = $1;

-- name: first
-- Read the smallest checkpoint that holds the event at a position.
SELECT size, made_at, cause, note FROM checkpoint WHERE size >= $1 ORDER BY size LIMIT 1;

-- name: before
-- List the checkpoints below a size, newest first.
SELECT size, made_at, cause, note FROM checkpoint WHERE size < $1 ORDER BY size DESC LIMIT $2;

-- name: keep
-- Keep a checkpoint; of two of a size the first stays.
INSERT INTO checkpoint (size, root, made_at, cause, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (size) DO NOTHING;
