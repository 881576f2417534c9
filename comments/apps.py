from django.apps import AppConfig
from django.db.models.signals import post_migrate

from comments import first_words


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = "Ý kiến bạn đọc"

    def ready(self) -> None:
        # Django's own signal, as for the roles: also after a flush, which empties what a migration filled.
        post_migrate.connect(first_words.create_missing, sender=self, dispatch_uid="first_words")
