-- name: prepare
-- Make the roles of the cluster and the schemas of the area named by the setting shinchoku.area, where they are missing.
DO $$
DECLARE
    area text := current_setting('shinchoku.area');
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['shinchoku_owner', 'shinchoku_app'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
            BEGIN
                EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL; -- another database of the cluster made it in the same moment
            END;
        END IF;
        IF NOT pg_has_role(current_user, wanted, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', wanted);
        END IF;
    END LOOP;
    -- The facts stand in the schema of the area; what is computed from them stands beside it, where the application may build.
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION shinchoku_owner', area);
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION shinchoku_app', area || '_views');
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO shinchoku_app', area);
END
$$;

-- name: enter
-- Become the owner of the area for this transaction, seeing its schema only.
SELECT set_config('role', 'shinchoku_owner', true),
    set_config('search_path', quote_ident(current_setting('shinchoku.area')) || ', pg_temp', true);

-- name: lock
-- Let one migration run at a time in this database.
SELECT pg_advisory_lock(hashtextextended('shinchoku migrations', 0));

-- name: ledger
-- Make the ledger of the migrations.
CREATE TABLE IF NOT EXISTS migration (
    number integer PRIMARY KEY,
    name text NOT NULL,
    checksum bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

-- name: applied
-- Read which migrations have run, oldest first.
SELECT number, name, checksum FROM migration ORDER BY number;

-- name: record
-- Note that a migration has run.
INSERT INTO migration (number, name, checksum) VALUES ($1, $2, $3);
