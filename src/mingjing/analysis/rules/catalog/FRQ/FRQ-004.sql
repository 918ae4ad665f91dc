/*---
code: FRQ-004
version: 5
title: 累计供药超量、提前取药
status: active
behaviour: over_quantity
severity: 3
subject: person
grain: [psn_no, ingredient, period]
amount: share
scenes: [OP, PH, NET]
stages: [3]
law: [735-38-2, 735-41-3]
params:
  early_days: {type: integer, default: 15, unit: 日, source: 容许提前取药的天数；无官方数值，可按统筹区配置}
  holiday_days: {type: integer, default: 7, unit: 日, source: 三日内有三日以上假期的再放宽；无官方数值，可按统筹区配置}
  over_ratio: {type: decimal, default: 1.5, source: 180 日内供药天数与日历天数之比；无官方数值，可按统筹区配置}
  min_places: {type: integer, default: 3, unit: 家, source: 无官方数值，可按统筹区配置}
  dose_up: {type: decimal, default: 1.5, source: 日用量升至前次的倍数，视为加量；无官方数值，可按统筹区配置}
message: "{period} {item_name} 取药时手中尚有 {held_days} 日的药（容许 {limit_days} 日），180 日内共供 {days_180} 日、{places} 家机构，超出部分 {checkout_amt} 元。"
verify: 核对家中剩余药品和包装批号，询问取药人和用药剂量。
defence: 药品遗失；长期处方备案；加量、外出备药。
known_gaps: 遗失、长期处方备案需现场排除；同一机构同日的几笔按其中最长的天数计；没有天数又无法折算的药品不计。
evidence: [ingredient, held_days, limit_days, days_180, places]
cases:
  - name: 在四家药店取药，手中最多有 74 日的药
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, pric: 60, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, bkkp_sn: B, med_list_codg: XC10AAA001A001010100001, prd_days: 30, pric: 60, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, bkkp_sn: C, med_list_codg: XC10AAA001A001010100001, prd_days: 30, pric: 60, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: E4, fixmedins_code: D4, bkkp_sn: D, med_list_codg: XC10AAA001A001010100001, prd_days: 30, pric: 60, fee_ocur_time: "2026-03-17 09:00:00"}
    finds:
      - {psn_no: P, checkout_amt: 140.00, fund_amt: 112.00, checkout_cnt: 3, sev_deg: 3, occurred_on: "2026-03-17", bkkp_sns: [B, C, D], evidence: {branch: [a], held_days: 74, limit_days: 15}}
  - name: 取药时手中尚有 12 日的药
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-19 09:00:00"}
    finds: []
  - name: 取药时手中恰有 15 日的药
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-16 09:00:00"}
    finds: []
  - name: 提前 16 日取药，超出一日
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, pric: 60, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, bkkp_sn: B, med_list_codg: XC10AAA001A001010100001, prd_days: 30, pric: 60, fee_ocur_time: "2026-03-15 09:00:00"}
    finds:
      - {checkout_amt: 2.00, checkout_cnt: 1, sev_deg: 3, bkkp_sns: [B]}
  - name: 五一假期前备药，放宽七日
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-04-20 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-04-29 09:00:00"}
    finds: []
  - name: 日用量加倍
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, cnt: 1, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, cnt: 2, prd_days: 30, fee_ocur_time: "2026-03-06 09:00:00"}
    finds: []
  - name: 同一机构同日的两种规格，按其中最长的天数计
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010200001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-29 09:00:00"}
    finds: []
  - name: 前一次的药已退
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, prd_days: 30, fee_ocur_time: "2026-03-06 09:00:00"}
    finds: []
  - name: 天数按日剂量折算，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, bkkp_sn: C, med_list_codg: XC10AAA001A001010100001, cnt: 30, pric: 2, fee_ocur_time: "2026-03-06 09:00:00"}
    knowledge:
      drug_unit: [{item_code: XC10AAA001A001010100001, ingredient: 阿托伐他汀, unit_strength: 20, ddd: 20}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 3, bkkp_sns: [C], evidence: {held_days: 55, soft: [ddd]}}
  - name: 反复注射的疫苗属系列治疗
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H, med_list_codg: XJ07BGR001B002010100001, prd_days: 30, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: H, med_list_codg: XJ07BGR001B002010100001, prd_days: 30, fee_ocur_time: "2026-03-04 09:00:00"}
    finds: []
  - name: 天数未填又无法折算，如胰岛素
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XA10ABG001B002010100001, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XA10ABG001B002010100001, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, med_list_codg: XA10ABG001B002010100001, fee_ocur_time: "2026-03-03 09:00:00"}
    finds: []
  - name: 180 日内在三家机构共取 270 日的药
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1, mdtrt_cert_type: "03"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-03-26 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, bkkp_sn: C, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-06-15 09:00:00"}
    finds:
      - {checkout_amt: 90.00, sev_deg: 2, occurred_on: "2026-06-15", bkkp_sns: [C], evidence: {branch: [a, b], days_180: 270, places: 3}}
  - name: 180 日内 270 日的药都在一家医院
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-03-26 09:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-06-18 09:00:00"}
    finds: []
  - name: 家属凭电子凭证代购，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: E3, fixmedins_code: D3, mdtrt_cert_type: "01"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-03-26 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: XC10AAA001A001010100001, prd_days: 90, pric: 90, fee_ocur_time: "2026-06-15 09:00:00"}
    finds:
      - {checkout_amt: 90.00, sev_deg: 3, evidence: {soft: [proxy]}}
---*/
WITH dispense AS (
  -- At one place and date the lines are parts of one prescription as a rule, or two strengths: the longest counts.
  SELECT
    s.psn_no, s.ingredient, s.beg_date, s.fixmedins_code, MAX(s.days) AS days, MAX(ratio(s.cnt, s.days)) AS rate,
    bool_or(s.days_src = 'ddd') AS guessed
  FROM supply AS s
  WHERE s.settled AND s.days IS NOT NULL AND NOT starts_with(s.item, 'T')
  GROUP BY s.psn_no, s.ingredient, s.beg_date, s.fixmedins_code
), repeated AS (
  -- A number for person and ingredient: the windows below sort by it in a third of the time that two texts take.
  SELECT psn_no, ingredient, ROW_NUMBER() OVER (ORDER BY psn_no, ingredient) AS grp_no
  FROM dispense
  GROUP BY psn_no, ingredient
  HAVING MIN(beg_date) < MAX(beg_date)
), day AS (
  SELECT
    r.grp_no, d.beg_date, day_number(d.beg_date) AS day_no, SUM(d.days) AS days, MAX(d.rate) AS rate, bool_or(d.guessed) AS guessed
  FROM dispense AS d
  JOIN repeated AS r ON r.psn_no = d.psn_no AND r.ingredient = d.ingredient
  GROUP BY r.grp_no, d.beg_date
), summed AS (
  SELECT
    d.*,
    COALESCE(SUM(d.days) OVER (
      PARTITION BY d.grp_no ORDER BY d.day_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) - (d.day_no - FIRST_VALUE(d.day_no) OVER (PARTITION BY d.grp_no ORDER BY d.day_no)) AS surplus,
    SUM(d.days) OVER (PARTITION BY d.grp_no ORDER BY d.day_no RANGE BETWEEN 179 PRECEDING AND CURRENT ROW) AS days_180,
    LAG(d.rate) OVER (PARTITION BY d.grp_no ORDER BY d.day_no) AS rate_before
  FROM day AS d
), held AS (
  SELECT
    s.*,
    s.surplus - MIN(s.surplus) OVER (
      PARTITION BY s.grp_no ORDER BY s.day_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS held_days
  FROM summed AS s
), festival AS (
  SELECT DISTINCT run_begin FROM calendar WHERE holiday_run >= 3
), lenient AS (
  -- The smallest limits of any place and date: whoever stays within them is not looked at further.
  SELECT
    MIN(param('early_days', d.beg_date, i.admdvs)) AS early_days,
    MIN(180 * param('over_ratio', d.beg_date, i.admdvs)) AS over_180
  FROM (SELECT DISTINCT beg_date FROM day) AS d
  CROSS JOIN (SELECT DISTINCT admdvs FROM inst) AS i
), suspect AS (
  -- DISTINCT only keeps the text keys together: joined freely, the dates would meet those of every other person first.
  SELECT DISTINCT h.*, r.psn_no, r.ingredient
  FROM held AS h
  CROSS JOIN lenient AS n
  JOIN repeated AS r ON r.grp_no = h.grp_no
  WHERE h.held_days > n.early_days OR h.days_180 >= n.over_180
), line AS (
  SELECT
    h.grp_no, h.day_no, h.psn_no, h.ingredient, h.beg_date, h.days, h.held_days, h.days_180, h.guessed, s.bkkp_sn, i.admdvs,
    180 * param('over_ratio', h.beg_date, i.admdvs) AS over_180,
    param('early_days', h.beg_date, i.admdvs)
      + CASE WHEN c.run_begin IS NULL THEN 0 ELSE param('holiday_days', h.beg_date, i.admdvs) END AS limit_days
  FROM suspect AS h
  JOIN supply AS s ON s.psn_no = h.psn_no AND s.ingredient = h.ingredient AND s.beg_date = h.beg_date
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
  LEFT JOIN festival AS c ON days_between(h.beg_date, c.run_begin) BETWEEN 0 AND 3
  WHERE s.settled AND s.scene IN ('OP', 'PH', 'NET')
    -- A higher dose eats up what is held.
    AND NOT COALESCE(h.rate > h.rate_before * CAST(param('dose_up', h.beg_date, i.admdvs) AS DOUBLE) - 0.000001, FALSE)
), over AS (
  SELECT l.* FROM line AS l WHERE l.held_days > l.limit_days OR l.days_180 >= l.over_180
), visited AS (
  SELECT
    r.grp_no, day_number(d.beg_date) AS day_no,
    LAG(day_number(d.beg_date)) OVER (PARTITION BY r.grp_no, d.fixmedins_code ORDER BY d.beg_date) AS day_before,
    LEAD(day_number(d.beg_date)) OVER (PARTITION BY r.grp_no, d.fixmedins_code ORDER BY d.beg_date) AS day_after
  FROM dispense AS d
  JOIN repeated AS r ON r.psn_no = d.psn_no AND r.ingredient = d.ingredient
  WHERE r.grp_no IN (SELECT o.grp_no FROM over AS o)
), counted AS (
  -- A place counts from a visit for 180 days: it comes in once and goes out once, so that a number that hundreds share
  -- is counted in one pass rather than every date against every visit.
  SELECT grp_no, day_no, SUM(step) AS step
  FROM (
    SELECT grp_no, day_no, CASE WHEN day_no - day_before <= 179 THEN 0 ELSE 1 END AS step FROM visited
    UNION ALL
    SELECT grp_no, day_no + 180 AS day_no, -1 AS step FROM visited WHERE day_after IS NULL OR day_after - day_no > 179
  ) AS s
  GROUP BY grp_no, day_no
), placed AS (
  SELECT
    grp_no, day_no,
    CAST(SUM(step) OVER (PARTITION BY grp_no ORDER BY day_no ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS BIGINT) AS places
  FROM counted
), broken AS (
  SELECT o.*, p.places, 'a' AS branch, 3 AS sev_deg, LEAST(o.days, o.held_days - o.limit_days) AS over_days
  FROM over AS o
  JOIN placed AS p ON p.grp_no = o.grp_no AND p.day_no = o.day_no
  WHERE o.held_days > o.limit_days
  UNION ALL
  SELECT o.*, p.places, 'b', 2, LEAST(o.days, o.days_180 - 180)
  FROM over AS o
  JOIN placed AS p ON p.grp_no = o.grp_no AND p.day_no = o.day_no
  WHERE o.days_180 >= o.over_180 AND p.places >= param('min_places', o.beg_date, o.admdvs)
), worst AS (
  SELECT
    psn_no, ingredient, month_of(beg_date) AS period, MAX(held_days) AS held_days, MIN(limit_days) AS limit_days,
    MAX(days_180) AS days_180, MAX(places) AS places
  FROM broken
  GROUP BY psn_no, ingredient, month_of(beg_date)
)
SELECT
  b.psn_no, b.ingredient, w.period, b.branch, b.sev_deg, w.held_days, w.limit_days, b.days, w.days_180,
  w.places, f.fixmedins_code, f.bkkp_sn, f.mdtrt_id, f.setl_id, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, prorate(f.amt, b.over_days, b.days) AS hit_amt,
  CASE
    WHEN b.guessed THEN 'ddd'
    WHEN f.scene IN ('PH', 'NET') AND optional(f.cert) = '01' THEN 'proxy'
  END AS soft
FROM broken AS b
JOIN worst AS w ON w.psn_no = b.psn_no AND w.ingredient = b.ingredient AND w.period = month_of(b.beg_date)
JOIN fee_net AS f ON f.bkkp_sn = b.bkkp_sn
-- Within CASE this is tested on what the join leaves; tested first, it would cost more than the join, and make the engine
-- take the fee lines for the smaller side.
WHERE CASE
    WHEN b.days > 0 THEN f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND NOT COALESCE(has_cls(f.cls, 'SERIES'), FALSE)
    ELSE FALSE
  END
