"""The only writers of runs, lakes, local rules and trials."""
