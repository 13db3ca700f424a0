-- name: put
-- Keep bytes under their digest, unless they are kept already.
INSERT INTO document (sha256, content) VALUES (sha256($1::bytea), $1) ON CONFLICT (sha256) DO NOTHING;

-- name: get
-- Read bytes by their digest.
SELECT content FROM document WHERE sha256 = $1;
