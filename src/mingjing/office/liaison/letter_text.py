"""A letter and a bureau's reply as Word files: the template that holds, what was written, the letterhead."""

from dataclasses import dataclass
from typing import Any

from mingjing.kernel.errors import ConflictError
from mingjing.office.accounts.models import Organisation, User
from mingjing.office.clocks import services as clocks
from mingjing.office.documents import fill, policy, preview, rendering
from mingjing.office.documents.gather import LETTERHEAD
from mingjing.office.documents.kinds import Kind
from mingjing.office.documents.models import Letterhead, Template
from mingjing.office.documents.numbering import written
from mingjing.office.documents.wording import day
from mingjing.office.liaison.letter_kinds import letter_kind, paper, reply_paper
from mingjing.office.liaison.models import Letter, Reply


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled letter: its bytes, what is still blank, the bureau's own template if it has one."""

    content: bytes
    blanks: list[str]
    template: Template | None


def days_said(letter: Letter) -> str:
    """Return the days until the reply as a letter says them; nothing when none is asked for."""
    if not letter.days:
        return ""
    return f"{letter.days}{'个工作日' if letter_kind(letter.kind).unit == 'working' else '日'}"


def render(letter: Letter, number: str = "", signer: User | None = None) -> Rendered:
    """Return a letter as it stands; with its number and signer as it goes out."""
    case = letter.case
    filled = {
        "受函单位": letter.receiver_name, "问题": letter.problem, "建议": letter.request, "回复期限": days_said(letter),
        "案件": f"{case.title}（{case.number}）" if case else "",
    }  # fmt: skip
    return _render(
        paper(letter_kind(letter.kind)),
        letter.sender,
        letter.title,
        filled,
        letter.drafted_by,
        number,
        signer,
    )


def render_reply(reply: Reply, number: str = "", signer: User | None = None) -> Rendered:
    """Return a bureau's reply as it stands; with its number and signer as it goes out."""
    letter = reply.letter
    about = f"《{letter.title}》" + (f"（{letter.number}）" if letter.number else "")
    filled = {"受函单位": letter.sender_name, "来函": about, "答复": reply.text, "措施": reply.measures}
    return _render(reply_paper(), letter.receiver, "复函", filled, reply.actor, number, signer)


def _render(
    kind: Kind, body: Organisation | None, title: str, filled: dict[str, str], drafter: User, number: str,
    signer: User | None,
) -> Rendered:  # fmt: skip
    if body is None:
        raise ConflictError("本函不由本平台的单位制发，没有文本")
    head = Letterhead.objects.filter(organisation=body).first()
    unnumbered = written(head.word, kind.word, clocks.today().year, "　　") if head else ""
    data: dict[str, Any] = {
        "单位": {"名称": body.name, **{name: getattr(head, one) if head else "" for name, one in LETTERHEAD.items()}},
        "填写": filled,
        "文书": {
            "标题": title, "字号": number or unnumbered, "拟稿人": drafter.name, "签发人": signer.name if signer else "",
            "日期": day(clocks.today()) if signer else "　　　　年　　月　　日",
            "草稿标记": "　" if signer else "草稿，未经签发不具有效力",
        },
    }  # fmt: skip
    own = policy.templates(body).get(kind.key)
    content, _ = fill.fill(rendering.template_bytes(kind, own), data)
    return Rendered(content, list(dict.fromkeys(fill.unfilled(preview.text(content)))), own)


def demand_whole(found: Rendered) -> Rendered:
    """Return it. Raises ConflictError while something is blank."""
    if found.blanks:
        raise ConflictError(
            f"还有 {len(found.blanks)} 处没有内容：{'、'.join(found.blanks[:8])}",
            do="补充函件内容；“单位”的内容由负责人在文书落款信息中登记",
        )
    return found
