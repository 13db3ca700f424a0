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
    SELECT concat(
        '{"acting_for":', coalesce(to_json(acting_for)::text, 'null'),
        ',"actor":', to_json(actor),
        ',"authority":', coalesce(to_json(authority)::text, 'null'),
        ',"body":', body,
        ',"capacity":', to_json(capacity),
        ',"causation_id":', coalesce('"' || causation_id::text || '"', 'null'),
        ',"corrects":', coalesce('"' || corrects::text || '"', 'null'),
        ',"correlation_id":', coalesce('"' || correlation_id::text || '"', 'null'),
        ',"effective_on":"', to_char(effective_on::timestamp, 'YYYY-MM-DD'),
        '","event_id":"', event_id,
        '","position":', "position",
        ',"reason":', coalesce(to_json(reason)::text, 'null'),
        ',"recorded_at":"', to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        '","request_id":', coalesce(to_json(request_id)::text, 'null'),
        ',"schema_version":', schema_version,
        ',"stream_id":', to_json(stream_id),
        ',"topic":', to_json(topic),
        ',"version":', version, '}')
$$;

-- What a batch is made of. ``nth`` counts its appends from 1.
CREATE TYPE new_event AS (
    nth integer,
    leads boolean, -- the first event of its stream in its append: the stream must stand right before it
    event_id uuid,
    stream_id text,
    version integer,
    topic text,
    schema_version integer,
    body text,
    actor text,
    capacity text,
    effective_on date,
    acting_for text,
    authority text,
    reason text,
    corrects uuid,
    causation_id uuid,
    correlation_id uuid,
    request_id text
);
CREATE TYPE stream_read AS (nth integer, stream_id text, version integer);
CREATE TYPE new_request AS (nth integer, scope text, key text, fingerprint bytea, answer text);

-- Store a batch of appends, each for itself: one that conflicts never fails its neighbours.
--
-- The caller sees to it that no two appends of a batch write the same stream, read what another writes, or share an
-- event id or a request key; so every check is against what is stored, and everything is linear in the batch.
-- What is stored is asked for one by one, LIMIT 1: a join or EXISTS might be hashed, and a plan made while the table was
-- small would then read all of a table that has grown.
-- ``counts`` gives the number of events of each append. Outcomes: 0 stored, 1 repeated, 2 stream moved, 3 key reused.
CREATE FUNCTION append_batch(
    counts integer[], events new_event[], reads stream_read[], requests new_request[],
    OUT head bigint, OUT stamped_at timestamptz, OUT outcomes smallint[],
    OUT firsts bigint[], OUT lasts bigint[], OUT stamps timestamptz[]
) LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT
  SET enable_seqscan TO off -- a plan made while the table was small must not scan it when it has grown
AS $$
DECLARE
    earlier record;
    suspect boolean;
    written bigint;
BEGIN
    -- The lane: whoever holds it is alone from here to its commit, so that head + 1 is free and visible in order.
    PERFORM pg_advisory_xact_lock((x'53484e43'::bigint << 32) | 'event'::regclass::oid::bigint);
    head := coalesce((SELECT e.position FROM event e ORDER BY e.position DESC LIMIT 1), 0);
    stamped_at := clock_timestamp();
    outcomes := array_fill(0::smallint, ARRAY[cardinality(counts)]);
    firsts := array_fill(NULL::bigint, ARRAY[cardinality(counts)]);
    lasts := firsts;
    stamps := array_fill(NULL::timestamptz, ARRAY[cardinality(counts)]);

    -- Requests answered before.
    IF cardinality(requests) > 0 THEN
        FOR earlier IN
            SELECT n.nth, r.fingerprint = n.fingerprint AS same, r.first, r.last, r.recorded_at
            FROM unnest(requests) AS n
            CROSS JOIN LATERAL (SELECT * FROM request q WHERE q.scope = n.scope AND q.key = n.key LIMIT 1) AS r
        LOOP
            outcomes[earlier.nth] := CASE WHEN earlier.same THEN 1 ELSE 3 END;
            firsts[earlier.nth] := earlier.first;
            lasts[earlier.nth] := earlier.last;
            stamps[earlier.nth] := earlier.recorded_at;
        END LOOP;
    END IF;

    -- Streams read that have moved since.
    IF cardinality(reads) > 0 THEN
        FOR earlier IN
            SELECT n.nth FROM unnest(reads) AS n
            WHERE outcomes[n.nth] = 0 AND n.version <> coalesce(
                (SELECT e.version FROM event e WHERE e.stream_id = n.stream_id ORDER BY e.version DESC LIMIT 1), 0)
        LOOP
            outcomes[earlier.nth] := 2;
        END LOOP;
    END IF;

    -- Events stored before, and streams written that have moved: rare, so one look at all of them comes first.
    suspect := EXISTS (
        SELECT FROM unnest(events) AS n
        WHERE (n.leads AND n.version - 1 <> coalesce(
                (SELECT e.version FROM event e WHERE e.stream_id = n.stream_id ORDER BY e.version DESC LIMIT 1), 0))
            OR (SELECT e.position FROM event e WHERE e.event_id = n.event_id LIMIT 1) IS NOT NULL);
    IF suspect THEN
        FOR earlier IN
            SELECT n.nth, min(e.position) AS first, max(e.position) AS last, max(e.recorded_at) AS recorded_at,
                -- the very same events are the first outcome again, anything else is a conflict
                bool_and(e.position IS NOT NULL AND (e.stream_id, e.version, e.topic, e.schema_version, e.body::text)
                    = (n.stream_id, n.version, n.topic, n.schema_version, n.body)) AS same
            FROM unnest(events) AS n
            LEFT JOIN LATERAL (SELECT * FROM event s WHERE s.event_id = n.event_id LIMIT 1) AS e ON true
            WHERE outcomes[n.nth] IN (0, 2)
            GROUP BY n.nth
            HAVING count(e.position) > 0
                OR bool_or(n.leads AND n.version - 1 <> coalesce(
                (SELECT e.version FROM event e WHERE e.stream_id = n.stream_id ORDER BY e.version DESC LIMIT 1), 0))
        LOOP
            outcomes[earlier.nth] := CASE WHEN earlier.same THEN 1 ELSE 2 END;
            firsts[earlier.nth] := earlier.first;
            lasts[earlier.nth] := earlier.last;
            stamps[earlier.nth] := earlier.recorded_at;
        END LOOP;
    END IF;

    -- Rarely is anything left out; then what remains is counted on without it.
    IF 0 <> ANY (outcomes) THEN
        events := ARRAY(SELECT n FROM unnest(events) AS n WHERE outcomes[n.nth] = 0);
    END IF;

    INSERT INTO event (position, recorded_at, version, schema_version, effective_on, event_id, corrects, causation_id,
        correlation_id, stream_id, topic, actor, capacity, acting_for, authority, reason, request_id, body, leaf)
    SELECT n.position, stamped_at, n.version, n.schema_version, n.effective_on, n.event_id, n.corrects, n.causation_id,
        n.correlation_id, n.stream_id, n.topic, n.actor, n.capacity, n.acting_for, n.authority, n.reason, n.request_id,
        n.body::json,
        sha256('\x00'::bytea || convert_to(canonical_line(n.acting_for, n.actor, n.authority, n.body, n.capacity,
            n.causation_id, n.corrects, n.correlation_id, n.effective_on, n.event_id, n.position, n.reason, stamped_at,
            n.request_id, n.schema_version, n.stream_id, n.topic, n.version), 'UTF8'))
    FROM (SELECT head + given.ordinality AS position, given.* FROM unnest(events) WITH ORDINALITY AS given) AS n;
    GET DIAGNOSTICS written = ROW_COUNT;

    IF cardinality(requests) > 0 THEN
        INSERT INTO request (scope, key, fingerprint, first, last, recorded_at, answer)
        SELECT n.scope, n.key, n.fingerprint, stored.last - greatest(stored.events - 1, 0), stored.last, stamped_at,
            n.answer
        FROM unnest(requests) AS n
        JOIN (
            SELECT c.nth, c.events, head + sum(c.events) OVER (ORDER BY c.nth) AS last
            FROM unnest(counts) WITH ORDINALITY AS c (events, nth)
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
