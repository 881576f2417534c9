"""The site's own backups: PostgreSQL's dump and every file, taken, rehearsed and restored.

Knows nothing of Django, so that it works while the site does not. `manage.py backup` and `restore` call it.
"""

from portal.backup.manifest import BackupError
from portal.backup.postgres import Database
from portal.backup.restoring import rehearse, restore
from portal.backup.shelf import Backup, Shelf, Standing
from portal.backup.taking import Taken, take

__all__ = ["Backup", "BackupError", "Database", "Shelf", "Standing", "Taken", "rehearse", "restore", "take"]
