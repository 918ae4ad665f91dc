"""Account, password, lock, code, session."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from mingjing.office.accounts.models import AuditEntry, User
from mingjing.office.accounts.services import passwords, secondfactor
from tests.office.accounts.conftest import PASSWORD, World, sign_in, signed_in


def reload(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_who_signs_in_gets_a_new_session_key_and_lands_where_they_wanted(world: World) -> None:
    client = Client()
    client.get("/sign-in")
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["mingjing_session"] = before = session.session_key or ""
    answer = client.post(
        "/sign-in", {"username": "officer", "password": PASSWORD, "next": "/account/?tab=tokens"}
    )
    assert answer.headers["Location"] == "/account/?tab=tokens"
    assert client.session.session_key != before
    assert "planted" not in client.session


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
)
def test_nobody_is_sent_to_another_host(world: World, elsewhere: str) -> None:
    answer = Client().post("/sign-in", {"username": "officer", "password": PASSWORD, "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_wrong_unknown_disabled_and_locked_look_the_same(world: World) -> None:
    User.objects.filter(username="clerk").update(is_active=False)
    User.objects.filter(username="auditor").update(locked_until=timezone.now() + timedelta(minutes=5))
    tries = [("officer", "wrong"), ("nobody", PASSWORD), ("clerk", PASSWORD), ("auditor", PASSWORD)]
    pages = {
        Client().post("/sign-in", {"username": name, "password": word}).content.decode().replace(name, "")
        for name, word in tries
    }
    texts = {page.split('role="alert"')[1].split("</div>")[0] for page in pages}
    assert len(texts) == 1


def test_five_failures_lock_for_a_quarter_of_an_hour(world: World) -> None:
    client = Client()
    assert [sign_in(client, "officer", "wrong") for _ in range(5)] == [422] * 5
    assert sign_in(client, "officer") == 422
    left = reload(world.officer).locked_until - timezone.now()  # type: ignore[operator]
    assert timedelta(minutes=14) < left <= timedelta(minutes=15)
    assert AuditEntry.objects.filter(action="account.locked", object_id="officer").count() == 1
    User.objects.filter(username="officer").update(locked_until=timezone.now() - timedelta(seconds=1))
    assert sign_in(client, "officer") == 302


def test_a_full_sign_in_starts_the_count_anew(world: World) -> None:
    for _ in range(4):
        sign_in(Client(), "officer", "wrong")
    assert sign_in(Client(), "officer") == 302
    assert reload(world.officer).failures == 0


def test_an_administrator_unlocks(world: World) -> None:
    for _ in range(5):
        sign_in(Client(), "officer", "wrong")
    signed_in(world.county_administrator).post(f"/accounts/users/{world.officer.pk}/unlock")
    assert sign_in(Client(), "officer") == 302


def test_a_password_given_by_somebody_holds_until_it_is_changed(world: World) -> None:
    passwords.put(world.officer, PASSWORD, must_change=True)
    client = signed_in(world.officer)
    held = client.get("/account/")
    assert held.headers["Location"] == "/account/password?next=%2Faccount%2F"
    assert client.get("/api/v1/anything").status_code == 403
    assert (
        client.get("/account/", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/account/password"
    )
    new = {"current": PASSWORD, "new": "Liu-9900-Wang", "again": "Liu-9900-Wang", "next": "/account/"}
    assert client.post("/account/password", new).headers["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_an_old_password_must_be_changed(world: World, settings: object) -> None:
    long_ago = timezone.now() - timedelta(days=91)
    User.objects.filter(username="officer").update(password_changed_at=long_ago)
    client = signed_in(world.officer)
    assert client.get("/account/").status_code == 302
    settings.MINGJING_PASSWORD_DAYS = 0  # type: ignore[attr-defined]
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("Ab-1", "10"),
        ("aaaaaaaaaaaa1", "三类"),
        (PASSWORD, "现用密码"),
        ("Officer-1", "10"),
        ("Password123", "常见"),
        ("officer-A1x", "相似"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(world: World, new: str, why: str) -> None:
    client = signed_in(world.officer)
    answer = client.post("/account/password", {"current": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 422
    if why not in {"常见", "相似"}:
        assert why in answer.content.decode()
    assert reload(world.officer).check_password(PASSWORD)


def test_a_new_password_ends_the_other_sessions_but_not_this_one(world: World) -> None:
    here, there = signed_in(world.officer), signed_in(world.officer)
    here.post("/account/password", {"current": PASSWORD, "new": "Liu-9900-Wang", "again": "Liu-9900-Wang"})
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert world.officer.sign_ins.count() == 1


def enrol(user: User) -> tuple[str, list[str]]:
    key = secondfactor.new_key()
    now = TOTP(bytes.fromhex(key)).token()
    return key, secondfactor.enrol(user, key, f"{now:06d}")


def later(key: str) -> str:
    """Return the next code: the present one was used to enrol."""
    counter = TOTP(bytes.fromhex(key), drift=1)
    return f"{counter.token():06d}"


def test_an_enrolled_person_gets_no_further_than_the_code_page_without_a_code(world: World) -> None:
    key, _ = enrol(world.officer)
    client = signed_in(world.officer)
    assert client.get("/account/").headers["Location"].startswith("/sign-in/code")
    assert client.get("/account/second-factor").headers["Location"].startswith("/sign-in/code")
    before = client.session.session_key
    assert (
        client.post("/sign-in/code", {"code": later(key), "next": "/account/"}).headers["Location"]
        == "/account/"
    )
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200


def test_a_code_opens_once(world: World) -> None:
    key, _ = enrol(world.officer)
    code = later(key)
    assert signed_in(world.officer).post("/sign-in/code", {"code": code}).status_code == 302
    assert signed_in(world.officer).post("/sign-in/code", {"code": code}).status_code == 422


def test_a_recovery_code_opens_once(world: World) -> None:
    _, codes = enrol(world.officer)
    assert len(set(codes)) == 10
    assert signed_in(world.officer).post("/sign-in/code", {"code": codes[0].lower()}).status_code == 302
    assert signed_in(world.officer).post("/sign-in/code", {"code": codes[0]}).status_code == 422
    assert secondfactor.left(world.officer) == 9


def test_wrong_codes_lock_and_end_the_session(world: World) -> None:
    enrol(world.officer)
    client = signed_in(world.officer)
    answers = [client.post("/sign-in/code", {"code": "000000"}).status_code for _ in range(5)]
    assert answers == [422, 422, 422, 422, 302]
    assert "_auth_user_id" not in client.session
    assert reload(world.officer).locked_until


def test_enrolment_on_the_page_shows_a_picture_and_asks_for_a_code(world: World) -> None:
    client = signed_in(world.officer)
    page = client.get("/account/second-factor").content.decode()
    key = client.session["second_factor_key"]
    assert "<svg" in page
    assert secondfactor.spelt(key) in page
    assert client.post("/account/second-factor", {"code": "000000"}).status_code == 422
    assert not secondfactor.enrolled(world.officer)
    right = f"{TOTP(bytes.fromhex(key)).token():06d}"
    shown = client.post("/account/second-factor", {"code": right}).content.decode()
    assert shown.count("<code>") == 10
    assert client.get("/account/").status_code == 200
    assert TOTPDevice.objects.get(user=world.officer).key == key


def test_a_role_that_must_is_held_until_enrolled_and_cannot_undo_it(world: World, settings: object) -> None:
    settings.MINGJING_OTP_ROLES = ["administrator"]  # type: ignore[attr-defined]
    client = signed_in(world.administrator)
    assert client.get("/accounts/users/").headers["Location"].startswith("/account/second-factor")
    assert signed_in(world.officer).get("/account/").status_code == 200
    client.get("/account/second-factor")
    code = f"{TOTP(bytes.fromhex(client.session['second_factor_key'])).token():06d}"
    assert client.post("/account/second-factor", {"code": code}).status_code == 200
    assert client.get("/accounts/users/").status_code == 200
    refused = client.post("/account/second-factor/change", {"password": PASSWORD, "remove": "1"})
    assert refused.status_code == 403
    assert secondfactor.enrolled(world.administrator)


def test_the_second_factor_can_be_undone_with_the_password(world: World) -> None:
    client = signed_in(world.officer)
    client.get("/account/second-factor")
    code = f"{TOTP(bytes.fromhex(client.session['second_factor_key'])).token():06d}"
    client.post("/account/second-factor", {"code": code})
    assert client.post("/account/second-factor/change", {"password": "x", "remove": "1"}).status_code == 422
    assert (
        client.post("/account/second-factor/change", {"password": PASSWORD, "renew": "1"}).status_code == 200
    )
    assert (
        client.post("/account/second-factor/change", {"password": PASSWORD, "remove": "1"}).status_code == 302
    )
    assert not secondfactor.enrolled(world.officer)


def test_people_see_and_end_their_own_sessions_only(world: World) -> None:
    here, there, other = signed_in(world.officer), signed_in(world.officer), signed_in(world.clerk)
    mine = world.officer.sign_ins.get(session_key=there.session.session_key)
    assert other.post(f"/account/sessions/{mine.pk}/end").status_code == 404
    assert here.post(f"/account/sessions/{mine.pk}/end").status_code == 302
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_idle_sessions_end(world: World, settings: object) -> None:
    client = signed_in(world.officer)
    session = client.session
    session["seen"] -= 61 * 60
    session.save()
    assert client.get("/account/").headers["Location"].startswith("/sign-in")


def test_signing_out_ends_the_session_and_needs_a_post(world: World) -> None:
    client = signed_in(world.officer)
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").status_code == 302
    assert client.get("/account/").headers["Location"].startswith("/sign-in")
    assert world.officer.sign_ins.count() == 0


def test_forms_need_their_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, "officer") == 403


def test_answers_carry_their_headers(world: World) -> None:
    answer = signed_in(world.officer).get("/account/")
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"].replace(
        "style-src-attr 'unsafe-inline'", ""
    )
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = answer.content.decode()
    assert "<script>" not in page
    assert " style=" not in page


def test_anybody_may_ask_whether_the_site_lives(db: None) -> None:
    assert Client().get("/healthz").json() == {"status": "ok"}
