-- What this database belongs to, one row: whoever comes with another environment or another secret key is refused. The
-- first start writes it; a database that has keys already says by them what it is, and learns its secret key then.

CREATE TABLE deployment (
    one integer NOT NULL PRIMARY KEY CHECK (one = 1),
    environment text COLLATE "C" NOT NULL CHECK (environment = 'live' OR environment = 'sandbox'),
    key_mark bytea CHECK (length(key_mark) = 16)
);

INSERT INTO deployment (one, environment) SELECT 1, environment FROM api_keys ORDER BY id LIMIT 1;
