-- name: plan_each
-- Plan with the conditions at hand, so that those that were not given cost nothing.
SET LOCAL plan_cache_mode = force_custom_plan;

-- name: oldest
-- Read the trail by position after a place in it, oldest first.
SELECT position, stream_id, version, topic, schema_version, body, event_id, recorded_at, leaf, actor, capacity,
    effective_on, acting_for, authority, reason, corrects, causation_id, correlation_id, request_id
FROM event
WHERE position > $1 AND ($3::bigint IS NULL OR position <= $3)
    AND ($4::text IS NULL OR stream_id = $4)
    AND ($5::text IS NULL OR (topic >= $5 || '.' AND topic < $5 || '/'))
    AND ($6::text IS NULL OR topic = $6)
    AND ($7::text IS NULL OR office_of(stream_id) = $7)
    AND ($8::integer IS NULL OR fiscal_year_of(stream_id, effective_on) = $8)
    AND ($9::text IS NULL OR actor = $9)
    AND ($10::text IS NULL OR capacity = $10)
    AND ($11::uuid IS NULL OR correlation_id = $11)
    AND ($12::timestamptz IS NULL OR recorded_at >= $12)
    AND ($13::timestamptz IS NULL OR recorded_at < $13)
ORDER BY position LIMIT $2;

-- name: newest
-- Read the trail by position before a place in it, newest first.
SELECT position, stream_id, version, topic, schema_version, body, event_id, recorded_at, leaf, actor, capacity,
    effective_on, acting_for, authority, reason, corrects, causation_id, correlation_id, request_id
FROM event
WHERE position < $1 AND ($3::bigint IS NULL OR position <= $3)
    AND ($4::text IS NULL OR stream_id = $4)
    AND ($5::text IS NULL OR (topic >= $5 || '.' AND topic < $5 || '/'))
    AND ($6::text IS NULL OR topic = $6)
    AND ($7::text IS NULL OR office_of(stream_id) = $7)
    AND ($8::integer IS NULL OR fiscal_year_of(stream_id, effective_on) = $8)
    AND ($9::text IS NULL OR actor = $9)
    AND ($10::text IS NULL OR capacity = $10)
    AND ($11::uuid IS NULL OR correlation_id = $11)
    AND ($12::timestamptz IS NULL OR recorded_at >= $12)
    AND ($13::timestamptz IS NULL OR recorded_at < $13)
ORDER BY position DESC LIMIT $2;
