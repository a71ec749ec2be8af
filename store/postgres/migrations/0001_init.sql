-- The tables of package store/postgres. Migrate runs this file; by hand:
--
--   psql -1 -v ON_ERROR_STOP=1 -v schema=affix -v sessions=session -v epochs=epoch \
--        -v messages=message -v migrations=migration -f 0001_init.sql
--
-- after CREATE SCHEMA affix, and then
--
--   CREATE TABLE affix.migration (version integer PRIMARY KEY, name text NOT NULL,
--       applied timestamptz NOT NULL DEFAULT now());
--   INSERT INTO affix.migration VALUES (1, '0001_init.sql');
--
-- There are no foreign keys on purpose: each would lock a row of another table
-- for every message. Sequence numbers above 2^63-1, which nobody reaches, are
-- stored as the negative number of the same 64 bits.

-- Written when a session is opened or reset or its next outbound number is set;
-- locked FOR SHARE by every write of its owner, which is the fence.
CREATE TABLE :"schema".:"sessions" (
    id         integer     GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       bytea       NOT NULL UNIQUE,
    epoch      bigint      NOT NULL,
    generation bigint      NOT NULL,
    owner      text        NOT NULL,
    opened     timestamptz NOT NULL,
    out_base   bigint      NOT NULL,
    cuts       integer     NOT NULL
) WITH (fillfactor = 50);

COMMENT ON COLUMN :"schema".:"sessions".name       IS 'session id, such as FIX.4.4:CLIENT->VENUE; read it with convert_from(name, ''UTF8'')';
COMMENT ON COLUMN :"schema".:"sessions".epoch      IS 'current life of the numbers, grows by one with each reset';
COMMENT ON COLUMN :"schema".:"sessions".generation IS 'fencing token, grows whenever the session is opened: who holds a lower one writes nothing';
COMMENT ON COLUMN :"schema".:"sessions".owner      IS 'who opened the session last';
COMMENT ON COLUMN :"schema".:"sessions".out_base   IS 'the next outbound number is this or the one behind the last live message, whichever is higher';
COMMENT ON COLUMN :"schema".:"sessions".cuts       IS 'how often the next outbound number was set';

-- One row a life of a session's numbers. next_in is the one column that is
-- updated while messages flow, once a commit: not indexed, hence HOT.
CREATE TABLE :"schema".:"epochs" (
    session    integer     NOT NULL,
    epoch      bigint      NOT NULL,
    next_in    bigint      NOT NULL,
    created    timestamptz NOT NULL,
    created_ns smallint    NOT NULL,
    PRIMARY KEY (session, epoch)
) WITH (fillfactor = 50);

COMMENT ON COLUMN :"schema".:"epochs".next_in    IS 'next expected inbound number';
COMMENT ON COLUMN :"schema".:"epochs".created_ns IS 'nanoseconds of created behind its microseconds, 0 to 999';

-- The outbound messages. Inserted once; the only update there is moves what
-- SetNextOut forgot out of the way, into a cut of its own.
CREATE TABLE :"schema".:"messages" (
    session integer     NOT NULL,
    cut     integer     NOT NULL,
    epoch   bigint      NOT NULL,
    seq     bigint      NOT NULL,
    saved   timestamptz NOT NULL,
    body    bytea       NOT NULL,
    PRIMARY KEY (session, cut, epoch, seq)
);

COMMENT ON COLUMN :"schema".:"messages".cut IS '0 is live; else the message was forgotten when the next outbound number was set for that time';
