"""The case, its party, its acts, its officers.

Of a person only what the officer wrote into the case is printed; the register of persons stays masked.
"""

from typing import Any

from mingjing.office.cases import judging
from mingjing.office.cases.law.causes import situations
from mingjing.office.cases.models import Act, Case, CaseOfficer
from mingjing.office.documents.capitals import capitals
from mingjing.office.documents.wording import citations, day, numeral, yuan


def of(case: Case) -> dict[str, Any]:
    """Return 案件, 当事人, 违法行为, 依据, 办案人员."""
    acts = list(case.acts.all())
    officers = [one for one in case.officers.select_related("user") if one.until is None]
    return {
        "案件": _case(case, acts),
        "当事人": _party(case),
        "违法行为": [_act(number, act) for number, act in enumerate(acts, start=1)],
        "依据": {"条款": _basis(case)},
        "办案人员": [{"姓名": one.user.name, "证号": one.cert_no, "主办": one.lead} for one in officers],
        "办案": _officers(officers),
    }


def _basis(case: Case) -> str:
    return citations(judging.basis(case)) if case.acts.exists() else ""


def _case(case: Case, acts: list[Act]) -> dict[str, Any]:
    known = situations()
    causes = dict.fromkeys(known[act.situation].cause for act in acts)
    return {
        "编号": case.number, "名称": case.title, "案由": "涉嫌" + "、".join(causes) if causes else "",
        "来源": case.get_source_display(), "来源说明": case.source_text, "发现日期": day(case.found_on),
        "立案日期": day(case.filed_on), "告知日期": day(case.notified_on), "听证日期": day(case.hearing_on),
        "决定日期": day(case.decided_on), "送达日期": day(case.served_on), "公开日期": day(case.published_on),
        "结案日期": day(case.closed_on),
        "涉案金额": yuan(case.suspected_amt), "基金损失": yuan(case.loss_amt), "基金损失大写": capitals(case.loss_amt),
        "重大复杂": case.grave, "处理结果": case.get_outcome_display() if case.outcome else "",
        "案卷号": case.archive_no, "环节": case.get_stage_display(),
        "违法情形": "；".join(dict.fromkeys(known[act.situation].text for act in acts)),
        "事实概要": "；".join(act.text.rstrip("。；") for act in acts),
    }  # fmt: skip


def _party(case: Case) -> dict[str, Any]:
    place = case.institution
    party: dict[str, Any] = {
        "名称": case.party_name, "类别": case.get_subject_display(), "性质": case.get_party_display(),
        "是个人": case.party == Case.Party.PERSON, "证照号码": case.party_code, "机构编码": "", "法定代表人": "", "地址": "",
        "电话": "", "执业编码": case.staff_code, "所在机构": "", "是机构": case.subject == Case.Subject.INSTITUTION,
        "性别": "", "年龄": "",
    }  # fmt: skip
    if place and party["是机构"]:
        party |= {"机构编码": place.code, "法定代表人": place.legrep_name, "地址": place.addr}
        party["证照号码"] = case.party_code or place.uscc
    elif place:
        party["所在机构"] = place.name
    return party


def _act(number: int, act: Act) -> dict[str, Any]:
    found = situations()[act.situation]
    same = act.acted_on == act.ended_on
    return {
        "序号": number, "序号中文": numeral(number), "情形": found.text, "案由": found.cause, "事实": act.text.rstrip("。；，"),
        "期间": day(act.acted_on) if same else f"{day(act.acted_on)}至{day(act.ended_on)}",
        "损失": yuan(act.loss), "损失大写": capitals(act.loss) if act.loss is not None else "",
        "计算方法": act.loss_method, "目的": act.get_purpose_display(), "认定理由": act.purpose_reason.rstrip("。；"),
        "条款": citations(found.law), "拒不改正": act.refused, "严重后果": act.serious, "测算": act.estimated,
        "情节": citations(act.grounds),
    }  # fmt: skip


def _officers(officers: list[CaseOfficer]) -> dict[str, str]:
    lead = next((one for one in officers if one.lead), officers[0] if officers else None)
    other = next((one for one in officers if one is not lead), None)
    return {
        "姓名": "、".join(one.user.name for one in officers),
        "姓名证号": "、".join(f"{one.user.name}（执法证号：{one.cert_no}）" for one in officers),
        "主办": lead.user.name if lead else "", "主办证号": lead.cert_no if lead else "",
        "协办": other.user.name if other else "", "协办证号": other.cert_no if other else "",
    }  # fmt: skip
