"""An issued document of a case that was served, for the walks over all addresses."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from mingjing.office.cases.models import Case
from mingjing.office.clocks import services as clocks
from mingjing.office.documents.models import Delivery
from mingjing.office.documents.services import delivering, drafting, issuing, letterheads
from mingjing.office.documents.services.delivering import Service
from tests.office.documents.rich import HEAD
from tests.office.province import Province


def make(province: Province, case: Case) -> dict[str, Any]:
    """Make it by the services: a demand for evidence, drafted, issued, handed over."""
    officer, leader = province.who("officer", "county1"), province.who("leader", "county1")
    letterheads.save(leader, HEAD)
    fields = {"材料": "收费明细", "期限": clocks.today().isoformat()}
    document = drafting.start(officer, case, "evidence_request", fields)
    issuing.issue(leader, drafting.submit(officer, document))
    return {"document": document, "delivery": served(province, document)}


def served(province: Province, document: Any) -> Delivery:
    """Hand a document over with a signed receipt."""
    officer, second = province.who("officer", "county1"), province.who("officer2", "county1")
    how = Service(clocks.today(), "direct", "院长", "院长办公室", second.pk)
    upload = SimpleUploadedFile("回证.pdf", b"%PDF-1.4\n1 0 obj\n%%EOF\n", "application/pdf")
    return delivering.deliver(officer, document, how, upload)
