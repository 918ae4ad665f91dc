"""The pages of leads; they read, ask services to act, and never write themselves."""
