-- What each encounter of `enc` is billed for: `line`, one row per fee line before money, refunds included.
-- Reads enc, care_line, item and extra_line (lines that a scheme writes itself). Variable: planting.
-- Two statements on purpose: DuckDB 2.0.0 fails now and then when UNNEST follows these joins in one pipeline
-- ("dict-surviving cache: global dictionary column changed identity").
CREATE OR REPLACE TEMP TABLE drawn AS
WITH candidate AS (
    SELECT e.key, e.idx, e.care, e.begntime, e.endtime, e.nights, e.op_day, e.icu_from, e.icu_to, e.quiet_from,
        e.quiet_to, c.ord, c.item, c.moment, c.cmin, c.cmax,
        i.chrg, i.list_type, coalesce(i.gap, CASE WHEN e.nights IS NULL AND i.days IS NOT NULL THEN least(14,
            i.days * c.cmax) END) AS gap, CASE WHEN c.moment = 'person' THEN u(e.idx, CASE WHEN c.shared THEN c.bundle
            ELSE c.bundle || c.item END)
            WHEN c.shared THEN u(e.key, c.bundle) ELSE u(e.key * 1000 + c.ord, 'drawn') END AS draw, c.lo, c.hi
    FROM enc AS e JOIN care_line AS c ON c.care = e.care AND c.lvl <= e.grp JOIN item AS i USING (item)
)
SELECT *, coalesce(nights, 0) AS n FROM candidate
WHERE draw >= lo AND draw < hi AND (moment <> 'quarter' OR (month(begntime) + idx) % 3 = 0);

CREATE OR REPLACE TABLE line AS
WITH dated AS (
    SELECT *, unnest(CASE moment WHEN 'day' THEN range(0, greatest(n, 1)) WHEN 'bed' THEN
            list_filter(range(0, greatest(n, 1)), lambda x: icu_from IS NULL OR x < icu_from OR x >= icu_to)
        WHEN 'mid' THEN [greatest(1, n // 2)] WHEN 'mid3' THEN range(1, least(4, n)) WHEN 'alt' THEN range(1, n, 2)
        WHEN 'third' THEN range(1, n, 3) WHEN 'd1' THEN [1] WHEN 'op' THEN [op_day]
            WHEN 'post2' THEN range(op_day + 1, least(op_day + 3, n))
        WHEN 'post3' THEN range(op_day + 1, least(op_day + 4, n)) WHEN 'post5' THEN range(op_day + 1,
            least(op_day + 6, n))
        WHEN 'icu' THEN range(icu_from, icu_to) WHEN 'take' THEN [n] WHEN 'last' THEN [n - 1]
        WHEN 'monthly' THEN range(0, n, 28) ELSE [0] END)::INT AS day
    FROM drawn
), counted AS (
    SELECT *, CASE WHEN list_type = '102' THEN cmin + 7 * d(key * 1000 + ord, 'count', (cmax - cmin) // 7 + 1)
        ELSE cmin + d(key * 1000 + ord, 'count', cmax - cmin + 1) END AS cnt
    FROM dated WHERE NOT (chrg NOT IN ('01', '02', '07') AND day BETWEEN coalesce(quiet_from, 1)
        AND coalesce(quiet_to, 0))
)
SELECT key, idx, (ord * 100 + day)::INT AS line_no, item,
    CASE WHEN nights IS NULL THEN begntime + to_seconds(5 + d(key, 'pos', 40))
        WHEN day = 0 THEN begntime + to_minutes(15 + d(key * 1000 + ord, 'order', 60))
        WHEN day = n THEN endtime - to_minutes(20 + d(key * 1000 + ord, 'order', 40))
        ELSE at_minute(begntime::DATE + day, 500 + d(key * 1000 + ord, 'order', 120)) END AS ts,
    cnt::DECIMAL(16, 4) AS cnt, NULL::DECIMAL(16, 6) AS pric, NULL::VARCHAR AS lv, NULL::VARCHAR AS name,
        NULL::VARCHAR AS doctor, moment = 'take' AS take,
    NULL::INT AS of_line, gap
FROM counted;

-- Nobody repeats an examination while the last result still holds, nor is given a drug of which there is still some.
DELETE FROM line WHERE (key, line_no) IN (
    SELECT (key, line_no) FROM (
        SELECT key, line_no, gap, ts::DATE - lag(ts::DATE) OVER (PARTITION BY idx, item ORDER BY ts, key,
            line_no) AS since
        FROM line WHERE gap IS NOT NULL
    ) WHERE since < gap);

INSERT INTO line SELECT key, key // 10000, line_no, item, ts, cnt, pric, lv, name, doctor, take, of_line, NULL
    FROM extra_line;

-- Ordinary corrections: an ampoule given back on the ward, a box handed back at the window.
INSERT INTO line
SELECT l.key, l.idx, l.line_no + 50000, l.item, CASE WHEN e.nights IS NULL THEN l.ts + to_seconds(40)
    ELSE least(l.ts + to_minutes(180), e.endtime - to_minutes(5)) END, CASE WHEN e.nights IS NULL THEN -l.cnt
    ELSE -1 END,
    l.pric, l.lv, l.name, l.doctor, l.take, CASE WHEN e.nights IS NOT NULL THEN l.line_no END, NULL
FROM line AS l JOIN enc AS e USING (key) JOIN item AS i USING (item)
WHERE NOT getvariable('planting') AND i.is_drug AND i.list_type = '101' AND NOT l.take AND e.undo IS NULL
    AND ((e.nights IS NOT NULL AND l.cnt >= 2 AND u(l.key * 100000 + l.line_no, 'returned') < 0.004)
        OR (e.nights IS NULL AND l.cnt >= 1 AND NOT e.cash AND u(l.key * 100000 + l.line_no, 'returned') < 0.0007));
