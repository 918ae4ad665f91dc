"""案件台账: the case, its acts, people, evidence, tracks, rulings, and every step that was taken."""

from mingjing.office.cases.models.case import Case, Counter, Stage
from mingjing.office.cases.models.evidence import Custody, EvidenceItem, Hold
from mingjing.office.cases.models.imported import Imported
from mingjing.office.cases.models.link import CaseSuspicion, Waiver
from mingjing.office.cases.models.money import Correction, ReceiptEntry
from mingjing.office.cases.models.people import CaseOfficer, Recusal
from mingjing.office.cases.models.record import Extension, LocalStandard, Named, Receipt, Ruling, Step
from mingjing.office.cases.models.remedy import Remedy
from mingjing.office.cases.models.substance import Act
from mingjing.office.cases.models.track import Measure, PartnerResult, Track

__all__ = [
    "Act",
    "Case",
    "CaseOfficer",
    "CaseSuspicion",
    "Correction",
    "Counter",
    "Custody",
    "EvidenceItem",
    "Extension",
    "Hold",
    "Imported",
    "LocalStandard",
    "Measure",
    "Named",
    "PartnerResult",
    "Receipt",
    "ReceiptEntry",
    "Recusal",
    "Remedy",
    "Ruling",
    "Stage",
    "Step",
    "Track",
    "Waiver",
]
