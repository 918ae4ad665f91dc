"""A healthy person is put to bed for a package of examinations."""

from mingjing.analysis.synth.stage import Stage

TITLE = "低标准入院：体检式住院"
BEHAVIOUR = "induced_stay"
EXACT = True
_TESTS = (
    "ct",
    "mr",
    "echo",
    "us_abd",
    "us_neck",
    "ecg",
    "cbc",
    "urine",
    "alt",
    "ast",
    "creatinine",
    "glucose",
    "cea",
    "afp",
)


def plant(stage: Stage) -> None:
    """Plant three nights of nothing but tests (with care: and some needles); beside them the same illness with real treatment."""

    def act() -> None:
        person = stage.person(ages=(40, 72))
        stay = stage.stay(person, stage.inst("private", person.place), stage.day(), 3, "vertigo", auto=False)
        for offset in range(3):
            for key in ("bed", "nurse3", "ipconsult"):
                stay.bill(stage.item(key), offset=offset)
        for key in _TESTS:
            stay.bill(stage.item(key), offset=1)
        stay.bill(stage.item("yinxing"), offset=2)
        for offset in range(3 if stage.hard else 0):
            stay.bill(stage.item("acupuncture"), offset=offset)
        stage.plant("三夜住院，检查检验占比约九成", of=[stay], whole=True)

    def treated() -> None:
        person = stage.person(ages=(40, 72))
        stay = stage.stay(person, stage.inst("county", person.place), stage.day(), 6, "stroke")
        stage.lookalike("检查后持续治疗", of=[stay], whole=True)

    stage.times(act)
    stage.times(treated)
