"""The entry of an ASGI server: `uvicorn mingjing.config.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
application = get_asgi_application()
