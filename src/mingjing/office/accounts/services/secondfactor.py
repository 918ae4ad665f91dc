"""The second factor: enrol, prove, recover, remove. Codes follow RFC 6238 (django-otp)."""

import base64
import hashlib
import secrets
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from mingjing.kernel.errors import ForbiddenError, InvalidError
from mingjing.office.accounts import audit
from mingjing.office.accounts.models import User
from mingjing.office.accounts.services import passwords

CODES = 10


def enrolled(user: User) -> bool:
    """Return whether the person has a confirmed authenticator."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def required(user: User) -> bool:
    """Return whether one of the person's roles demands a second factor at this site."""
    return bool(user.roles.intersection(settings.MINGJING_OTP_ROLES))


def new_key() -> str:
    """Return a fresh secret in hexadecimal."""
    return str(random_hex(20))


def address(user: User, key: str) -> str:
    """Return the `otpauth:` address that an authenticator reads from the QR code."""
    issuer = quote(settings.OTP_TOTP_ISSUER)
    return f"otpauth://totp/{issuer}:{quote(user.username)}?secret={spelt(key)}&issuer={issuer}&digits=6&period=30"


def spelt(key: str) -> str:
    """Return the secret as people type it."""
    return base64.b32encode(bytes.fromhex(key)).decode()


def enrol(user: User, key: str, code: str) -> list[str]:
    """Keep `key` once a code proves that the authenticator has it; return the recovery codes, shown once.

    Raises InvalidError when the code is wrong.
    """
    counter = TOTP(bytes.fromhex(key))
    if not (code.isdecimal() and counter.verify(int(code), tolerance=1)):
        raise InvalidError("动态口令不正确", where="code", do="核对手机时间后输入当前显示的 6 位数字")
    with transaction.atomic():
        forget(user)
        # `last_t`: the code just used does not open the account a second time.
        TOTPDevice.objects.create(
            user=user, name="动态口令", key=key, confirmed=True, drift=counter.drift, last_t=counter.t()
        )
        codes = _new_codes(user)
        audit.record(user, "second_factor.enrolled", "account", user.username)
    return codes


def prove(user: User, code: str) -> bool:
    """Return whether `code` is the authenticator's or an unused recovery code; each counts once."""
    plain = code.replace("-", "").replace(" ", "").upper()
    with transaction.atomic():
        for device in TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True):
            if plain.isdecimal() and len(plain) == 6:
                return bool(device.verify_token(plain))
        for device in StaticDevice.objects.select_for_update().filter(user=user, confirmed=True):
            if device.verify_token(_hashed(plain)):
                left = device.token_set.count()
                audit.record(
                    user, "second_factor.recovery_used", "account", user.username, after={"left": left}
                )
                return True
    return False


def left(user: User) -> int:
    """Return how many recovery codes are unused."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


def renew_codes(user: User, password: str) -> list[str]:
    """Replace the recovery codes; raise InvalidError when the password is wrong."""
    passwords.confirm(user, password)
    with transaction.atomic():
        codes = _new_codes(user)
        audit.record(user, "second_factor.codes_renewed", "account", user.username)
    return codes


def remove(user: User, password: str) -> None:
    """Do without the second factor; raise ForbiddenError where it is required, InvalidError for a wrong password."""
    if required(user):
        raise ForbiddenError("您的角色必须使用动态口令", do="更换手机时，请管理员重置动态口令后重新绑定")
    passwords.confirm(user, password)
    with transaction.atomic():
        forget(user)
        audit.record(user, "second_factor.removed", "account", user.username)


def reset(actor: User, user: User) -> None:
    """Remove the second factor of somebody who lost it; the caller has checked permission and scope."""
    with transaction.atomic():
        forget(user)
        audit.record(actor, "second_factor.reset", "account", user.username)


def forget(user: User) -> None:
    """Remove every device of `user`; the caller audits it."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="备用码", confirmed=True)
    codes = [base64.b32encode(secrets.token_bytes(10)).decode() for _ in range(CODES)]
    for code in codes:
        device.token_set.create(token=_hashed(code))
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in codes]


def _hashed(code: str) -> str:
    """Return what is kept of a recovery code of 80 random bits: too many to try out."""
    return base64.b32encode(hashlib.sha256(code.encode()).digest()).decode()[:16]
