-- Three roles for one database, each with what it needs and no more. Run once, by a superuser, in the new database:
--   psql -d dhmad -v owner_password=... -v password=... -v reader_password=... -f roles.sql
-- dhmad_owner   owns the tables; only "dhmad migrate" connects as it
-- dhmad         servers: reads and writes rows, and can neither change tables nor switch off what guards the books
-- dhmad_reader  "dhmad verify", pg_dump, reports

CREATE ROLE dhmad_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE dhmad LOGIN PASSWORD :'password';
CREATE ROLE dhmad_reader LOGIN PASSWORD :'reader_password';

REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO dhmad_owner, dhmad, dhmad_reader;

ALTER SCHEMA public OWNER TO dhmad_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO dhmad, dhmad_reader;

-- Tables that later versions add are covered too.
ALTER DEFAULT PRIVILEGES FOR ROLE dhmad_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dhmad;
ALTER DEFAULT PRIVILEGES FOR ROLE dhmad_owner IN SCHEMA public
    GRANT USAGE ON SEQUENCES TO dhmad;
ALTER DEFAULT PRIVILEGES FOR ROLE dhmad_owner IN SCHEMA public
    GRANT SELECT ON TABLES TO dhmad_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE dhmad_owner IN SCHEMA public
    GRANT SELECT ON SEQUENCES TO dhmad_reader;
