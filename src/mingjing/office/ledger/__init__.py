"""The money ledger 资金台账: what was suspected, verified, decided, due, received, and where it went."""
