"""Addresses of screenings, rules and knowledge."""

from django.urls import URLPattern, path

from mingjing.office.screenings.views import knowledge, lakes, local_rules, models, rules, runs, trials

app_name = "screenings"
_ONE = "screenings/<str:number>/"
_LOCAL = "local-rules/<str:code>/<int:version>/"

urlpatterns: list[URLPattern] = [
    path("screenings/", runs.index, name="list"),
    path("screenings/new/", runs.new, name="new"),
    path("screenings/compare/", runs.compare, name="compare"),
    path("screenings/lakes/", lakes.index, name="lakes"),
    path("screenings/lakes/<int:pk>/register/", lakes.load_register, name="load-register"),
    path(_ONE, runs.detail, name="detail"),
    path(f"{_ONE}progress/", runs.progress, name="progress"),
    path(f"{_ONE}cancel/", runs.cancel, name="cancel"),
    path(f"{_ONE}resume/", runs.resume, name="resume"),
    path(f"{_ONE}publish/", runs.publish, name="publish"),
    path(f"{_ONE}files/<str:name>", runs.download, name="file"),
    path("rules/", rules.index, name="rules"),
    path("rules/coverage/", rules.coverage, name="coverage"),
    path("rules/models/", models.index, name="models"),
    path("rules/models/<str:code>/", models.detail, name="model"),
    path("rules/trials/<int:pk>/", trials.detail, name="trial"),
    path("rules/trials/<int:pk>/progress/", trials.progress, name="trial-progress"),
    path("rules/trials/<int:pk>/cancel/", trials.cancel, name="trial-cancel"),
    path("rules/<str:code>/", rules.detail, name="rule"),
    path("rules/<str:code>/sql/", rules.sql, name="rule-sql"),
    path("rules/<str:code>/try/", trials.start, name="rule-try"),
    path("knowledge/", knowledge.index, name="knowledge"),
    path("knowledge/<str:name>/", knowledge.rows_of, name="knowledge-list"),
    path("local-rules/", local_rules.index, name="local-rules"),
    path("local-rules/new/", local_rules.new, name="local-new"),
    path(_LOCAL, local_rules.detail, name="local-rule"),
    path(f"{_LOCAL}save/", local_rules.save, name="local-save"),
    path(f"{_LOCAL}check/", local_rules.check, name="local-check"),
    path(f"{_LOCAL}force/", local_rules.put_in_force, name="local-force"),
    path(f"{_LOCAL}revise/", local_rules.revise, name="local-revise"),
    path(f"{_LOCAL}retire/", local_rules.retire, name="local-retire"),
    path(f"{_LOCAL}try/", local_rules.try_out, name="local-try"),
]
