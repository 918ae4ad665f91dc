"""What a scheme writes: encounters and lines in the same form that the honest city has them."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from mingjing.analysis.synth.cast import Care, Institution, Item, Person


@dataclass(slots=True)
class Line:
    """One fee line of an encounter; the engine adds price, money and codes.

    `box` is an earlier line whose very boxes these are; `pack` says what was scanned: the box, the case it came in, or
    a box that is sold by the piece (loose). What is not `supplied` is in no purchase and no count of the institution.
    """

    encounter: "Encounter"
    line_no: int
    item: Item
    ts: datetime
    cnt: Decimal
    pric: Decimal | None = None
    lv: str | None = None
    name: str | None = None
    doctor: str | None = None
    take: bool = False
    of_line: int | None = None
    code: str | None = None
    sold: bool = True
    uploaded: datetime | None = None
    box: "Line | None" = None
    pack: str = "box"
    supplied: bool = True

    @property
    def bkkp_sn(self) -> str:
        """The serial number the line gets in fee_list_d."""
        return f"{self.encounter.mdtrt_id}{self.line_no:05d}"


@dataclass(slots=True)
class Encounter:
    """One visit, purchase or stay; `auto` lets the honest pattern `care` bill what it always bills."""

    person: Person
    inst: Institution
    seq: int
    begntime: datetime
    endtime: datetime
    med_type: str
    care: Care | None = None
    auto: bool = False
    nights: int | None = None
    dept: str | None = None
    diag: str | None = None
    diag2: str | None = None
    dise_no: str | None = None
    cert: str = "03"
    pay_loc: str = "2"
    insutype: str | None = None
    ipt_type: str | None = None
    dscg_way: str | None = None
    days_rinp: str | None = None
    refl_old: str | None = None
    clr_way: str = "1"
    drg: str | None = None
    drg_wt: Decimal | None = None
    op_day: int | None = None
    icu: tuple[int, int] | None = None
    quiet: tuple[int, int] | None = None
    bed: str | None = None
    tel: str | None = None
    invono: str | None = None
    undo: str | None = None
    no_fund: bool = False
    pays_at: datetime | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def key(self) -> int:
        """The number every draw about this encounter hangs on."""
        return self.person.idx * 10000 + self.seq

    @property
    def mdtrt_id(self) -> str:
        """The encounter's id in mdtrt_d."""
        return f"{self.person.idx:08d}{self.seq:04d}"

    @property
    def setl_id(self) -> str:
        """The id of its first settlement."""
        return f"{self.mdtrt_id}1"

    def day(self, offset: int = 0) -> date:
        """Return the calendar date `offset` days after it began."""
        return self.begntime.date() + timedelta(days=offset)

    def bill(
        self,
        item: Item,
        cnt: int | Decimal = 1,
        *,
        ts: datetime | None = None,
        offset: int = 0,
        pric: Decimal | None = None,
        lv: str | None = None,
        name: str | None = None,
        doctor: str | None = None,
        take: bool = False,
        sold: bool = True,
        code: str | None = None,
    ) -> Line:
        """Add a line, by default a few minutes after the start or, on a later day, at a quarter to ten."""
        number = 90000 + len(self.lines) + 1
        when = ts or self._usual(offset, len(self.lines))
        line = Line(
            self,
            number,
            item,
            when,
            Decimal(cnt),
            pric=pric,
            lv=lv,
            name=name,
            doctor=doctor,
            take=take,
            sold=sold,
            code=code,
        )
        self.lines.append(line)
        return line

    def refund(
        self, line: Line, cnt: int | Decimal, *, linked: bool = True, ts: datetime | None = None
    ) -> Line:
        """Give `cnt` of `line` back, with or without a pointer to it."""
        back = self.bill(
            line.item,
            -Decimal(cnt),
            ts=ts or line.ts + timedelta(minutes=30),
            pric=line.pric,
            lv=line.lv,
            name=line.name,
        )
        back.of_line = line.line_no if linked else None
        return back

    def _usual(self, offset: int, position: int) -> datetime:
        if self.nights is None:
            return self.begntime + timedelta(seconds=10 + position)
        if offset <= 0:
            return self.begntime + timedelta(minutes=30 + position)
        if offset >= self.nights:
            return self.endtime - timedelta(minutes=45)
        return datetime.combine(self.day(offset), datetime.min.time()) + timedelta(
            hours=9, minutes=45, seconds=position
        )
