-- name: put
-- Write or replace one contact.
INSERT INTO contact (contact_id, name, mail, telephone, sample, charset) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (contact_id) DO UPDATE
SET name = excluded.name, mail = excluded.mail, telephone = excluded.telephone, sample = excluded.sample,
    charset = excluded.charset;

-- name: get
-- Read contacts by id.
SELECT contact_id, name, mail, telephone, sample, charset FROM contact WHERE contact_id = ANY ($1);
