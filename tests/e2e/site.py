"""Makes the site that a browser visits: bodies, people, the register, a lake to screen.

python -m tests.e2e.site LAKE          (MINGJING_DATA says where)
"""

import os
import sys
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingjing.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from mingjing.office.accounts.models import Organisation, User  # noqa: E402
from mingjing.office.demo import bodies  # noqa: E402
from mingjing.office.institutions.models import Institution  # noqa: E402
from mingjing.office.institutions.services.load import load  # noqa: E402
from mingjing.office.screenings.models import Lake  # noqa: E402


def main(path: Path) -> None:
    """Migrate, and make everything but the leads."""
    call_command("migrate", verbosity=0)
    root: Organisation = bodies.set_up()
    lake = Lake.objects.create(name="端到端数据", path=str(path), organisation=root)
    load(User.objects.get(username="sheng.fenxi"), lake)
    bodies.give_accounts(list(Institution.objects.select_related("bureau", "account")))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
