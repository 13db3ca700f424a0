-- The encoding in which an office needs its mail: some old mail systems show UTF-8 as rubbish.
ALTER TABLE contact ADD COLUMN charset text NOT NULL DEFAULT 'utf-8'
    CONSTRAINT contact_charset_known CHECK (charset IN ('utf-8', 'iso-2022-jp'));
