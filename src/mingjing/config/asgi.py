"""The entry of an ASGI server: `uvicorn mingjing.config.asgi:application`."""

import os
import warnings

from django.core.asgi import get_asgi_application

# Of static files, which whitenoise gives as it does to any server; what people download is sent piece by piece.
warnings.filterwarnings("ignore", "StreamingHttpResponse must consume synchronous iterators")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
application = get_asgi_application()
