"""Statistical reports 统计报表: a tree of rows, a list of measures, a period; one file per report."""
