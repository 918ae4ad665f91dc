/*---
doc: >-
  One row per institution: how far the models and the rules found it off, in soft scores that also rank those below a
  finding, and what is at stake there. Of each model only what goes beyond what two thirds of its kind carry counts:
  soft scores begin where half of all honest ones already are, and who is judged by more models would carry more of
  them. A model that did not run is missing; one that ran and had nothing to judge at the institution does not apply.
---*/
-- step: latest
SELECT MAX(setl_date) AS day FROM setl_net WHERE in_scope
-- step: paid
SELECT
  s.fixmedins_code, COUNT(*) AS setls, SUM(s.fund) AS fund, SUM(s.fund + s.acct) AS stake, MAX(s.setl_date) AS last_date
FROM setl_net AS s
CROSS JOIN latest AS d
WHERE s.in_scope AND days_between(s.setl_date, d.day) < 365
GROUP BY s.fixmedins_code
-- step: ruled_unit
SELECT fixmedins_code, unit, MAX(hit_fund) AS fund
FROM finding_line_so_far
WHERE sev_deg <= 2 AND NOT starts_with(rule_code, 'MDL-')
GROUP BY fixmedins_code, unit
-- step: ruled
SELECT fixmedins_code, SUM(fund) AS rule_fund FROM ruled_unit GROUP BY fixmedins_code
-- step: anomaly
SELECT fixmedins_code, COUNT(*) AS anomalies
FROM finding_so_far
WHERE behaviour = 'record_anomaly'
GROUP BY fixmedins_code
-- step: doctor
SELECT fixmedins_code, COUNT(DISTINCT staff_code) AS doctors
FROM finding_so_far
WHERE rule_code = 'MDL-14' AND staff_code IS NOT NULL
GROUP BY fixmedins_code
-- step: served
SELECT
  s.fixmedins_code, SUM(CASE WHEN p.rule_code = 'MDL-03' THEN s.fund + s.acct ELSE 0 END) AS resale_fund,
  SUM(CASE WHEN p.rule_code = 'MDL-10' THEN s.fund + s.acct ELSE 0 END) AS gang_fund
FROM setl_net AS s
CROSS JOIN latest AS d
JOIN finding_person AS p ON p.psn_no = s.psn_no
WHERE s.in_scope AND days_between(s.setl_date, d.day) < 365 AND p.rule_code IN ('MDL-03', 'MDL-10')
GROUP BY s.fixmedins_code
-- step: ran
SELECT
  COUNT(CASE WHEN model = 'MDL-01' THEN 1 END) AS r01, COUNT(CASE WHEN model = 'MDL-02' THEN 1 END) AS r02,
  COUNT(CASE WHEN model = 'MDL-03' THEN 1 END) AS r03, COUNT(CASE WHEN model = 'MDL-05' THEN 1 END) AS r05,
  COUNT(CASE WHEN model = 'MDL-10' THEN 1 END) AS r10, COUNT(CASE WHEN model = 'MDL-12' THEN 1 END) AS r12,
  COUNT(CASE WHEN model = 'MDL-04' THEN 1 END) AS r04, COUNT(CASE WHEN model = 'MDL-06' THEN 1 END) AS r06,
  COUNT(CASE WHEN model = 'MDL-07' THEN 1 END) AS r07, COUNT(CASE WHEN model = 'MDL-08' THEN 1 END) AS r08,
  COUNT(CASE WHEN model = 'MDL-09' THEN 1 END) AS r09, COUNT(CASE WHEN model = 'MDL-11' THEN 1 END) AS r11,
  COUNT(CASE WHEN model = 'MDL-13' THEN 1 END) AS r13, COUNT(CASE WHEN model = 'MDL-14' THEN 1 END) AS r14
FROM model_ran
-- step: judged
SELECT
  s.model, i.fixmedins_type, s.fixmedins_code, s.score_soft,
  ROW_NUMBER() OVER (PARTITION BY s.model, i.fixmedins_type ORDER BY s.score_soft, s.fixmedins_code) AS nth,
  COUNT(*) OVER (PARTITION BY s.model, i.fixmedins_type) AS n
FROM inst_score AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
WHERE s.score_soft IS NOT NULL
-- step: usual
SELECT model, fixmedins_type, MAX(score_soft) AS carried
FROM judged
WHERE n > 8 AND nth * 3 <= n * 2
GROUP BY model, fixmedins_type
-- step: beyond
SELECT
  j.model, j.fixmedins_code,
  CASE WHEN j.score_soft > coalesce(u.carried, 0) THEN ratio(j.score_soft - coalesce(u.carried, 0), 1 - coalesce(u.carried, 0)) ELSE 0 END AS score_soft
FROM judged AS j
LEFT JOIN usual AS u ON u.model = j.model AND u.fixmedins_type = j.fixmedins_type
-- step: institution
SELECT
  p.fixmedins_code, p.last_date AS occurred_on, p.setls, p.fund, p.stake, i.fixmedins_type, i.admdvs,
  CASE WHEN r.r01 > 0 THEN m01.score_soft END AS sham_stay, CASE WHEN r.r02 > 0 THEN m02.score_soft END AS hanging_bed,
  CASE WHEN r.r12 > 0 THEN m12.score_soft END AS clone_bill, CASE WHEN r.r05 > 0 THEN m05.score_soft END AS cash_out,
  CASE WHEN r.r13 > 0 THEN m13.score_soft END AS water_level, CASE WHEN r.r04 > 0 THEN m04.score_soft END AS backflow,
  CASE WHEN r.r06 > 0 THEN m06.score_soft END AS key_item, CASE WHEN r.r07 > 0 THEN m07.score_soft END AS remote_care,
  CASE WHEN r.r08 > 0 THEN m08.score_soft END AS outpatient_pool,
  CASE WHEN r.r09 > 0 THEN m09.score_soft END AS pharmacy_surge, CASE WHEN r.r11 > 0 THEN m11.score_soft END AS upcoding,
  CASE WHEN r.r03 > 0 THEN COALESCE(ratio(v.resale_fund, p.stake), 0) END AS resale_share,
  CASE WHEN r.r10 > 0 THEN COALESCE(ratio(v.gang_fund, p.stake), 0) END AS gang_share,
  CASE WHEN r.r14 > 0 THEN COALESCE(w.doctors, 0) END AS overloaded,
  COALESCE(u.rule_fund, 0) AS rule_fund, COALESCE(a.anomalies, 0) AS anomalies,
  r.r01 = 0 OR m01.fixmedins_code IS NOT NULL AS has_01, r.r02 = 0 OR m02.fixmedins_code IS NOT NULL AS has_02,
  r.r12 = 0 OR m12.fixmedins_code IS NOT NULL AS has_12, r.r05 = 0 OR m05.fixmedins_code IS NOT NULL AS has_05,
  r.r04 = 0 OR m04.fixmedins_code IS NOT NULL AS has_04, r.r06 = 0 OR m06.fixmedins_code IS NOT NULL AS has_06,
  r.r07 = 0 OR m07.fixmedins_code IS NOT NULL AS has_07, r.r08 = 0 OR m08.fixmedins_code IS NOT NULL AS has_08,
  r.r09 = 0 OR m09.fixmedins_code IS NOT NULL AS has_09, r.r11 = 0 OR m11.fixmedins_code IS NOT NULL AS has_11,
  r.r13 = 0 OR m13.fixmedins_code IS NOT NULL AS has_13, i.fixmedins_type = '1' AS is_hospital, p.fund > 0 AS has_fund
FROM paid AS p
JOIN inst AS i ON i.fixmedins_code = p.fixmedins_code
CROSS JOIN ran AS r
LEFT JOIN ruled AS u ON u.fixmedins_code = p.fixmedins_code
LEFT JOIN anomaly AS a ON a.fixmedins_code = p.fixmedins_code
LEFT JOIN doctor AS w ON w.fixmedins_code = p.fixmedins_code
LEFT JOIN served AS v ON v.fixmedins_code = p.fixmedins_code
LEFT JOIN beyond AS m01 ON m01.fixmedins_code = p.fixmedins_code AND m01.model = 'MDL-01'
LEFT JOIN beyond AS m02 ON m02.fixmedins_code = p.fixmedins_code AND m02.model = 'MDL-02'
LEFT JOIN beyond AS m12 ON m12.fixmedins_code = p.fixmedins_code AND m12.model = 'MDL-12'
LEFT JOIN beyond AS m05 ON m05.fixmedins_code = p.fixmedins_code AND m05.model = 'MDL-05'
LEFT JOIN beyond AS m13 ON m13.fixmedins_code = p.fixmedins_code AND m13.model = 'MDL-13'
LEFT JOIN beyond AS m04 ON m04.fixmedins_code = p.fixmedins_code AND m04.model = 'MDL-04'
LEFT JOIN beyond AS m06 ON m06.fixmedins_code = p.fixmedins_code AND m06.model = 'MDL-06'
LEFT JOIN beyond AS m07 ON m07.fixmedins_code = p.fixmedins_code AND m07.model = 'MDL-07'
LEFT JOIN beyond AS m08 ON m08.fixmedins_code = p.fixmedins_code AND m08.model = 'MDL-08'
LEFT JOIN beyond AS m09 ON m09.fixmedins_code = p.fixmedins_code AND m09.model = 'MDL-09'
LEFT JOIN beyond AS m11 ON m11.fixmedins_code = p.fixmedins_code AND m11.model = 'MDL-11'
