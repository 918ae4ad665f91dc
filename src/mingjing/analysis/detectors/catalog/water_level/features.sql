/*---
doc: >-
  Indicators of an institution month by month. Sums stand apart (numerator, denominator), so that small months are
  drawn towards their peers before they are compared. Nothing here depends on the volume itself.
---*/
-- step: bill
SELECT
  s.fixmedins_code, s.scene, month_start(s.setl_date) AS month, MAX(s.setl_date) AS last_date, COUNT(*) AS setls,
  COUNT(DISTINCT s.psn_no) AS persons, SUM(s.medfee) AS medfee, SUM(s.fund) AS fund, SUM(s.medfee - s.inscp) AS selfpay,
  COUNT(CASE WHEN s.cash IS NOT NULL THEN 1 END) AS told_cash,
  COUNT(CASE WHEN s.cash * 100 <= s.medfee AND s.medfee > 0 THEN 1 END) AS no_cash,
  COUNT(CASE WHEN s.cert = '01' THEN 1 END) AS ecert,
  COUNT(CASE WHEN s.remote THEN 1 END) AS remote,
  COUNT(CASE WHEN s.has_time THEN 1 END) AS timed,
  COUNT(CASE WHEN s.has_time AND (minute_of_day(s.setl_time) >= 1380 OR minute_of_day(s.setl_time) < 360) THEN 1 END) AS night
FROM setl_net AS s
WHERE s.in_scope AND s.medfee > 0
GROUP BY s.fixmedins_code, s.scene, month_start(s.setl_date)
-- step: admission
SELECT
  fixmedins_code, month_start(adm_date) AS month, COUNT(*) AS admitted,
  COUNT(CASE WHEN int_mod(day_number(adm_date) + 3, 7) >= 5 THEN 1 END) AS weekend
FROM stay
WHERE in_scope
GROUP BY fixmedins_code, month_start(adm_date)
-- step: goods
SELECT fixmedins_code, month_start(to_date) AS month, SUM(settled) AS settled, SUM(opening + bought) AS available, COUNT(*) AS goods
FROM stock_iv
WHERE opening + bought > 0
GROUP BY fixmedins_code, month_start(to_date)
-- step: month
SELECT DISTINCT fixmedins_code, month FROM bill
-- step: hospital_month
SELECT
  m.fixmedins_code, m.month, o.last_date AS op_last, w.last_date AS ip_last, o.setls AS op_n, o.persons AS op_persons,
  o.medfee AS op_medfee, o.fund AS op_fund, o.selfpay AS op_selfpay, o.told_cash AS op_told, o.no_cash AS op_no_cash,
  o.remote AS op_remote, of.gross AS op_gross, of.drug_amt AS op_drug, of.exam_amt AS op_exam, of.mat_amt AS op_mat,
  of.treat_amt AS op_treat, w.stays AS ip_n, w.persons AS ip_persons, w.medfee AS ip_medfee, w.fund AS ip_fund,
  w.nights AS ip_nights, w.alive AS ip_alive, w.returned AS ip_returned, w.short_stays AS ip_short, w.operated AS ip_operated,
  a.admitted AS ip_admitted, a.weekend AS ip_weekend, b.setls AS ip_setls, b.told_cash AS ip_told, b.no_cash AS ip_no_cash,
  b.remote AS ip_remote, b.selfpay AS ip_selfpay, b.medfee AS ip_billed, wf.gross AS ip_gross, wf.drug_amt AS ip_drug,
  wf.exam_amt AS ip_exam, wf.mat_amt AS ip_mat, wf.treat_amt AS ip_treat, wf.ct_amt AS ip_ct, wf.mr_amt AS ip_mr,
  i.aprv_bed_cnt * 30 AS bed_days, g.settled, g.available, g.goods
FROM month AS m
JOIN inst AS i ON i.fixmedins_code = m.fixmedins_code AND i.fixmedins_type = '1'
LEFT JOIN newcomer AS n ON n.fixmedins_code = m.fixmedins_code AND m.month >= n.since AND m.month < n.until
LEFT JOIN bill AS o ON o.fixmedins_code = m.fixmedins_code AND o.month = m.month AND o.scene = 'OP'
LEFT JOIN bill AS b ON b.fixmedins_code = m.fixmedins_code AND b.month = m.month AND b.scene = 'IP'
LEFT JOIN inst_stay AS w ON w.fixmedins_code = m.fixmedins_code AND w.period = month_of(m.month)
LEFT JOIN inst_fee AS of ON of.fixmedins_code = m.fixmedins_code AND of.period = month_of(m.month) AND of.scene = 'OP'
LEFT JOIN inst_fee AS wf ON wf.fixmedins_code = m.fixmedins_code AND wf.period = month_of(m.month) AND wf.scene = 'IP'
LEFT JOIN admission AS a ON a.fixmedins_code = m.fixmedins_code AND a.month = m.month
LEFT JOIN goods AS g ON g.fixmedins_code = m.fixmedins_code AND g.month = m.month
WHERE n.fixmedins_code IS NULL
-- step: hospital_quarter
SELECT fixmedins_code, quarter_of(month) AS quarter, SUM(op_n) AS op_quarter, SUM(ip_n) AS ip_quarter, COUNT(*) AS months
FROM hospital_month
GROUP BY fixmedins_code, quarter_of(month)
-- step: hospital
SELECT
  h.fixmedins_code, month_of(h.month) AS period, q.quarter, greatest(h.op_last, h.ip_last) AS occurred_on,
  COALESCE(q.op_quarter, 0) AS op_quarter, COALESCE(q.ip_quarter, 0) AS ip_quarter,
  COALESCE(q.op_quarter, 0) + COALESCE(q.ip_quarter, 0) AS encounters,
  COALESCE(q.op_quarter, 0) >= 300 AS has_op, COALESCE(q.ip_quarter, 0) >= 30 AS has_ip,
  COALESCE(q.op_quarter, 0) >= 300 AND COALESCE(q.ip_quarter, 0) >= 30 AS has_both, h.goods > 0 AS has_goods,
  h.op_n, h.op_persons, h.op_medfee, h.op_fund, h.op_selfpay, h.op_told, h.op_no_cash, h.op_remote, h.op_gross, h.op_drug,
  h.op_exam, h.op_mat, h.op_treat, h.ip_n, h.ip_persons, h.ip_medfee, h.ip_fund, h.ip_nights, h.ip_alive, h.ip_returned,
  h.ip_short, h.ip_operated, h.ip_admitted, h.ip_weekend, h.ip_setls, h.ip_told, h.ip_no_cash, h.ip_remote, h.ip_selfpay,
  h.ip_billed, h.ip_gross, h.ip_drug, h.ip_exam, h.ip_mat, h.ip_treat, h.ip_ct, h.ip_mr, h.bed_days, h.settled, h.available,
  h.goods
FROM hospital_month AS h
JOIN hospital_quarter AS q ON q.fixmedins_code = h.fixmedins_code AND q.quarter = quarter_of(h.month)
WHERE COALESCE(h.op_n, 0) >= 30 OR COALESCE(h.ip_n, 0) >= 5
-- step: shop_month
SELECT
  b.fixmedins_code, b.month, b.last_date, b.setls, b.persons, b.fund, b.medfee, b.told_cash, b.no_cash, b.ecert, b.remote,
  b.timed, b.night, g.settled, g.available, g.goods
FROM bill AS b
JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code AND i.fixmedins_type = '2'
LEFT JOIN newcomer AS n ON n.fixmedins_code = b.fixmedins_code AND b.month >= n.since AND b.month < n.until
LEFT JOIN goods AS g ON g.fixmedins_code = b.fixmedins_code AND g.month = b.month
WHERE n.fixmedins_code IS NULL AND b.scene = 'PH'
-- step: shop_quarter
SELECT fixmedins_code, quarter_of(month) AS quarter, SUM(setls) AS setls
FROM shop_month
GROUP BY fixmedins_code, quarter_of(month)
-- step: pharmacy
SELECT
  s.fixmedins_code, month_of(s.month) AS period, q.quarter, s.last_date AS occurred_on, q.setls AS encounters, s.setls,
  s.persons, s.fund, s.medfee, s.told_cash, s.no_cash, s.ecert, s.remote, s.timed, s.night, s.settled, s.available, s.goods,
  s.goods > 0 AS has_goods
FROM shop_month AS s
JOIN shop_quarter AS q ON q.fixmedins_code = s.fixmedins_code AND q.quarter = quarter_of(s.month)
WHERE s.setls >= 30
-- step: seen
SELECT
  f.fixmedins_code, f.mdtrt_id, f.psn_no, f.is_ip, LEFT(f.bilg_dept, 3) AS dept, f.bilg_dr, month_start(f.svc_date) AS month,
  MAX(f.svc_date) AS last_date, SUM(f.gross) AS gross,
  SUM(CASE WHEN f.chrg IN ('09', '10', '11') THEN f.gross ELSE 0 END) AS drug,
  SUM(CASE WHEN f.chrg IN ('03', '04') THEN f.gross ELSE 0 END) AS exam,
  SUM(CASE WHEN f.chrg = '05' THEN f.gross ELSE 0 END) AS treat, SUM(CASE WHEN f.chrg = '08' THEN f.gross ELSE 0 END) AS mat
FROM fee_net AS f
WHERE f.in_scope AND f.settled AND f.gross > 0 AND f.scene IN ('IP', 'OP') AND f.bilg_dept IS NOT NULL
GROUP BY f.fixmedins_code, f.mdtrt_id, f.psn_no, f.is_ip, LEFT(f.bilg_dept, 3), f.bilg_dr, month_start(f.svc_date)
-- step: main_dept
SELECT
  fixmedins_code, bilg_dr, dept,
  ROW_NUMBER() OVER (PARTITION BY fixmedins_code, bilg_dr ORDER BY COUNT(*) DESC, dept) AS nth
FROM seen
WHERE bilg_dr IS NOT NULL AND bilg_dr <> ''
GROUP BY fixmedins_code, bilg_dr, dept
-- step: acting
SELECT s.fixmedins_code, s.dept, '' AS staff_code, s.month, s.last_date, s.mdtrt_id, s.psn_no, s.is_ip, s.gross, s.drug, s.exam, s.treat, s.mat
FROM seen AS s
UNION ALL
SELECT
  s.fixmedins_code, m.dept, s.bilg_dr AS staff_code, s.month, s.last_date, s.mdtrt_id, s.psn_no, s.is_ip, s.gross, s.drug, s.exam, s.treat,
  s.mat
FROM seen AS s
JOIN main_dept AS m ON m.fixmedins_code = s.fixmedins_code AND m.bilg_dr = s.bilg_dr AND m.nth = 1
-- step: met
SELECT
  fixmedins_code, dept, staff_code, month, mdtrt_id, is_ip, MIN(psn_no) AS psn_no, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam,
  SUM(treat) AS treat, SUM(mat) AS mat, MAX(drug) AS any_drug, MAX(exam) AS any_exam, MAX(treat) AS any_treat, MAX(last_date) AS last_date
FROM acting
GROUP BY fixmedins_code, dept, staff_code, month, mdtrt_id, is_ip
-- step: acted
SELECT
  fixmedins_code, dept, staff_code, month,
  COUNT(CASE WHEN NOT is_ip THEN 1 END) AS op_n, COUNT(DISTINCT CASE WHEN NOT is_ip THEN psn_no END) AS op_persons,
  SUM(CASE WHEN NOT is_ip THEN gross ELSE 0 END) AS op_gross, SUM(CASE WHEN NOT is_ip THEN drug ELSE 0 END) AS op_drug,
  SUM(CASE WHEN NOT is_ip THEN exam ELSE 0 END) AS op_exam, SUM(CASE WHEN NOT is_ip THEN treat ELSE 0 END) AS op_treat, SUM(CASE WHEN NOT is_ip THEN mat ELSE 0 END) AS op_mat,
  COUNT(CASE WHEN NOT is_ip AND any_drug > 0 THEN 1 END) AS op_drug_n,
  COUNT(CASE WHEN NOT is_ip AND any_exam > 0 THEN 1 END) AS op_exam_n,
  COUNT(CASE WHEN NOT is_ip AND any_treat > 0 THEN 1 END) AS op_treat_n,
  COUNT(CASE WHEN is_ip THEN 1 END) AS ip_n, COUNT(DISTINCT CASE WHEN is_ip THEN psn_no END) AS ip_persons,
  SUM(CASE WHEN is_ip THEN gross ELSE 0 END) AS ip_gross, SUM(CASE WHEN is_ip THEN drug ELSE 0 END) AS ip_drug,
  SUM(CASE WHEN is_ip THEN exam ELSE 0 END) AS ip_exam, SUM(CASE WHEN is_ip THEN treat ELSE 0 END) AS ip_treat, SUM(CASE WHEN is_ip THEN mat ELSE 0 END) AS ip_mat,
  COUNT(CASE WHEN is_ip AND any_drug > 0 THEN 1 END) AS ip_drug_n,
  COUNT(CASE WHEN is_ip AND any_exam > 0 THEN 1 END) AS ip_exam_n,
  COUNT(CASE WHEN is_ip AND any_treat > 0 THEN 1 END) AS ip_treat_n,
  MAX(last_date) AS last_date
FROM met
GROUP BY fixmedins_code, dept, staff_code, month
-- step: acted_quarter
SELECT fixmedins_code, dept, staff_code, quarter_of(month) AS quarter, SUM(op_n) AS op_quarter, SUM(ip_n) AS ip_quarter
FROM acted
GROUP BY fixmedins_code, dept, staff_code, quarter_of(month)
-- step: levels
SELECT
  fixmedins_code, MAX(CASE WHEN level = 1 THEN peer_key END) AS city, MAX(CASE WHEN level = 2 THEN peer_key END) AS province,
  MAX(CASE WHEN level = 3 THEN peer_key END) AS whole, MAX(CASE WHEN level = 4 THEN peer_key END) AS any_level
FROM peer_group
GROUP BY fixmedins_code
-- step: actor
SELECT
  a.fixmedins_code, a.dept, a.staff_code, month_of(a.month) AS period, q.quarter, a.last_date AS occurred_on, q.op_quarter, q.ip_quarter,
  q.op_quarter >= 300 AS has_op, q.ip_quarter >= 30 AS has_ip, a.dept || '|' || g.city AS kind_city,
  a.dept || '|' || g.province AS kind_province, a.dept || '|' || g.whole AS kind, a.dept || '|' || g.any_level AS kind_wide,
  a.op_n, a.op_persons, a.op_gross, a.op_drug, a.op_exam, a.op_treat, a.op_mat, a.op_drug_n, a.op_exam_n, a.op_treat_n,
  a.ip_n, a.ip_persons, a.ip_gross, a.ip_drug, a.ip_exam, a.ip_treat, a.ip_mat, a.ip_drug_n, a.ip_exam_n, a.ip_treat_n
FROM acted AS a
JOIN acted_quarter AS q
  ON q.fixmedins_code = a.fixmedins_code AND q.dept = a.dept AND q.staff_code = a.staff_code AND q.quarter = quarter_of(a.month)
JOIN levels AS g ON g.fixmedins_code = a.fixmedins_code
LEFT JOIN newcomer AS n ON n.fixmedins_code = a.fixmedins_code AND a.month >= n.since AND a.month < n.until
WHERE n.fixmedins_code IS NULL AND (a.op_n >= 30 OR a.ip_n >= 5)
-- step: told
SELECT
  n.fixmedins_code, quarter_of(n.setl_date) AS period,
  CASE e.gend WHEN '1' THEN '男' WHEN '2' THEN '女' ELSE '不详' END AS gend,
  CASE
    WHEN e.age_y IS NULL THEN '不详' WHEN e.age_y < 18 THEN '不满 18 岁' WHEN e.age_y < 45 THEN '18 至 44 岁' WHEN e.age_y < 60 THEN '45 至 59 岁'
    WHEN e.age_y < 70 THEN '60 至 69 岁' ELSE '70 岁以上'
  END AS band,
  CASE n.cert WHEN '01' THEN '电子凭证' WHEN '02' THEN '身份证' WHEN '03' THEN '社会保障卡' ELSE '其他或不详' END AS cert,
  CASE
    WHEN n.insu_admdvs IS NULL THEN '不详' WHEN LEFT(n.insu_admdvs, 4) = LEFT(n.admdvs, 4) THEN '本市'
    WHEN LEFT(n.insu_admdvs, 2) = LEFT(n.admdvs, 2) THEN '省内异地' ELSE '跨省'
  END AS origin,
  CASE
    WHEN e.main_diag IS NULL THEN '不详'
    WHEN starts_with(e.main_diag, 'F') OR starts_with(e.main_diag, 'B2') OR starts_with(e.main_diag, 'Z21') OR starts_with(e.main_diag, 'N9')
      OR starts_with(e.main_diag, 'O') OR starts_with(e.main_diag, 'Z3') THEN '不列明'
    ELSE LEFT(e.main_diag, 3)
  END AS disease,
  coalesce(LEFT(e.adm_dept_codg, 3), '不详') AS dept
FROM setl_net AS n
JOIN enc AS e ON e.mdtrt_id = n.mdtrt_id
WHERE n.in_scope AND n.medfee > 0
-- step: makeup
SELECT fixmedins_code, period, '性别' AS aspect, gend AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, gend
UNION ALL
SELECT fixmedins_code, period, '年龄' AS aspect, band AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, band
UNION ALL
SELECT fixmedins_code, period, '凭证' AS aspect, cert AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, cert
UNION ALL
SELECT fixmedins_code, period, '参保地' AS aspect, origin AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, origin
UNION ALL
SELECT fixmedins_code, period, '主要诊断' AS aspect, disease AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, disease
UNION ALL
SELECT fixmedins_code, period, '科室' AS aspect, dept AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, dept
