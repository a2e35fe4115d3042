-- Run by create-roles.sh. What a role may do to a table is granted by migrations.
\getenv owner OWNER
\getenv writer WRITER
\getenv reader READER
\getenv keys KEYS
\getenv sealer SEALER
\getenv temporal TEMPORAL

SET log_min_error_statement = panic; -- statements here carry passwords
SET log_statement = none;
SET log_min_duration_statement = -1;

SELECT format('CREATE ROLE %I LOGIN', role)
FROM unnest(ARRAY['insats_owner', 'insats_writer', 'insats_reader', 'insats_keys', 'insats_sealer', 'temporal']) AS role
WHERE role NOT IN (SELECT rolname FROM pg_roles)
\gexec

ALTER ROLE insats_owner PASSWORD :'owner';
ALTER ROLE insats_writer PASSWORD :'writer';
ALTER ROLE insats_reader PASSWORD :'reader';
ALTER ROLE insats_keys PASSWORD :'keys';
ALTER ROLE insats_sealer PASSWORD :'sealer';
ALTER ROLE temporal PASSWORD :'temporal';

SELECT format('CREATE DATABASE %I OWNER %I', name, owner)
FROM (VALUES
    ('insats', 'insats_owner'),
    ('insats_keys', 'insats_keys'),
    ('temporal', 'temporal'),
    ('temporal_visibility', 'temporal')
) AS wanted (name, owner)
WHERE name NOT IN (SELECT datname FROM pg_database)
\gexec

-- Whoever reads one database does not even connect to the others.
REVOKE ALL ON DATABASE insats, insats_keys, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE insats TO insats_writer, insats_reader, insats_sealer;
