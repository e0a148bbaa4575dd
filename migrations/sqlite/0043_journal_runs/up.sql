-- Last link of the lane in the other file (lane, sequence number, digest) that was on the disk when the entry
-- was written, as far as no entry before has named it.
ALTER TABLE journal_entries ADD COLUMN witness BLOB;

-- The index by worker is made anew, in the file of the journal.
DROP TABLE journal_subjects;
DROP TABLE journal_indexed;
