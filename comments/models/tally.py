"""How often something was done."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Tally(models.Model):
    """How often something was done in a period of time: the memory of `limits`."""

    key = models.CharField(max_length=80)
    period = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("key", "period", name="comments_tally_once")]
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
