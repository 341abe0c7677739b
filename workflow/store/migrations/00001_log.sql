-- What happened, once, in order. Every other table but cursor, place, asked, reading,
-- letter_bytes and health
-- is folded from it. AUTOINCREMENT never gives a number twice, so verify sees an event that is
-- gone, be it the last one.
CREATE TABLE event (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,            -- Unix milliseconds, UTC
    author  TEXT    NOT NULL CHECK (author <> ''),
    subject TEXT    NOT NULL,            -- the sort of thing it is about
    key     TEXT    NOT NULL,            -- which one
    fact    TEXT    NOT NULL,
    data    TEXT    NOT NULL,            -- JSON
    chain   BLOB    NOT NULL             -- ties it to all before it: see chain.go
);
CREATE INDEX event_of ON event (subject, key, seq);
CREATE INDEX event_attempted ON event (at) WHERE fact = 'attempted';
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TABLE obligation (
    key         TEXT PRIMARY KEY,
    task        TEXT NOT NULL,
    period      TEXT NOT NULL,
    institution TEXT NOT NULL,
    due         TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('planned', 'requested', 'received', 'accepted', 'returned', 'waived')),
    asked_no    TEXT,                    -- our изх. № of its request, which replies cite
    wake        INTEGER,                 -- when it next wants a decision; NULL: never by itself
    state       TEXT NOT NULL
);
CREATE INDEX obligation_asked_no ON obligation (key)
    WHERE asked_no IS NOT NULL AND status IN ('planned', 'requested', 'returned');
CREATE INDEX obligation_wake ON obligation (wake, institution) WHERE wake IS NOT NULL;
CREATE INDEX obligation_wake_of ON obligation (institution, wake) WHERE wake IS NOT NULL;
CREATE INDEX obligation_of ON obligation (institution, status);

CREATE TABLE letter (
    key         TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    institution TEXT NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('queued', 'sending', 'accepted', 'refused', 'uncertain', 'undelivered', 'cancelled')),
    ref         TEXT UNIQUE,
    message_id  TEXT NOT NULL UNIQUE,
    composed    INTEGER NOT NULL,
    wake        INTEGER,                 -- next attempt, end of a lease, end of a wait for proof
    state       TEXT NOT NULL
);
CREATE INDEX letter_wake ON letter (wake) WHERE wake IS NOT NULL;
CREATE INDEX letter_composed ON letter (composed);
CREATE INDEX letter_for_records ON letter (institution, composed) WHERE status = 'queued' AND wake IS NULL;

-- The bytes of a letter, stored before it is sent; they never change.
CREATE TABLE letter_bytes (
    letter TEXT PRIMARY KEY REFERENCES letter (key),
    bytes  BLOB NOT NULL
);
CREATE TRIGGER letter_bytes_never_change BEFORE UPDATE ON letter_bytes BEGIN
    SELECT RAISE(ABORT, 'the bytes of a letter never change');
END;
CREATE TRIGGER letter_bytes_never_go BEFORE DELETE ON letter_bytes BEGIN
    SELECT RAISE(ABORT, 'the bytes of a letter never go');
END;

-- Which letter carries which step. One that is not cancelled at the most: this is what makes
-- one letter of a tick that runs twice.
CREATE TABLE letter_step (
    obligation TEXT NOT NULL,
    slot       TEXT NOT NULL,
    letter     TEXT NOT NULL REFERENCES letter (key),
    live       INTEGER NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (letter, obligation, slot)
);
CREATE UNIQUE INDEX letter_step_once ON letter_step (obligation, slot) WHERE live = 1;

CREATE TABLE message (
    key     TEXT PRIMARY KEY,            -- SHA-256 of its bytes, their name in the archive
    verdict TEXT NOT NULL,               -- empty: kept, not read yet
    waits   INTEGER NOT NULL,            -- 1: for a person
    unscanned INTEGER NOT NULL,          -- 1: the virus scanner is to be asked again
    arrived INTEGER NOT NULL,
    stray   TEXT,                        -- Message-ID of a letter of ours that the log has lost
    state   TEXT NOT NULL
);
CREATE INDEX message_unread ON message (arrived) WHERE verdict = '';
CREATE INDEX message_waits ON message (arrived) WHERE waits = 1;
CREATE INDEX message_stray ON message (stray) WHERE stray IS NOT NULL;
CREATE INDEX message_unscanned ON message (arrived) WHERE unscanned = 1;
CREATE INDEX message_arrived ON message (arrived);

-- Where in the mailbox a message was met (RFC 9051: UIDVALIDITY and UID).
CREATE TABLE place (
    folder   TEXT NOT NULL,
    validity INTEGER NOT NULL,
    uid      INTEGER NOT NULL,
    message  TEXT NOT NULL REFERENCES message (key),
    PRIMARY KEY (folder, validity, uid)
);
CREATE TABLE cursor (
    folder   TEXT PRIMARY KEY,
    validity INTEGER NOT NULL,
    uid      INTEGER NOT NULL,
    mark     TEXT NOT NULL               -- what the server said of the message there
);

-- Messages that the server was asked for and that did not come yet: what ends the connection, or
-- the process, each time is known by it.
CREATE TABLE asked (
    folder   TEXT NOT NULL,
    validity INTEGER NOT NULL,
    uid      INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    again    INTEGER,                    -- when one that was set aside is asked for again; NULL: it was not
    PRIMARY KEY (folder, validity, uid)
);

-- Messages that a process began to read and did not end with: one that ends every process is known
-- by its attempts.
CREATE TABLE reading (
    message  TEXT PRIMARY KEY REFERENCES message (key),
    attempts INTEGER NOT NULL
);

CREATE TABLE submission (
    key         TEXT PRIMARY KEY,
    institution TEXT NOT NULL,
    sender      TEXT NOT NULL,
    received    INTEGER NOT NULL,
    receipted   INTEGER,                 -- when its receipt was written
    state       TEXT NOT NULL
);
CREATE INDEX submission_received ON submission (received);
CREATE INDEX submission_receipted ON submission (sender, receipted) WHERE receipted IS NOT NULL;

CREATE TABLE plan        (key TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE task        (key TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE institution (key TEXT PRIMARY KEY, state TEXT NOT NULL);
CREATE TABLE council     (key TEXT PRIMARY KEY, state TEXT NOT NULL);

-- The addresses of the institutions, for finding one by its sender.
CREATE TABLE address (
    address     TEXT NOT NULL,           -- lower case; two offices of one house may share it
    institution TEXT NOT NULL,
    PRIMARY KEY (address, institution)
);

-- Instants of health: the last successful check of the mailbox and the like. No event: they
-- would drown the log.
CREATE TABLE health (
    what TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
);
