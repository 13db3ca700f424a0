-- name: append
-- Store a batch of appends in one transaction of its own.
SELECT head, stamped_at, outcomes, firsts, lasts, stamps FROM append_batch($1, $2, $3, $4);

-- name: durability
-- Tell whether what is acknowledged survives a power cut.
SELECT current_setting('fsync') <> 'off' AND current_setting('synchronous_commit') <> 'off';

-- name: page
-- Read the log by position, oldest first.
SELECT position, stream_id, version, topic, schema_version, body, event_id, recorded_at, leaf, actor, capacity,
    effective_on, acting_for, authority, reason, corrects, causation_id, correlation_id, request_id
FROM event WHERE position > $1 ORDER BY position LIMIT $2;

-- name: stream
-- Read one stream by version, oldest first.
SELECT position, stream_id, version, topic, schema_version, body, event_id, recorded_at, leaf, actor, capacity,
    effective_on, acting_for, authority, reason, corrects, causation_id, correlation_id, request_id
FROM event WHERE stream_id = $1 AND version > $2 AND version <= $3 ORDER BY version;

-- name: streams
-- Read all streams of a kind by name and version; ';' is the character after ':'.
SELECT position, stream_id, version, topic, schema_version, body, event_id, recorded_at, leaf, actor, capacity,
    effective_on, acting_for, authority, reason, corrects, causation_id, correlation_id, request_id
FROM event WHERE stream_id >= $1 || ':' AND stream_id < $1 || ';' ORDER BY stream_id, version;

-- name: head
-- Give the last position, 0 for an empty log.
SELECT coalesce(max(position), 0) FROM event;

-- name: answered
-- Look up what an earlier request was asked and got.
SELECT fingerprint, last, answer FROM request WHERE scope = $1 AND key = $2;

-- name: stream_ids
-- List the streams of a kind by name.
SELECT stream_id FROM event
WHERE stream_id >= $1 || ':' AND stream_id < $1 || ';' AND version = 1 ORDER BY stream_id;
