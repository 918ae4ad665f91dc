"""The steps of a case as people take them: what each is told, who may take which now, and taking one."""
