-- The rows of all views, and how far each generation of each view has come. Everything here can be built again from the log.
--
-- Runs as the no-login role that owns the area, with the search path set to the area's schema.

CREATE TABLE projection (
    view text COLLATE "C" NOT NULL,
    generation integer NOT NULL CHECK (generation > 0),
    version integer NOT NULL,
    position bigint NOT NULL DEFAULT 0,
    live boolean NOT NULL DEFAULT false,
    failed_at bigint,
    failure_code text,
    failure text,
    moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (view, generation)
) WITH (fillfactor = 50);
COMMENT ON TABLE projection IS 'One row per generation of a view: the fence of its runners. The live one is read, a newer one is being built.';
CREATE UNIQUE INDEX projection_live ON projection (view) WHERE live;

CREATE TABLE view_row (
    view text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    key text COLLATE "C" NOT NULL,
    fiscal_year integer,
    lg_code text COLLATE "C",
    position bigint NOT NULL,
    doc json NOT NULL,
    PRIMARY KEY (view, generation, key)
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
COMMENT ON TABLE view_row IS 'Rows of views; position is that of the last fact that moved the row, the order of keys is the order of reading.';
CREATE INDEX view_row_of_fiscal_year ON view_row (view, generation, fiscal_year, key) WHERE fiscal_year IS NOT NULL;
CREATE INDEX view_row_of_office ON view_row (view, generation, lg_code, key) WHERE lg_code IS NOT NULL;

GRANT SELECT, INSERT, UPDATE, DELETE ON projection, view_row TO shinchoku_app;

-- The audit trail is asked of the log itself. Which office and which fiscal year a fact belongs to is in its stream id;
-- a fact about a lasting object (a region, an office, a measure) belongs to the fiscal year of the day it took effect.
-- Both look at the three words behind the kind, and without a regular expression: two of those cost an append a sixth.
CREATE FUNCTION office_in(word text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN translate(left(word, 6), '0123456789', '##########') IN ('#####', '#####-') THEN left(word, 5) END;

CREATE FUNCTION year_in(word text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN left(word, 2) IN ('19', '20') AND translate(word, '0123456789', '##########') = '####'
    THEN word::integer END;

CREATE FUNCTION office_of(stream_id text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    office_in(split_part(stream_id, ':', 2)),
    office_in(split_part(stream_id, ':', 3)),
    office_in(split_part(stream_id, ':', 4)));

CREATE FUNCTION fiscal_year_of(stream_id text, effective_on date) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    year_in(split_part(stream_id, ':', 2)),
    year_in(split_part(stream_id, ':', 3)),
    year_in(split_part(stream_id, ':', 4)),
    extract(year FROM effective_on)::integer - (extract(month FROM effective_on) < 4)::integer);

CREATE INDEX event_of_actor ON event (actor, position);
CREATE INDEX event_of_topic ON event (topic, position);
CREATE INDEX event_of_office ON event (office_of(stream_id), position);
CREATE INDEX event_of_fiscal_year ON event (fiscal_year_of(stream_id, effective_on), position);
CREATE INDEX event_of_correlation ON event (correlation_id) WHERE correlation_id IS NOT NULL;
-- Times follow positions closely, so a summary per block range is enough, and costs an append nothing.
CREATE INDEX event_of_time ON event USING brin (recorded_at) WITH (pages_per_range = 16, autosummarize = on);
