"""A demonstration province: bureaus, institutions, people of every role, leads in every state. Nothing in it is real."""
