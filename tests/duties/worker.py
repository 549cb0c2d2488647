"""A worker process that sweeps until nothing is due; a test kills it when it likes."""

from datetime import datetime

import django
from django.conf import settings

django.setup()

from huiyin.platform import clock  # noqa: E402 - tables first
from huiyin.platform.actor import SYSTEM  # noqa: E402
from huiyin.rooms.duties.models import Duty  # noqa: E402
from huiyin.rooms.duties.usecases.sweep import fire_rungs  # noqa: E402


def work(now: str, most: int) -> None:
    """Sweep at an instant, in batches."""
    settings.DUTY_KINDS = "tests.duties.kinds.kinds"
    settings.LISTENERS = {"DutyRungsFired": ("notices.hear",), "DutyMissed": ("evidence.hear",)}
    with clock.fixed(datetime.fromisoformat(now)):
        while Duty.objects.filter(wake_at__lte=clock.now()).exists():
            fire_rungs(SYSTEM, most=most)
