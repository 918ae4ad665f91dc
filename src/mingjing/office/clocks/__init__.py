"""Working days, deadlines, pauses: one clock for leads, appeals, cases."""
