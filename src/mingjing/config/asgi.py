"""The entry of an ASGI server: `uvicorn mingjing.config.asgi:application`."""

import os
import warnings

from django.core.asgi import get_asgi_application

# Files are read whole before they are sent; the largest is an upload of 100 MB.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
application = get_asgi_application()
