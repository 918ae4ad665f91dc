"""单据 → 疑点 → 明细: dispatch, check, answer, review, sign-off."""
