-- The event log of one area, append-only below the application.
--
-- Runs as the no-login role that owns the area, with the search path set to the area's schema.

CREATE TABLE event (
    position bigint PRIMARY KEY CHECK (position > 0),
    recorded_at timestamptz NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    schema_version integer NOT NULL CHECK (schema_version > 0),
    effective_on date NOT NULL CHECK (isfinite(effective_on)),
    event_id uuid NOT NULL UNIQUE,
    corrects uuid,
    causation_id uuid,
    correlation_id uuid,
    stream_id text COLLATE "C" NOT NULL,
    topic text COLLATE "C" NOT NULL,
    actor text NOT NULL,
    capacity text NOT NULL,
    acting_for text,
    authority text,
    reason text,
    request_id text,
    body json NOT NULL,
    leaf bytea NOT NULL,
    UNIQUE (stream_id, version)
);
COMMENT ON TABLE event IS 'Facts: positions are gapless from 1, in commit order; nothing is ever changed or removed.';
COMMENT ON COLUMN event.body IS 'json, not jsonb: it keeps the exact canonical bytes that the leaf covers.';
COMMENT ON COLUMN event.leaf IS 'SHA-256 of a zero byte and the canonical line of every other column (RFC 6962 leaf).';

CREATE TABLE request (
    scope text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    fingerprint bytea NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    answer text,
    PRIMARY KEY (scope, key)
);
COMMENT ON TABLE request IS 'Idempotent requests with the first answer, written in the transaction of their events.';

CREATE TABLE contact (
    contact_id text COLLATE "C" PRIMARY KEY,
    name text NOT NULL,
    mail text,
    telephone text,
    sample boolean NOT NULL
);
COMMENT ON TABLE contact IS 'Names and addresses, erasable; events carry only the ids.';

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only: % is refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- ALWAYS: replica mode, in which ordinary triggers sleep, is refused as well.
ALTER TABLE event ENABLE ALWAYS TRIGGER append_only;

-- The line that is hashed: every recorded column under sorted keys, times and numbers as session-independent text.
-- One expression without settings of its own, so that the planner can inline it; STABLE because to_char is.
CREATE FUNCTION canonical_line(
    acting_for text, actor text, authority text, body text, capacity text, causation_id uuid, corrects uuid,
    correlation_id uuid, effective_on date, event_id uuid, "position" bigint, reason text, recorded_at timestamptz,
    request_id text, schema_version integer, stream_id text, topic text, version integer
) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT '{"acting_for":' || coalesce(to_json(acting_for)::text, 'null')
        || ',"actor":' || to_json(actor)::text
        || ',"authority":' || coalesce(to_json(authority)::text, 'null')
        || ',"body":' || body
        || ',"capacity":' || to_json(capacity)::text
        || ',"causation_id":' || coalesce('"' || causation_id::text || '"', 'null')
        || ',"corrects":' || coalesce('"' || corrects::text || '"', 'null')
        || ',"correlation_id":' || coalesce('"' || correlation_id::text || '"', 'null')
        || ',"effective_on":"' || to_char(effective_on, 'YYYY-MM-DD')
        || '","event_id":"' || event_id::text
        || '","position":' || "position"::text
        || ',"reason":' || coalesce(to_json(reason)::text, 'null')
        || ',"recorded_at":"' || to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        || '","request_id":' || coalesce(to_json(request_id)::text, 'null')
        || ',"schema_version":' || schema_version::text
        || ',"stream_id":' || to_json(stream_id)::text
        || ',"topic":' || to_json(topic)::text
        || ',"version":' || version::text || '}'
$$;

-- Store a batch of appends, each for itself: one that conflicts never fails its neighbours.
--
-- The caller sees to it that no two appends of a batch write the same stream, read what another writes, or share an
-- event id or a request key; so every check is against what is stored, and everything is linear in the batch.
-- Appends are numbered from 1 in the order of event_counts. Outcomes: 0 stored, 1 repeated, 2 stream moved, 3 key reused.
CREATE FUNCTION append_batch(
    event_counts integer[],
    request_of integer[], request_scopes text[], request_keys text[], request_fingerprints bytea[], request_answers text[],
    expected_of integer[], expected_streams text[], expected_versions integer[],
    event_of integer[], event_ids uuid[], stream_ids text[], versions integer[], topics text[], schema_versions integer[],
    bodies text[], actors text[], capacities text[], effective_ons date[], acting_fors text[], authorities text[],
    reasons text[], corrections uuid[], causation_ids uuid[], correlation_ids uuid[], request_ids text[],
    OUT head bigint, OUT stamped_at timestamptz, OUT outcomes smallint[],
    OUT firsts bigint[], OUT lasts bigint[], OUT stamps timestamptz[]
) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT
  SET enable_seqscan TO off -- a plan made while the table was small must not scan it when it has grown
AS $$
DECLARE
    earlier record;
    written bigint := 0;
BEGIN
    -- The lane: whoever holds it is alone from here to its commit, so that head + 1 is free and visible in order.
    PERFORM pg_advisory_xact_lock((x'53484e43'::bigint << 32) | 'event'::regclass::oid::bigint);
    SELECT coalesce(max(e.position), 0) INTO head FROM event e;
    stamped_at := clock_timestamp();
    outcomes := array_fill(0::smallint, ARRAY[cardinality(event_counts)]);
    firsts := array_fill(NULL::bigint, ARRAY[cardinality(event_counts)]);
    lasts := firsts;
    stamps := array_fill(NULL::timestamptz, ARRAY[cardinality(event_counts)]);

    -- Requests answered before.
    IF cardinality(request_of) > 0 THEN
        FOR earlier IN
            SELECT n.nth, r.fingerprint = n.fingerprint AS same, r.first, r.last, r.recorded_at
            FROM unnest(request_of, request_scopes, request_keys, request_fingerprints) AS n (nth, scope, key, fingerprint)
            JOIN request r ON r.scope = n.scope AND r.key = n.key
        LOOP
            outcomes[earlier.nth] := CASE WHEN earlier.same THEN 1 ELSE 3 END;
            firsts[earlier.nth] := earlier.first;
            lasts[earlier.nth] := earlier.last;
            stamps[earlier.nth] := earlier.recorded_at;
        END LOOP;
    END IF;

    -- Events stored before: the very same ones are the first outcome again, anything else is a conflict.
    IF EXISTS (SELECT FROM event e WHERE e.event_id = ANY (event_ids)) THEN
        FOR earlier IN
            SELECT n.nth, min(e.position) AS first, max(e.position) AS last, max(e.recorded_at) AS recorded_at,
                bool_and(e.position IS NOT NULL AND (e.stream_id, e.version, e.topic, e.schema_version, e.body::text)
                    = (n.stream_id, n.version, n.topic, n.schema_version, n.body)) AS same
            FROM unnest(event_of, event_ids, stream_ids, versions, topics, schema_versions, bodies)
                AS n (nth, event_id, stream_id, version, topic, schema_version, body)
            LEFT JOIN event e ON e.event_id = n.event_id
            WHERE outcomes[n.nth] = 0
            GROUP BY n.nth
            HAVING count(e.position) > 0
        LOOP
            outcomes[earlier.nth] := CASE WHEN earlier.same THEN 1 ELSE 2 END;
            firsts[earlier.nth] := earlier.first;
            lasts[earlier.nth] := earlier.last;
            stamps[earlier.nth] := earlier.recorded_at;
        END LOOP;
    END IF;

    -- Streams that have moved since they were read.
    FOR earlier IN
        SELECT n.nth
        FROM unnest(expected_of, expected_streams, expected_versions) AS n (nth, stream_id, version)
        WHERE outcomes[n.nth] = 0 AND n.version <> coalesce(
            (SELECT e.version FROM event e WHERE e.stream_id = n.stream_id ORDER BY e.version DESC LIMIT 1), 0)
    LOOP
        outcomes[earlier.nth] := 2;
    END LOOP;

    INSERT INTO event (position, recorded_at, version, schema_version, effective_on, event_id, corrects, causation_id,
        correlation_id, stream_id, topic, actor, capacity, acting_for, authority, reason, request_id, body, leaf)
    SELECT n.position, stamped_at, n.version, n.schema_version, n.effective_on, n.event_id, n.corrects, n.causation_id,
        n.correlation_id, n.stream_id, n.topic, n.actor, n.capacity, n.acting_for, n.authority, n.reason, n.request_id,
        n.body::json,
        sha256('\x00'::bytea || convert_to(canonical_line(n.acting_for, n.actor, n.authority, n.body, n.capacity,
            n.causation_id, n.corrects, n.correlation_id, n.effective_on, n.event_id, n.position, n.reason, stamped_at,
            n.request_id, n.schema_version, n.stream_id, n.topic, n.version), 'UTF8'))
    FROM (
        SELECT head + row_number() OVER (ORDER BY given.place) AS position, given.*
        FROM unnest(event_of, event_ids, stream_ids, versions, topics, schema_versions, bodies, actors, capacities,
            effective_ons, acting_fors, authorities, reasons, corrections, causation_ids, correlation_ids, request_ids)
            WITH ORDINALITY AS given (nth, event_id, stream_id, version, topic, schema_version, body, actor, capacity,
            effective_on, acting_for, authority, reason, corrects, causation_id, correlation_id, request_id, place)
        WHERE outcomes[given.nth] = 0
    ) AS n;
    GET DIAGNOSTICS written = ROW_COUNT;

    IF cardinality(request_of) > 0 THEN
        INSERT INTO request (scope, key, fingerprint, first, last, recorded_at, answer)
        SELECT n.scope, n.key, n.fingerprint, stored.last - greatest(stored.events - 1, 0), stored.last, stamped_at, n.answer
        FROM unnest(request_of, request_scopes, request_keys, request_fingerprints, request_answers)
            AS n (nth, scope, key, fingerprint, answer)
        JOIN (
            SELECT c.nth, c.events, head + sum(c.events) OVER (ORDER BY c.nth) AS last
            FROM unnest(event_counts) WITH ORDINALITY AS c (events, nth)
            WHERE outcomes[c.nth] = 0
        ) AS stored ON stored.nth = n.nth;
    END IF;

    IF written > 0 THEN
        PERFORM pg_notify('shinchoku_' || current_schema(), (head + written)::text);
    ELSIF 1 = ANY (outcomes) THEN
        -- A repeated outcome is confirmed by a write: its commit waits for the disk and for synchronous standbys.
        PERFORM pg_logical_emit_message(true, 'shinchoku', 'repeated');
    END IF;
END
$$;

REVOKE ALL ON FUNCTION append_batch FROM PUBLIC;
GRANT EXECUTE ON FUNCTION append_batch TO shinchoku_app;
GRANT SELECT ON event, request TO shinchoku_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON contact TO shinchoku_app;
