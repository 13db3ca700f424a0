-- name: extend
-- Take the next events into the index of the trail, at most so many, and tell how far it has come.
SELECT extend_trail($1);

-- name: plan_each
-- Plan with the conditions at hand, so that those that were not given cost nothing.
SET LOCAL plan_cache_mode = force_custom_plan;

-- name: oldest
-- Read the trail by position after a place in it, oldest first.
SELECT e.position, e.stream_id, e.version, e.topic, e.schema_version, e.body, e.event_id, e.recorded_at, e.leaf, e.actor,
    e.capacity, e.effective_on, e.acting_for, e.authority, e.reason, e.corrects, e.causation_id, e.correlation_id,
    e.request_id
FROM trail t JOIN event e USING (position)
WHERE t.position > $1 AND ($3::bigint IS NULL OR t.position <= $3)
    AND ($4::text IS NULL OR e.stream_id = $4)
    AND ($5::text IS NULL OR (t.topic >= $5 || '.' AND t.topic < $5 || '/'))
    AND ($6::text IS NULL OR t.topic = $6)
    AND ($7::text IS NULL OR t.office = $7)
    AND ($8::integer IS NULL OR t.fiscal_year = $8)
    AND ($9::text IS NULL OR t.actor = $9)
    AND ($10::text IS NULL OR e.capacity = $10)
    AND ($11::uuid IS NULL OR t.correlation_id = $11)
    AND ($12::timestamptz IS NULL OR e.recorded_at >= $12)
    AND ($13::timestamptz IS NULL OR e.recorded_at < $13)
ORDER BY t.position LIMIT $2;

-- name: newest
-- Read the trail by position before a place in it, newest first.
SELECT e.position, e.stream_id, e.version, e.topic, e.schema_version, e.body, e.event_id, e.recorded_at, e.leaf, e.actor,
    e.capacity, e.effective_on, e.acting_for, e.authority, e.reason, e.corrects, e.causation_id, e.correlation_id,
    e.request_id
FROM trail t JOIN event e USING (position)
WHERE t.position < $1 AND ($3::bigint IS NULL OR t.position <= $3)
    AND ($4::text IS NULL OR e.stream_id = $4)
    AND ($5::text IS NULL OR (t.topic >= $5 || '.' AND t.topic < $5 || '/'))
    AND ($6::text IS NULL OR t.topic = $6)
    AND ($7::text IS NULL OR t.office = $7)
    AND ($8::integer IS NULL OR t.fiscal_year = $8)
    AND ($9::text IS NULL OR t.actor = $9)
    AND ($10::text IS NULL OR e.capacity = $10)
    AND ($11::uuid IS NULL OR t.correlation_id = $11)
    AND ($12::timestamptz IS NULL OR e.recorded_at >= $12)
    AND ($13::timestamptz IS NULL OR e.recorded_at < $13)
ORDER BY t.position DESC LIMIT $2;
