"""Pictures of what models found: the rows behind them, taken while a run's marts stand, and their drawing as SVG.

`series` writes `pictures.parquet` of a run, one row per mark of a picture; `reading` fetches those of some findings;
`drawing` makes SVG with a table behind it, the same for the report and the office; `told` puts a finding into words.
"""
