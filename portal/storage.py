"""Where files go: media written whole or not at all, static files under hashed names."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
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

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Source maps never; in DEBUG our own files only: brotli takes half a minute over the editor's."""
        skipped = ("admin/", "django_ckeditor_5/") if settings.DEBUG else ()
        return super().compress_files(p for p in paths if not (p.endswith(".map") or p.startswith(skipped)))
