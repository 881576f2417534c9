"""Where files go: media written whole or not at all, static files under hashed names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class SafeStorage(FileSystemStorage):
    """Writes beside the target, syncs, renames: a full disk leaves no truncated file under a final name."""

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".partial-")
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, self.file_permissions_mode or 0o644)
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names that may be cached for ever; a file that is missing keeps its plain name in DEBUG."""

    manifest_strict = False
