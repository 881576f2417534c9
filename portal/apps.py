from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate

from portal import roles


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Trang thông tin"

    def ready(self) -> None:
        # Django's own signal, because permissions exist only after it has created them.
        post_migrate.connect(roles.create_missing, sender=self, dispatch_uid="roles")


class PortalAdminConfig(AdminConfig):
    default_site = "portal.adminsite.PortalAdminSite"
