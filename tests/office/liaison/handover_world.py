"""What the tests of handovers begin with: departments around county1, cases and clues that are handed over."""

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from mingjing.office.accounts.models import Organisation, User
from mingjing.office.cases.models import Case, Stage, Track
from mingjing.office.cases.services import tracks
from mingjing.office.leads.models import Lead
from mingjing.office.liaison.models import Handover, Package
from mingjing.office.liaison.services import drafting, sending
from tests.office.cases.story import FRAUD, Story
from tests.office.documents.writing import issued
from tests.office.liaison.letters_world import department, letterhead, upload
from tests.office.province import Province

FRAUDULENT = replace(FRAUD, loss=Decimal("20000.00"))


@dataclass
class Around:
    """A case of county1, the police and the prosecutor beside it, the health department, a stranger's police."""

    story: Story
    bodies: dict[str, Organisation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, kind, parent in (
            ("police", "police", "county1"), ("prosecutor", "prosecutor", "county1"), ("health", "health", "city1"),
            ("paper", "market", "county1"), ("strange", "police", "county3"),
        ):  # fmt: skip
            self.bodies[place] = department(self.province, place, kind, parent, staffed=place != "paper")

    @property
    def province(self) -> Province:
        return self.story.province

    def partner(self, place: str = "police") -> User:
        return self.story.who("partner", place)

    @property
    def case(self) -> Case:
        return self.story.fresh()

    @property
    def track(self) -> Track:
        return self.story.track("transfer")

    def given(self, place: str = "police", **more: Any) -> drafting.Given:
        return drafting.Given(
            self.bodies[place].pk, "某医院涉嫌骗保案移送", "虚构检查项目，骗取基金", "310 号令", **more
        )

    def criminal(self) -> "Around":
        """Bring the case to where the head has approved its transfer and the letter is issued."""
        story = self.story
        story.change_act(FRAUDULENT)
        story.to(Stage.INVESTIGATING)
        story.add_evidence()
        tracks.choose(story.officer, story.case, "transfer", "涉嫌诈骗罪")
        group = [story.officer, story.who("officer2")]
        tracks.propose_transfer(story.officer, self.track, group, "专案组报告：涉嫌诈骗")
        tracks.decide_transfer(story.leader, self.track, True, "同意移送")
        letterhead(self.province, "county1")
        issued(story, "transfer_letter")
        return self

    def draft(self, **more: Any) -> Handover:
        return drafting.of_case(self.story.officer, self.case, self.given(**more))

    def sent(self, **more: Any) -> Handover:
        """Return the handover of the suspected crime, sent to the police."""
        return sending.send(self.story.officer, self.draft(**more), "移送县公安局")

    def received(self, **more: Any) -> Handover:
        return sending.received(self.partner(), self.sent(**more), text="签收")

    def clue(self, lead: Lead, place: str = "health") -> Handover:
        """Return the handover of a clue, approved."""
        officer, leader = self.story.officer, self.story.leader
        made = drafting.of_clues(officer, list(lead.suspicions.all()), self.given(place))
        return drafting.approve(leader, drafting.submit(officer, made), "同意移送")


def verify(package: Package) -> dict[str, str]:
    """Check a package as its receiver would, and return the hash of each file by its path."""
    with package.file.open("rb") as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == package.sha256
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = dict(
            reversed(line.split("  ", 1)) for line in archive.read("manifest.sha256").decode().splitlines()
        )
        manifest = json.loads(archive.read("manifest.json"))
        assert {one["path"]: one["sha256"] for one in manifest["files"]} == listed
        for path, digest in listed.items():
            assert hashlib.sha256(archive.read(path)).hexdigest() == digest
        assert set(archive.namelist()) == {
            *listed,
            "manifest.json",
            "manifest.sha256",
            "移送材料清单.txt",
        }
    assert {one.path: one.sha256 for one in package.files.all()} == listed
    return listed


def samples(province: Province, lead: Lead) -> dict[str, Any]:
    """Make a handover of county1 for the walks over all addresses, and a department that must not see it."""
    officer, leader = province.who("officer", "county1"), province.who("leader", "county1")
    department(province, "strange", "police", "city2")
    department(province, "near", "market", "county1", staffed=False)
    given = drafting.Given(province.bodies["partner"].pk, "线索移送", "重复收费", "涉嫌犯罪线索")
    made = drafting.of_clues(officer, list(lead.suspicions.all()), given)
    made = drafting.approve(leader, drafting.submit(officer, made), "同意")
    made = sending.send(officer, made, "移送")
    sending.received(province.who("partner", "partner"), made, uploads=[upload("回执.pdf")])
    package = made.packages.get()
    return {
        "handover": made, "package": package, "packed": package.files.all()[0],
        "handover_attachment": made.attachments.filter(event__isnull=False)[0],
    }  # fmt: skip
