"""What leaves an engine has the same types whatever engine computed it."""

import pytest

from mingjing.analysis.engine.edge import edge_type, memory_size
from mingjing.kernel.errors import EngineError


@pytest.mark.parametrize(
    ("native", "handed_out"),
    [
        ("HUGEINT", "BIGINT"),
        ("UINTEGER", "BIGINT"),
        ("FLOAT", "DOUBLE"),
        ("DECIMAL(18,3)", "DECIMAL(38,3)"),
        ("TIMESTAMP WITH TIME ZONE", "TIMESTAMP"),
        ("TIMESTAMP_NS", "TIMESTAMP"),
        ("VARCHAR[]", "VARCHAR[]"),
        ('"NULL"', "VARCHAR"),
        ("BOOLEAN", "BOOLEAN"),
    ],
)
def test_numbers_of_any_width_are_handed_out_in_one(native: str, handed_out: str) -> None:
    assert edge_type(native) == handed_out


@pytest.mark.parametrize("memory", ["", "lots", "4", "GB", "-1GB", "0GB", "4 XB"])
def test_a_memory_size_that_is_none_is_refused_with_an_example(memory: str) -> None:
    with pytest.raises(EngineError, match="如 4GB"):
        memory_size(memory)


def test_a_memory_size_may_be_written_in_many_ways() -> None:
    assert [memory_size(text) for text in ("4GB", "800m", "1.5 GiB", " 2T ")] == [
        ("4", "G"),
        ("800", "M"),
        ("1.5", "G"),
        ("2", "T"),
    ]
