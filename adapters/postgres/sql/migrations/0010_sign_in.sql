-- Signing in: what people prove themselves by, and the sessions that are open. Nothing of it is a fact of the plan; the
-- record (account.*) tells when something of it changed. Every secret is kept as a hash, or (seeds) as a salt alone.

CREATE TABLE credential (
    person_id text COLLATE "C" PRIMARY KEY,
    password_hash text NOT NULL,
    set_at timestamptz NOT NULL
);
COMMENT ON TABLE credential IS 'Passwords as argon2id hashes.';

CREATE TABLE access_code (
    person_id text COLLATE "C" PRIMARY KEY,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE access_code IS 'The code that was handed to a person to choose a password by; used once, gone in ten minutes.';

CREATE TABLE second_factor (
    person_id text COLLATE "C" PRIMARY KEY,
    factor_id text NOT NULL,
    salt text NOT NULL,
    last_step bigint NOT NULL
);
COMMENT ON TABLE second_factor IS 'Authenticators: the salt of each seed and the last time step used. Whether one counts, the record says.';

CREATE TABLE recovery_code (
    person_id text COLLATE "C" NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    PRIMARY KEY (person_id, sha256)
);
COMMENT ON TABLE recovery_code IS 'Recovery codes that were not used.';

CREATE TABLE sign_in_failure (
    person_id text COLLATE "C" PRIMARY KEY,
    count integer NOT NULL CHECK (count > 0),
    last_at timestamptz NOT NULL
);
COMMENT ON TABLE sign_in_failure IS 'Failures in a row to sign in as somebody, for the pause that follows; forgotten after a day.';

CREATE TABLE session (
    sha256 bytea PRIMARY KEY CHECK (octet_length(sha256) = 32),
    session_id text COLLATE "C" NOT NULL UNIQUE,
    person_id text COLLATE "C" NOT NULL,
    office_id text COLLATE "C" NOT NULL,
    capacity text NOT NULL,
    opened_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    waiting boolean NOT NULL,
    device text NOT NULL
);
CREATE INDEX session_of_person ON session (person_id);
COMMENT ON TABLE session IS 'Open sessions by the hash of their token; the row goes when the session ends.';

GRANT SELECT, INSERT, UPDATE, DELETE ON credential, access_code, second_factor, recovery_code, sign_in_failure, session TO shinchoku_app;
