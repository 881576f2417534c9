#!/bin/bash
# Runs once, on an empty volume: the site's own role, which owns its database; it may make others, because a
# backup is restored for trial into one of its own.
set -euo pipefail
psql --set ON_ERROR_STOP=1 --set password="$(cat /run/secrets/portal_password)" --dbname postgres <<'SQL'
CREATE ROLE portal LOGIN NOSUPERUSER CREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE portal OWNER portal;
REVOKE CONNECT ON DATABASE portal FROM PUBLIC;
SQL
