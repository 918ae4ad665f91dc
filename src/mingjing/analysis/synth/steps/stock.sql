-- Purchases and counts that balance what was dispensed: used (inst_no, item, m, qty) by month, all blocks together.
-- Stock is bought on the 12th for the month to come; counts are taken at the end of every third month.
CREATE OR REPLACE TABLE shelf AS
WITH grid AS (
    SELECT inst_no, item, m FROM (SELECT DISTINCT inst_no, item FROM used) CROSS
        JOIN (SELECT unnest(range(getvariable('days') // 30)) AS m)
), monthly AS (
    SELECT g.inst_no, g.item, g.m, coalesce(sum(u.qty), 0) AS qty FROM grid AS g LEFT JOIN used AS u
        ON u.inst_no = g.inst_no AND u.item = g.item AND u.m = g.m GROUP BY ALL
), summed AS (
    SELECT *, sum(qty) OVER w AS gone, lead(qty, 1, qty) OVER w AS next_qty
        FROM monthly WINDOW w AS (PARTITION BY inst_no, item ORDER BY m)
), aimed AS (
    SELECT *,
        ceil(greatest(0, gone + next_qty) + 1 + (0.3 + 0.5 * u(inst_no * 100 + m, item)) * abs(next_qty)) AS aim,
        first_value(ceil(greatest(qty, 0) * 1.5) + 2) OVER (PARTITION BY inst_no, item ORDER BY m) AS opening
    FROM summed
), bought AS (
    SELECT *, greatest(max(aim) OVER (PARTITION BY inst_no, item ORDER BY m), opening) AS stocked FROM aimed
), kept AS (
    SELECT *, stocked - coalesce(lag(stocked) OVER (PARTITION BY inst_no, item ORDER BY m), opening) AS purchase
        FROM bought
)
-- A shop that settles what it never had: 20 on the shelf, one purchase short by the gap, nothing left in the end.
SELECT k.inst_no, k.item, k.m, CASE WHEN g.gap IS NULL THEN k.opening ELSE 20 END AS opening,
    CASE WHEN g.gap IS NULL THEN k.purchase WHEN k.m = g.first_m THEN g.total - g.gap - 20 ELSE 0 END AS purchase,
    CASE WHEN g.gap IS NULL THEN k.stocked - k.gone WHEN k.m < g.first_m THEN 20 ELSE 0 END AS left_over
FROM kept AS k LEFT JOIN (
    SELECT s.inst_no, s.item, s.gap, min(u.m) AS first_m, sum(u.qty) AS total FROM stock_gap AS s
        JOIN used AS u USING (inst_no, item) GROUP BY ALL
) AS g USING (inst_no, item);

CREATE OR REPLACE TABLE purcinfo_d AS
SELECT 'C' || s.inst_no || '-' || i.code || '-' || s.m AS purc_sn, n.fixmedins_code, i.code AS med_list_codg,
    s.purchase AS purc_retn_cnt,
    (date_trunc('month',
        getvariable('start')) + to_months(s.m::INT))::TIMESTAMP + INTERVAL 11 DAY + INTERVAL 9 HOUR AS purc_retn_stoin_time,
    i.price AS finl_trns_pric, lot_of(s.inst_no, s.item) AS manu_lotnum,
    ['华中医药集团', '九州通达药业', '江汉医药股份', '康泰医疗器械'][1 + d(s.inst_no, s.item, 4)] AS spler_name,
    'FP' || lpad(d(s.inst_no * 100 + s.m, s.item, 100000000)::VARCHAR, 8, '0') AS purc_invo_no
FROM shelf AS s JOIN inst AS n USING (inst_no) JOIN item AS i USING (item) WHERE s.purchase > 0;

CREATE OR REPLACE TABLE invinfo_d AS
SELECT n.fixmedins_code, i.code AS med_list_codg, getvariable('start') - 1 AS invdate, s.opening AS inv_cnt,
    i.price AS pric
FROM shelf AS s JOIN inst AS n USING (inst_no) JOIN item AS i USING (item) WHERE s.m = 0
UNION ALL
SELECT n.fixmedins_code, i.code, (date_trunc('month', getvariable('start')) + to_months(s.m::INT + 1))::DATE - 1,
    s.left_over, i.price
FROM shelf AS s JOIN inst AS n USING (inst_no) JOIN item AS i USING (item) WHERE s.m % 3 = 2;
