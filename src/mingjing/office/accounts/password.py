"""What a password must contain."""


class KindsOfCharacters:
    """At least three of: lower case, upper case, digits, other characters."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ValidationError when too few kinds are there."""

    def get_help_text(self) -> str:
        """Say what is demanded."""
        return "密码至少包含大写字母、小写字母、数字、符号中的三类。"
