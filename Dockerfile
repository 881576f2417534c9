# syntax=docker/dockerfile:1
# Two images from one build: `web` runs the site, `front` is nginx with the same build's static files, so
# that a page and the hashed names it asks for always come from the same commit.

FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.txt
COPY . .
# Nothing of these values stays in the image: collectstatic reads the settings but no database.
RUN SECRET_KEY="only for collectstatic, which signs nothing at all with it" \
    DATABASE_URL=postgresql://nobody@nowhere/nothing VAR=/srv/portal \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /venv/bin/python -m compileall -q /venv /app

FROM nginxinc/nginx-unprivileged:1.28-alpine AS front
COPY deploy/nginx.conf /etc/nginx/nginx.conf
COPY templates/503.html /srv/portal/pages/503.html
COPY --from=build /srv/portal/static /srv/portal/static
HEALTHCHECK --interval=15s --timeout=3s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/nginx-health"]
EXPOSE 8080

FROM python:3.13-slim-bookworm AS web
# pg_dump of the server's own version: Debian's is older and refuses. Where to get it, and the key, as `db` has them.
COPY --from=postgres:17-bookworm /usr/local/share/keyrings/postgres.gpg.asc /usr/local/share/keyrings/
COPY --from=postgres:17-bookworm /etc/apt/sources.list.d/pgdg.list /etc/apt/sources.list.d/
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends postgresql-client-17 \
    && rm -rf /var/lib/apt/lists/*
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR=/srv/portal
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal -m 755 /srv/portal/media /srv/portal/backups
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build /srv/portal/static /srv/portal/static
WORKDIR /app
USER 10001:10001
VOLUME /srv/portal/media
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/ready', timeout=4)"]
CMD ["gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.py", "--bind", "0.0.0.0:8000"]
