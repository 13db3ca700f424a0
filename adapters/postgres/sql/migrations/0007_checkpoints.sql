-- The Merkle tree over the leaves, and the checkpoints that were signed over it.
--
-- Of the tree only the complete subtrees of 256, 65,536 ... leaves are kept: what lies between is joined when asked for,
-- from at most 256 hashes a time. Appends pay nothing; whoever asks brings the tree up to the log first.

CREATE TABLE subtree (
    level smallint NOT NULL CHECK (level > 0 AND level % 8 = 0),
    nth bigint NOT NULL CHECK (nth >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (level, nth)
);
COMMENT ON TABLE subtree IS 'Roots of complete subtrees: node nth of a level stands over 2^level leaves. Made again from the log at any time.';

-- Join complete subtrees of one level, a power of two of them, into the root over them.
CREATE FUNCTION joined_root(hashes bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    WHILE cardinality(hashes) > 1 LOOP
        hashes := ARRAY(
            SELECT sha256('\x01'::bytea || hashes[2 * pair - 1] || hashes[2 * pair])
            FROM generate_series(1, cardinality(hashes) / 2) AS pair ORDER BY pair);
    END LOOP;
    RETURN hashes[1];
END
$$;

-- Complete the next subtrees, at most so many, and tell over how many leaves the lowest level now stands.
-- Only the owner writes, so nobody who serves could make a proof fail. Of two that run at once, one finds it done.
CREATE FUNCTION extend_tree(most integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT
  SET enable_seqscan TO off
AS $$
DECLARE
    head bigint := coalesce((SELECT e.position FROM event e ORDER BY e.position DESC LIMIT 1), 0);
    done bigint := coalesce((SELECT s.nth + 1 FROM subtree s WHERE s.level = 8 ORDER BY s.nth DESC LIMIT 1), 0);
    upper smallint;
    above bigint;
BEGIN
    WHILE most > 0 AND (done + 1) * 256 <= head LOOP
        INSERT INTO subtree (level, nth, hash)
        SELECT 8, done, joined_root(ARRAY(
            SELECT e.leaf FROM event e
            WHERE e.position > done * 256 AND e.position <= (done + 1) * 256 ORDER BY e.position))
        ON CONFLICT DO NOTHING;
        upper := 8;
        above := done;
        WHILE above % 256 = 255 LOOP -- the last of its 256: the one above is complete as well
            above := above / 256;
            INSERT INTO subtree (level, nth, hash)
            SELECT upper + 8, above, joined_root(ARRAY(
                SELECT s.hash FROM subtree s
                WHERE s.level = upper AND s.nth >= above * 256 AND s.nth < (above + 1) * 256 ORDER BY s.nth))
            ON CONFLICT DO NOTHING;
            upper := upper + 8;
        END LOOP;
        done := done + 1;
        most := most - 1;
    END LOOP;
    RETURN done * 256;
END
$$;
REVOKE ALL ON FUNCTION extend_tree FROM PUBLIC;
GRANT EXECUTE ON FUNCTION extend_tree TO shinchoku_app;
GRANT SELECT ON subtree TO shinchoku_app;

CREATE TABLE checkpoint (
    size bigint PRIMARY KEY CHECK (size > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    made_at timestamptz NOT NULL,
    cause text NOT NULL,
    note text NOT NULL
);
COMMENT ON TABLE checkpoint IS 'Signed states of the whole record (C2SP tlog-checkpoint); nothing is ever changed or removed.';
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER append_only;
GRANT SELECT, INSERT ON checkpoint TO shinchoku_app;
