"""The WSGI application that granian serves."""

import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from huiyin.site import lifeline

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huiyin.site.settings")
_parent = multiprocessing.parent_process()
if _parent is not None and _parent.pid is not None and os.environ.get("HUIYIN_SUPERVISOR"):
    lifeline.follow(_parent.pid)
application = get_wsgi_application()
