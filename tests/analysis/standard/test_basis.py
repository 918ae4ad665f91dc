"""The law behind the behaviours."""

import pytest

from mingjing.analysis.knowledge import laws
from mingjing.analysis.standard.schema import Behaviour, behaviours


@pytest.mark.parametrize("behaviour", behaviours().values(), ids=lambda behaviour: behaviour.code)
def test_every_clause_a_behaviour_rests_on_exists_and_is_in_force(behaviour: Behaviour):
    for ref in behaviour.basis:
        assert laws.article(ref).text
