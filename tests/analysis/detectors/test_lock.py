"""models.lock: what decides a score may not change under an old version; words and layout may."""

from dataclasses import replace
from pathlib import Path

from mingjing.analysis.detectors.kit import lock
from mingjing.analysis.detectors.kit.model import models

MODEL = models()["MDL-09"]


def with_sql(old: str, new: str) -> str:
    """The hash of the model with a word of its SQL changed."""
    sql = {name: text.replace(old, new) for name, text in MODEL.steps.sql.items()}
    assert sql != dict(MODEL.steps.sql)
    return lock.model_hash(replace(MODEL, steps=replace(MODEL.steps, sql=sql)))


def test_a_changed_number_in_the_sql_counts_and_a_comment_does_not() -> None:
    assert with_sql("SELECT", "/* why */ SELECT") == lock.model_hash(MODEL)
    assert with_sql("> 0", "> 1") != lock.model_hash(MODEL)


def test_a_weight_counts_and_the_words_of_a_feature_do_not() -> None:
    unit = MODEL.card.units[0]
    first, *others = unit.features

    def with_first(**changed: object) -> str:
        feature = replace(first, **changed)  # type: ignore[arg-type]
        units = (replace(unit, features=(feature, *others)), *MODEL.card.units[1:])
        return lock.model_hash(replace(MODEL, card=replace(MODEL.card, units=units)))

    assert with_first(zh="另一种说法") == lock.model_hash(MODEL)
    assert with_first(w=first.w / 2) != lock.model_hash(MODEL)


def test_a_changed_model_of_an_old_version_and_a_model_that_is_gone_are_named(tmp_path: Path) -> None:
    held, entry = replace(lock.LOCK, path=tmp_path / "models.lock"), lock.entries({"MDL-09": MODEL})["MDL-09"]
    held.write({"MDL-09": entry, "MDL-99": entry})
    assert [one.what for one in held.problems({"MDL-09": replace(entry, sha256="0")})] == [
        f"模型 MDL-09 的逻辑变了，版本号仍是 {entry.version}",
        "models.lock 里的 MDL-99 已没有文件",
    ]
    risen = replace(entry, sha256="0", version=entry.version + 1)
    assert not held.unnumbered({"MDL-09": risen, "MDL-99": entry})
    assert [one.what for one in held.problems({"MDL-09": risen, "MDL-99": entry})] == [
        "模型 MDL-09 的登记过时"
    ]
