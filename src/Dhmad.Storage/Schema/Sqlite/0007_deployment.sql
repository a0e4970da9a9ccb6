-- What this database belongs to, one row: whoever comes with another environment or another secret key is refused. The
-- first start writes it; a database that has keys already says by them what it is, and learns its secret key then.

CREATE TABLE deployment (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    environment TEXT NOT NULL CHECK (environment = 'live' OR environment = 'sandbox'),
    key_mark BLOB CHECK (length(key_mark) = 16)
) STRICT;

INSERT INTO deployment (one, environment) SELECT 1, environment FROM api_keys ORDER BY id LIMIT 1;
