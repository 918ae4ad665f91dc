"""What `mingjing screen` tells about its models on the terminal."""

from mingjing.cli import screen


def test_dead_features_are_counted_per_model_and_named_where_they_are_asked_for() -> None:
    dead = [
        {"code": "MDL-01", "title": "虚假住院", "features": ["hospital.low", "hospital.batch"]},
        {"code": "MDL-13", "title": "水位分析", "features": ["hospital.ip_visits"]},
    ]
    found = {"ranking": {"why": "按金额排列"}, "drift": {"against": "上次", "warned": [], "dead": dead}}
    ranking, line = screen._learnt(found)
    assert ranking == "线索排序：按金额排列。"
    assert "MDL-01 2 项、MDL-13 1 项" in line and "mingjing models drift" in line
    assert "hospital." not in line
    assert screen._learnt({**found, "drift": {"against": "上次", "warned": [], "dead": []}}) == [ranking]
