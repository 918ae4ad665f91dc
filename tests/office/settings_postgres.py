"""The settings of the tests, on PostgreSQL: `pytest --ds tests.office.settings_postgres -m both_databases`."""

from tests.office import postgres
from tests.office import settings as _settings

globals().update({name: value for name, value in vars(_settings).items() if name.isupper()})
DATABASES = {
    "default": {
        "ENGINE": "tests.office.backends.postgresql",
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": postgres.socket(),
    }
}
