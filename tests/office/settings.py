"""The office's settings on a data folder of its own, which is gone after the tests."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="mingjing-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["MINGJING_DATA"] = _data

from mingjing.config import settings as _settings  # noqa: E402

globals().update({name: value for name, value in vars(_settings).items() if name.isupper()})
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": ["default", "calls"]}
}
# SQLite in a file, so that threads meet on it as processes do; PostgreSQL where DATABASE_URL names one.
_database = _settings.DATABASES["default"]
_kind = _database["ENGINE"].rpartition(".")[2]
_database["ENGINE"] = f"tests.office.backends.{_kind}"
if _kind == "sqlite3":
    _database["TEST"] = {"NAME": f"{_data}/test.sqlite3"}
