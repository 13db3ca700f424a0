"""Surveys: one file that was taken in, known by its hash for ever."""

from domain.survey import Survey, SurveyState
from tests.domain.replay import assert_replays
from tests.projections.sample_letters import DAY, LG, survey


def test_a_survey_is_known_by_the_hash_of_its_file() -> None:
    made = survey()
    assert made.id == Survey.create_id(made.file) == Survey.id_of(made.file.sha256) == f"survey:{made.file.sha256[:40]}"
    assert (made.lg_code, made.taken_in_on, made.state) == (LG, DAY, SurveyState.TAKEN_IN)
    assert_replays(Survey, made.collect(), made)
