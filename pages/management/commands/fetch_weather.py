from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pages import weather
from pages.models import WeatherPlace


class Command(BaseCommand):
    help = "Lấy thời tiết của các nơi trong danh sách. Chạy mỗi giờ một đến hai lần; hỏng thì giữ số liệu cũ."

    def handle(self, *args: Any, **options: Any) -> None:
        read = weather.provider()
        if read is None:
            self.stdout.write("Chưa khai WEATHER_URL nên không lấy thời tiết.")
            return
        failed = 0
        for place in WeatherPlace.objects.filter(shown=True):
            problem = weather.renew(place, read)
            failed += bool(problem)
            self.stdout.write(f"{place.name}: {problem or place.words}")
        if failed:
            raise CommandError(f"{failed} nơi chưa lấy được thời tiết.")
