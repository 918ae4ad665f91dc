"""Addresses of accounts, sign-in and audit."""

from django.urls import path

from mingjing.office.accounts.views import auditlog, health, organisations, own, people, search, signin

app_name = "accounts"
urlpatterns = [
    path("search/", search.page, name="search"),
    path("healthz", health.health, name="health"),
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-in/code", signin.code, name="code"),
    path("sign-out", signin.sign_out, name="sign-out"),
    path("account/", own.own, name="own"),
    path("account/password", own.password, name="password"),
    path("account/second-factor", own.second_factor, name="second-factor"),
    path("account/second-factor/change", own.second_factor_change, name="second-factor-change"),
    path("account/sessions/<int:pk>/end", own.session_end, name="session-end"),
    path("account/sessions/end", own.sessions_end, name="sessions-end"),
    path("account/tokens/new", own.token_new, name="token-new"),
    path("account/tokens/<int:pk>/revoke", own.token_revoke, name="token-revoke"),
    path("accounts/users/", people.users, name="users"),
    path("accounts/users/new", people.user_new, name="user-new"),
    path("accounts/users/<int:pk>/", people.user, name="user"),
    path("accounts/users/<int:pk>/disable", people.user_disable, name="user-disable"),
    path("accounts/users/<int:pk>/enable", people.user_enable, name="user-enable"),
    path("accounts/users/<int:pk>/unlock", people.user_unlock, name="user-unlock"),
    path("accounts/users/<int:pk>/reset-password", people.user_reset_password, name="user-reset-password"),
    path(
        "accounts/users/<int:pk>/reset-second-factor",
        people.user_reset_second_factor,
        name="user-reset-second-factor",
    ),
    path("accounts/organisations/", organisations.organisations, name="organisations"),
    path("accounts/organisations/new", organisations.organisation_new, name="organisation-new"),
    path("accounts/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path(
        "accounts/organisations/<int:pk>/disable",
        organisations.organisation_disable,
        name="organisation-disable",
    ),
    path(
        "accounts/organisations/<int:pk>/enable",
        organisations.organisation_enable,
        name="organisation-enable",
    ),
    path(
        "accounts/organisations/<int:pk>/delete",
        organisations.organisation_delete,
        name="organisation-delete",
    ),
    path("audit/", auditlog.log, name="audit"),
    path("audit/export", auditlog.export, name="audit-export"),
]
