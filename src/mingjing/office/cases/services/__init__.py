"""The only writers of cases: permission, scope, guard, conditional UPDATE, step row, audit, in one transaction."""
