"""The staff's side of the site: its frame, its dashboard, and the rows that the whole site shares."""

from __future__ import annotations

from django.contrib import admin


class PortalAdminSite(admin.AdminSite):
    site_title = "Quản trị"
