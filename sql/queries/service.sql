-- What the service asks about itself.

-- name: schema_ready :one
-- A row if the schema is at least as new as this program needs.
SELECT 'ok' AS status
FROM schema_migration
HAVING max(version) >= :schema_version::integer
