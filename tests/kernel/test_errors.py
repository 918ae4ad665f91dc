"""Every message says what, where, why likely and what to do."""

import pytest

from mingjing.kernel.errors import DataError, EngineError, MingjingError, Problem


def test_a_message_says_what_where_why_and_what_to_do():
    error = DataError("第 3 列不是日期", where="fee_list_d.csv", why="列错位", do="核对表头")
    assert str(error) == "fee_list_d.csv: 第 3 列不是日期\n  可能原因：列错位\n  处理办法：核对表头"


def test_what_is_not_known_is_left_out_of_the_message():
    assert str(DataError("文件是空的")) == "文件是空的"


def test_many_problems_travel_as_one_error_and_none_is_lost():
    problems = [Problem("缺少表 setl_d"), Problem("缺少表 mdtrt_d", do="补交")]
    error = DataError.from_problems(problems)
    assert error.problems == problems
    assert "setl_d" in str(error) and "mdtrt_d" in str(error)
    assert isinstance(error, DataError)


@pytest.mark.parametrize(("kind", "code"), [(MingjingError, 2), (DataError, 2), (EngineError, 1)])
def test_wrong_use_and_wrong_data_exit_2_and_a_failing_machine_exits_1(kind: type[MingjingError], code: int):
    assert kind("").exit_code == code
