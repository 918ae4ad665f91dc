"""Agreement handling and transfer to the police."""

from mingjing.kernel.errors import ConflictError, InvalidError
from mingjing.office.cases import books, deadlines
from mingjing.office.cases.guards.kit import guard
from mingjing.office.cases.guards.people import handlers
from mingjing.office.cases.models import Stage
from mingjing.office.cases.move import Move

MATERIALS = {"letter": "案件移送书", "report": "调查报告", "items": "涉案物品清单"}
EXCUSES = {"suit": "机构拒不退回，已提起民事诉讼或者申请仲裁", "insolvent": "机构已注销、破产，已申报债权"}
"""Why agreement handling may end with money due; the debt stays in the ledger."""
_NEVER = (Stage.CLUE, Stage.FILING, Stage.DECLINED, Stage.ARCHIVED)


@guard("735-13")
def party_heard(move: Move) -> None:
    """The institution has said what it has to say, or that it says nothing."""
    if not move.data.get("statement", "").strip():
        raise InvalidError("请登记机构的陈述、申辩；没有意见的写明“无意见”", where="statement")


@guard("735-13")
def has_measures(move: Move) -> None:
    """What was done is on file."""
    if move.track is None or not move.track.measures.exists():
        raise ConflictError("尚未登记处理措施")


@guard("735-13")
def agreement_paid(move: Move) -> None:
    """What agreement handling takes back has come in, or it is on file why it can't be had this way."""
    owed = books.owed_by_agreement(move.case, move.today)
    if owed and move.data.get("excuse") not in EXCUSES and not _excused(move):
        raise ConflictError(
            f"协议处理应追回的费用、违约金尚有 {owed} 元未收", do="在“资金”中登记收款或者从应拨费用中抵扣；确实收不回的，办结时写明原因"
        )  # fmt: skip


def _excused(move: Move) -> bool:
    """Return whether the last end of the agreement handling says why not everything came in."""
    last = move.case.steps.filter(name="carry_out").order_by("-pk").first()
    return last is not None and last.data.get("excuse") in EXCUSES


@guard("310-3")
def transfer_has_its_time(move: Move) -> None:
    """A filed case only, and not one on the shelf."""
    if move.case.stage in _NEVER:
        raise ConflictError(f"案件处于“{move.case.get_stage_display()}”，不能移送", do="先依法立案")


@guard("310-5")
def group_of_two(move: Move) -> None:
    """At least two officers of the case form the special group."""
    group = {one.pk for one in move.data["group"]}
    if len(group) < 2 or not group <= handlers(move.case):
        raise InvalidError("专案组由本案 2 名以上执法人员组成", where="group")


@guard("310-6")
def materials_complete(move: Move) -> None:
    """The letter, the report and the list are there; expert opinions where there are any."""
    given = set(move.data["materials"])
    missing = [label for key, label in MATERIALS.items() if key not in given]
    if move.case.evidence.filter(kind="expert").exists() and "expert" not in given:
        missing.append("检验报告或者鉴定结论")
    if missing:
        raise InvalidError(f"移送材料不全，缺少：{'、'.join(missing)}", where="materials")


@guard("310-7")
def received_once(move: Move) -> None:
    """Not before it was sent, not in the future, and once."""
    track, on = move.track, move.data["on"]
    sent = track.steps.filter(name="send").order_by("-pk").first() if track else None
    if sent is None or not sent.on <= on <= move.today:
        raise InvalidError("签收日期须在移送之后、今天以前", where="on")
    if track and track.steps.filter(name="police_receive", pk__gt=sent.pk).exists():
        raise ConflictError("公安机关已经签收")


@guard("310-8")
def longer_as_allowed(move: Move) -> None:
    """In complex cases the police take longer: by the known steps, not shorter, before they have answered."""
    longer = move.procedure["deadlines"]["police_answer"].get("longer", [])
    running, days = deadlines.clock(move.case, "police_answer"), move.data["days"]
    if days not in longer or (running is not None and days <= running.days):
        said = "、".join(str(one) for one in longer)
        raise InvalidError(f"审查期限只能延长至 {said} 日，且长于现在的期限", where="days")


@guard("310-9")
def reconsidered_in_time(move: Move) -> None:
    """Within three days of the refusal; afterwards the prosecutor can still be asked."""
    if deadlines.is_over(move.case, "reconsider", move.today):
        raise ConflictError("提请复议的期限已经届满", do="建议人民检察院进行立案监督")
