"""Positions in a law as officers write them: 第三十八条第（三）项."""

_DIGITS = "零一二三四五六七八九"


def position(ref: str) -> str:
    """`735-38-3` is 第三十八条第（三）项; a reference to a whole document has no position."""
    numbers = ref.split("-")[1:]
    if not numbers:
        return ""
    article, *item = [numeral(int(number)) for number in numbers]
    return f"第{article}条" + (f"第（{item[0]}）项" if item else "")


def numeral(number: int) -> str:
    """Return 1 to 999 as laws number their articles (38 is 三十八). Raises ValueError for other numbers."""
    if not 0 < number < 1000:
        raise ValueError(f"no article is numbered {number}")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones else "")
