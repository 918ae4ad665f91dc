"""The rules of scoring, without Django: standards by date and place, thresholds, days."""
