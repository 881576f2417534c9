"""What of this site is backed up, and how well it is kept: the settings, for `portal.backup`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, models
from django.utils import timezone
from pghistory.models import Event

from portal import backup


def database() -> backup.Database:
    """The site's database, without a connection of Django's: what is in use cannot be replaced."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory")
    return backup.Database({name: str(value) for name, value in parameters.items()})


def file_columns() -> set[tuple[str, str]]:
    """Every (table, column) that holds the path of a file; history tells also of files long gone."""
    return {
        (model._meta.db_table, str(field.column))
        for model in apps.get_models()
        if not issubclass(model, Event)
        for field in model._meta.local_fields
        if isinstance(field, models.FileField)
    }


def standing() -> backup.Standing:
    """The newest backup and rehearsal in the settings' folder."""
    return backup.Shelf(settings.BACKUPS).standing(timezone.localtime())


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """What stops a backup or a restoration, told by the command in one sentence."""
    try:
        yield
    except backup.BackupError as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(f"Không đọc hoặc ghi được {error.filename or 'tệp'}: {error.strerror}.") from error
    except psycopg2.Error as error:
        raise CommandError(f"PostgreSQL không làm được: {' '.join(str(error).split())}") from error
