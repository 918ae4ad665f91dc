/*---
doc: >-
  Indicators of an institution month by month. Sums stand apart (numerator, denominator), so that small months are
  drawn towards their peers before they are compared. Nothing here depends on the volume itself. What a bill is made of
  is set beside what the same cases lead one to expect at other institutions. A case's kind (k1) has parts of fixed width
  and is therefore cut into wider ones (k2 to k5) once per cell: age, insurance (2), diagnosis (3), level, form (3), type of
  care. Nearly every case was seen by one physician of one department: sums are taken once over all lines of cases, and only
  the cases that several saw (shared) are looked at one by one, so that each counts once for a department. Departments and
  physicians are set beside others in the quarters in which they have enough cases to be judged.
---*/
-- step: bill
SELECT
  s.fixmedins_code, s.scene, month_start(s.setl_date) AS month, MAX(s.setl_date) AS last_date, COUNT(*) AS setls,
  COUNT(DISTINCT s.psn_no) AS persons, SUM(s.medfee) AS medfee, SUM(s.fund) AS fund,
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
SELECT
  fixmedins_code, month_start(to_date) AS month, SUM(settled) AS settled, SUM(opening + bought) AS available, COUNT(*) AS goods
FROM stock_iv
WHERE opening + bought > 0
GROUP BY fixmedins_code, month_start(to_date)
-- step: month
SELECT DISTINCT fixmedins_code, month FROM bill
-- step: seen
SELECT
  f.mdtrt_id, LEFT(f.bilg_dept, 3) AS dept, f.bilg_dr, SUM(f.gross) AS gross,
  SUM(CASE WHEN f.chrg IN ('09', '10', '11') THEN f.gross ELSE 0 END) AS drug,
  SUM(CASE WHEN f.chrg IN ('03', '04') THEN f.gross ELSE 0 END) AS exam,
  SUM(CASE WHEN f.chrg = '05' THEN f.gross ELSE 0 END) AS treat,
  SUM(CASE WHEN f.chrg = '08' OR f.kind = 'cons' THEN f.gross ELSE 0 END) AS mat,
  SUM(CASE WHEN has_cls(f.cls, 'CT') THEN f.gross ELSE 0 END) AS ct,
  SUM(CASE WHEN has_cls(f.cls, 'MR') THEN f.gross ELSE 0 END) AS mr
FROM fee_net AS f
WHERE f.in_scope AND f.settled AND f.gross > 0 AND f.scene IN ('IP', 'OP')
GROUP BY f.mdtrt_id, LEFT(f.bilg_dept, 3), f.bilg_dr
-- step: cased
WITH case_of AS (
  SELECT
    e.mdtrt_id AS case_id, e.fixmedins_code, e.psn_no, e.scene, e.adm_date AS last_date, e.medfee, e.fund,
    e.medfee - e.inscp AS selfpay, CAST(0 AS BIGINT) AS nights, CASE WHEN e.cert = '01' THEN 1 ELSE 0 END AS ecert,
    e.scene || '0' AS form, e.med_type, e.main_diag, e.hosp_group, e.insutype, e.age_y
  FROM enc AS e
  WHERE e.in_scope AND e.scene IN ('OP', 'PH') AND e.medfee > 0
  UNION ALL
  SELECT
    s.stay_id AS case_id, s.fixmedins_code, s.psn_no, 'IP' AS scene, s.dscg_date AS last_date, s.medfee, s.fund,
    s.medfee - s.inscp AS selfpay, s.nights, 0 AS ecert, CASE WHEN s.n_oprn > 0 THEN 'IP1' ELSE 'IP0' END AS form, s.med_type,
    s.main_diag, s.hosp_group, s.insutype, s.age_y
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND s.medfee > 0
)
SELECT
  case_id, fixmedins_code, psn_no, scene, month_start(last_date) AS month, last_date, medfee, fund, selfpay, nights,
  CASE WHEN nights BETWEEN 2 AND 3 THEN 1 ELSE 0 END AS short_n, ecert,
  CASE WHEN age_y < 15 THEN '0' WHEN age_y < 45 THEN '1' WHEN age_y < 65 THEN '2' WHEN age_y >= 65 THEN '3' ELSE '-' END
  || LEFT(coalesce(insutype, '') || '--', 2) || LEFT(coalesce(main_diag, '') || '---', 3)
  || LEFT(coalesce(CAST(hosp_group AS VARCHAR), '-'), 1) || form || coalesce(med_type, '') AS k1
FROM case_of
-- step: ordered
SELECT
  c.case_id, c.fixmedins_code, c.scene, c.month, c.last_date, c.psn_no, c.k1, f.dept, f.bilg_dr, f.gross, f.drug, f.exam,
  f.treat, f.mat, f.ct, f.mr
FROM seen AS f
LEFT JOIN stay_enc AS x ON x.mdtrt_id = f.mdtrt_id
JOIN cased AS c ON c.case_id = coalesce(x.stay_id, f.mdtrt_id)
-- step: shared
SELECT case_id FROM ordered GROUP BY case_id HAVING COUNT(*) > 1
-- step: tally
SELECT
  o.fixmedins_code, o.scene, o.month, o.k1, o.dept, o.bilg_dr, MAX(o.last_date) AS last_date, COUNT(*) AS times,
  COUNT(CASE WHEN s.case_id IS NULL THEN 1 END) AS n, COUNT(CASE WHEN s.case_id IS NULL AND o.drug > 0 THEN 1 END) AS drug_n,
  COUNT(CASE WHEN s.case_id IS NULL AND o.exam > 0 THEN 1 END) AS exam_n,
  COUNT(CASE WHEN s.case_id IS NULL AND o.treat > 0 THEN 1 END) AS treat_n, SUM(o.gross) AS gross, SUM(o.drug) AS drug,
  SUM(o.exam) AS exam, SUM(o.treat) AS treat, SUM(o.mat) AS mat, SUM(o.ct) AS ct, SUM(o.mr) AS mr
FROM ordered AS o
LEFT JOIN shared AS s ON s.case_id = o.case_id
GROUP BY o.fixmedins_code, o.scene, o.month, o.k1, o.dept, o.bilg_dr
-- step: main_dept
WITH placed AS (
  SELECT
    fixmedins_code, bilg_dr, dept,
    ROW_NUMBER() OVER (PARTITION BY fixmedins_code, bilg_dr ORDER BY SUM(times) DESC, dept) AS nth
  FROM tally
  WHERE bilg_dr IS NOT NULL AND bilg_dr <> '' AND dept IS NOT NULL
  GROUP BY fixmedins_code, bilg_dr, dept
)
SELECT fixmedins_code, bilg_dr, dept FROM placed WHERE nth = 1
-- step: joint
SELECT o.case_id, o.fixmedins_code, o.scene, o.month, o.k1, o.dept, o.bilg_dr, o.drug, o.exam, o.treat
FROM ordered AS o
JOIN shared AS s ON s.case_id = o.case_id
WHERE o.dept IS NOT NULL
-- step: acting
SELECT
  fixmedins_code, scene, month, k1, dept, '' AS staff_code, last_date, n, drug_n, exam_n, treat_n, gross, drug, exam, treat, mat
FROM tally
WHERE dept IS NOT NULL
UNION ALL
SELECT
  t.fixmedins_code, t.scene, t.month, t.k1, m.dept, t.bilg_dr AS staff_code, t.last_date, t.n, t.drug_n, t.exam_n, t.treat_n,
  t.gross, t.drug, t.exam, t.treat, t.mat
FROM tally AS t
JOIN main_dept AS m ON m.fixmedins_code = t.fixmedins_code AND m.bilg_dr = t.bilg_dr
WHERE t.dept IS NOT NULL
UNION ALL
SELECT
  fixmedins_code, scene, month, k1, dept, '' AS staff_code, CAST(NULL AS DATE) AS last_date, 1 AS n,
  CASE WHEN MAX(drug) > 0 THEN 1 ELSE 0 END AS drug_n, CASE WHEN MAX(exam) > 0 THEN 1 ELSE 0 END AS exam_n,
  CASE WHEN MAX(treat) > 0 THEN 1 ELSE 0 END AS treat_n, 0 AS gross, 0 AS drug, 0 AS exam, 0 AS treat, 0 AS mat
FROM joint
GROUP BY case_id, fixmedins_code, scene, month, k1, dept
UNION ALL
SELECT
  j.fixmedins_code, j.scene, j.month, j.k1, m.dept, j.bilg_dr AS staff_code, CAST(NULL AS DATE) AS last_date, 1 AS n,
  CASE WHEN MAX(j.drug) > 0 THEN 1 ELSE 0 END AS drug_n, CASE WHEN MAX(j.exam) > 0 THEN 1 ELSE 0 END AS exam_n,
  CASE WHEN MAX(j.treat) > 0 THEN 1 ELSE 0 END AS treat_n, 0 AS gross, 0 AS drug, 0 AS exam, 0 AS treat, 0 AS mat
FROM joint AS j
JOIN main_dept AS m ON m.fixmedins_code = j.fixmedins_code AND m.bilg_dr = j.bilg_dr
GROUP BY j.case_id, j.fixmedins_code, j.scene, j.month, j.k1, m.dept, j.bilg_dr
-- step: met
SELECT
  fixmedins_code, scene, month, k1, dept, staff_code, MAX(last_date) AS last_date, SUM(n) AS n, SUM(drug_n) AS drug_n,
  SUM(exam_n) AS exam_n, SUM(treat_n) AS treat_n, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam, SUM(treat) AS treat,
  SUM(mat) AS mat
FROM acting
GROUP BY fixmedins_code, scene, month, k1, dept, staff_code
-- step: mixed
WITH paid AS (
  SELECT
    fixmedins_code, scene, month, k1, COUNT(*) AS n, SUM(medfee) AS medfee, SUM(fund) AS fund, SUM(selfpay) AS selfpay,
    SUM(nights) AS nights, SUM(short_n) AS short_n, SUM(ecert) AS ecert, 0 AS gross, 0 AS drug, 0 AS exam, 0 AS treat, 0 AS mat,
    0 AS ct, 0 AS mr
  FROM cased
  GROUP BY fixmedins_code, scene, month, k1
  UNION ALL
  SELECT
    fixmedins_code, scene, month, k1, 0 AS n, NULL AS medfee, NULL AS fund, NULL AS selfpay, NULL AS nights, NULL AS short_n,
    NULL AS ecert, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam, SUM(treat) AS treat, SUM(mat) AS mat, SUM(ct) AS ct,
    SUM(mr) AS mr
  FROM tally
  GROUP BY fixmedins_code, scene, month, k1
)
SELECT
  fixmedins_code, scene, month, k1, SUM(n) AS n, SUM(medfee) AS medfee, SUM(fund) AS fund, SUM(selfpay) AS selfpay,
  SUM(nights) AS nights, SUM(short_n) AS short_n, SUM(ecert) AS ecert, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam,
  SUM(treat) AS treat, SUM(mat) AS mat, SUM(ct) AS ct, SUM(mr) AS mr
FROM paid
GROUP BY fixmedins_code, scene, month, k1
-- step: cell
WITH grouped AS (
  SELECT
    fixmedins_code, '' AS who, k1, SUM(n) AS n, SUM(medfee) AS medfee, SUM(fund) AS fund, SUM(selfpay) AS selfpay,
    SUM(nights) AS nights, SUM(short_n) AS short_n, SUM(ecert) AS ecert, SUM(gross) AS gross, SUM(drug) AS drug,
    SUM(exam) AS exam, SUM(treat) AS treat, SUM(mat) AS mat, SUM(ct) AS ct, SUM(mr) AS mr, 0 AS drug_n, 0 AS exam_n, 0 AS treat_n
  FROM mixed
  GROUP BY fixmedins_code, k1
  UNION ALL
  SELECT
    fixmedins_code, CASE WHEN staff_code = '' THEN 'D' ELSE 'S' END || dept AS who, k1, SUM(n) AS n, 0 AS medfee, 0 AS fund,
    0 AS selfpay, 0 AS nights, 0 AS short_n, 0 AS ecert, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam,
    SUM(treat) AS treat, SUM(mat) AS mat, 0 AS ct, 0 AS mr, SUM(drug_n) AS drug_n, SUM(exam_n) AS exam_n, SUM(treat_n) AS treat_n
  FROM met
  GROUP BY fixmedins_code, CASE WHEN staff_code = '' THEN 'D' ELSE 'S' END || dept, k1
)
SELECT
  g.fixmedins_code, g.who, g.k1, g.n, g.medfee, g.fund, g.selfpay, g.nights, g.short_n, g.ecert, g.gross, g.drug, g.exam, g.treat,
  g.mat, g.ct, g.mr, g.drug_n, g.exam_n, g.treat_n, substr(g.k1, 4, 30) AS k2,
  CASE WHEN substr(g.k1, 11, 2) <> '14' THEN substr(g.k1, 7, 30) || '|' || substr(g.k1, 4, 1) END AS k3,
  CASE WHEN substr(g.k1, 8, 2) <> 'IP' AND substr(g.k1, 11, 2) <> '14' THEN substr(g.k1, 7, 30) END AS k4,
  substr(g.k1, 4, 3) || substr(g.k1, 8, 30) AS k5
FROM grouped AS g
-- step: part
WITH rung AS (
  SELECT 1 AS nth UNION ALL SELECT 2 AS nth UNION ALL SELECT 3 AS nth UNION ALL SELECT 4 AS nth UNION ALL SELECT 5 AS nth
), cut AS (
  SELECT
    c.*, r.nth, CASE r.nth WHEN 1 THEN c.k1 WHEN 2 THEN c.k2 WHEN 3 THEN c.k3 WHEN 4 THEN c.k4 WHEN 5 THEN c.k5 END AS k
  FROM cell AS c
  CROSS JOIN rung AS r
)
SELECT
  who, nth, k, fixmedins_code, SUM(n) AS n, SUM(medfee) AS medfee, SUM(fund) AS fund, SUM(selfpay) AS selfpay,
  SUM(nights) AS nights, SUM(short_n) AS short_n, SUM(ecert) AS ecert, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam,
  SUM(treat) AS treat, SUM(mat) AS mat, SUM(ct) AS ct, SUM(mr) AS mr, SUM(drug_n) AS drug_n, SUM(exam_n) AS exam_n,
  SUM(treat_n) AS treat_n
FROM cut
WHERE k IS NOT NULL
GROUP BY who, nth, k, fixmedins_code
-- step: vote
SELECT
  who, nth, k, fixmedins_code, n, CAST(ratio(n, n + 20) AS DECIMAL(9,6)) AS w,
  CAST(ratio(medfee, n + 20) AS DECIMAL(18,6)) AS medfee,
  CAST(ratio(fund, n + 20) AS DECIMAL(18,6)) AS fund, CAST(ratio(selfpay, n + 20) AS DECIMAL(18,6)) AS selfpay,
  CAST(ratio(nights, n + 20) AS DECIMAL(18,6)) AS nights, CAST(ratio(short_n, n + 20) AS DECIMAL(18,6)) AS short_n,
  CAST(ratio(ecert, n + 20) AS DECIMAL(18,6)) AS ecert, CAST(ratio(gross, n + 20) AS DECIMAL(18,6)) AS gross,
  CAST(ratio(drug, n + 20) AS DECIMAL(18,6)) AS drug, CAST(ratio(exam, n + 20) AS DECIMAL(18,6)) AS exam,
  CAST(ratio(treat, n + 20) AS DECIMAL(18,6)) AS treat, CAST(ratio(mat, n + 20) AS DECIMAL(18,6)) AS mat,
  CAST(ratio(ct, n + 20) AS DECIMAL(18,6)) AS ct, CAST(ratio(mr, n + 20) AS DECIMAL(18,6)) AS mr,
  CAST(ratio(drug_n, n + 20) AS DECIMAL(18,6)) AS drug_n, CAST(ratio(exam_n, n + 20) AS DECIMAL(18,6)) AS exam_n,
  CAST(ratio(treat_n, n + 20) AS DECIMAL(18,6)) AS treat_n
FROM part
-- step: whole
SELECT
  who, nth, k, COUNT(*) AS insts, SUM(n) AS n, SUM(w) AS w, SUM(medfee) AS medfee, SUM(fund) AS fund, SUM(selfpay) AS selfpay,
  SUM(nights) AS nights, SUM(short_n) AS short_n, SUM(ecert) AS ecert, SUM(gross) AS gross, SUM(drug) AS drug, SUM(exam) AS exam,
  SUM(treat) AS treat, SUM(mat) AS mat, SUM(ct) AS ct, SUM(mr) AS mr, SUM(drug_n) AS drug_n, SUM(exam_n) AS exam_n,
  SUM(treat_n) AS treat_n
FROM vote
GROUP BY who, nth, k
-- step: usual
SELECT
  v.who, v.nth, v.k, v.fixmedins_code, ratio(t.medfee - v.medfee, t.w - v.w) AS medfee, ratio(t.fund - v.fund, t.w - v.w) AS fund,
  ratio(t.selfpay - v.selfpay, t.w - v.w) AS selfpay, ratio(t.nights - v.nights, t.w - v.w) AS nights,
  ratio(t.short_n - v.short_n, t.w - v.w) AS short_n, ratio(t.ecert - v.ecert, t.w - v.w) AS ecert,
  ratio(t.gross - v.gross, t.w - v.w) AS gross, ratio(t.drug - v.drug, t.w - v.w) AS drug,
  ratio(t.exam - v.exam, t.w - v.w) AS exam, ratio(t.treat - v.treat, t.w - v.w) AS treat, ratio(t.mat - v.mat, t.w - v.w) AS mat,
  ratio(t.ct - v.ct, t.w - v.w) AS ct, ratio(t.mr - v.mr, t.w - v.w) AS mr, ratio(t.drug_n - v.drug_n, t.w - v.w) AS drug_n,
  ratio(t.exam_n - v.exam_n, t.w - v.w) AS exam_n, ratio(t.treat_n - v.treat_n, t.w - v.w) AS treat_n
FROM vote AS v
JOIN whole AS t ON t.who = v.who AND t.nth = v.nth AND t.k = v.k
WHERE t.insts >= 6 AND t.n - v.n >= 50
-- step: expected
SELECT
  c.fixmedins_code, c.who, c.k1, coalesce(u1.medfee, u2.medfee, u3.medfee, u4.medfee, u5.medfee) AS medfee,
  coalesce(u1.fund, u2.fund, u3.fund, u4.fund, u5.fund) AS fund,
  coalesce(u1.selfpay, u2.selfpay, u3.selfpay, u4.selfpay, u5.selfpay) AS selfpay,
  coalesce(u1.nights, u2.nights, u3.nights, u4.nights, u5.nights) AS nights,
  coalesce(u1.short_n, u2.short_n, u3.short_n, u4.short_n, u5.short_n) AS short_n,
  coalesce(u1.ecert, u2.ecert, u3.ecert, u4.ecert, u5.ecert) AS ecert,
  coalesce(u1.gross, u2.gross, u3.gross, u4.gross, u5.gross) AS gross,
  coalesce(u1.drug, u2.drug, u3.drug, u4.drug, u5.drug) AS drug, coalesce(u1.exam, u2.exam, u3.exam, u4.exam, u5.exam) AS exam,
  coalesce(u1.treat, u2.treat, u3.treat, u4.treat, u5.treat) AS treat, coalesce(u1.mat, u2.mat, u3.mat, u4.mat, u5.mat) AS mat,
  coalesce(u1.ct, u2.ct, u3.ct, u4.ct, u5.ct) AS ct, coalesce(u1.mr, u2.mr, u3.mr, u4.mr, u5.mr) AS mr,
  coalesce(u1.drug_n, u2.drug_n, u3.drug_n, u4.drug_n, u5.drug_n) AS drug_n,
  coalesce(u1.exam_n, u2.exam_n, u3.exam_n, u4.exam_n, u5.exam_n) AS exam_n,
  coalesce(u1.treat_n, u2.treat_n, u3.treat_n, u4.treat_n, u5.treat_n) AS treat_n
FROM cell AS c
LEFT JOIN usual AS u1 ON u1.nth = 1 AND u1.who = c.who AND u1.k = c.k1 AND u1.fixmedins_code = c.fixmedins_code
LEFT JOIN usual AS u2 ON u2.nth = 2 AND u2.who = c.who AND u2.k = c.k2 AND u2.fixmedins_code = c.fixmedins_code
LEFT JOIN usual AS u3 ON u3.nth = 3 AND u3.who = c.who AND u3.k = c.k3 AND u3.fixmedins_code = c.fixmedins_code
LEFT JOIN usual AS u4 ON u4.nth = 4 AND u4.who = c.who AND u4.k = c.k4 AND u4.fixmedins_code = c.fixmedins_code
LEFT JOIN usual AS u5 ON u5.nth = 5 AND u5.who = c.who AND u5.k = c.k5 AND u5.fixmedins_code = c.fixmedins_code
WHERE coalesce(u1.k, u2.k, u3.k, u4.k, u5.k) IS NOT NULL
-- step: beside
SELECT
  m.fixmedins_code, m.scene, m.month, SUM(m.n) AS n, SUM(m.medfee) AS medfee, SUM(m.fund) AS fund, SUM(m.selfpay) AS selfpay,
  SUM(m.nights) AS nights, SUM(m.short_n) AS short_n, SUM(m.ecert) AS ecert, SUM(m.gross) AS gross, SUM(m.drug) AS drug,
  SUM(m.exam) AS exam, SUM(m.treat) AS treat, SUM(m.mat) AS mat, SUM(m.ct) AS ct, SUM(m.mr) AS mr,
  SUM(CAST(m.n * u.medfee AS DECIMAL(18,6))) AS e_medfee, SUM(CAST(m.n * u.fund AS DECIMAL(18,6))) AS e_fund,
  SUM(CAST(m.n * u.selfpay AS DECIMAL(18,6))) AS e_selfpay, SUM(CAST(m.n * u.nights AS DECIMAL(18,6))) AS e_nights,
  SUM(CAST(m.n * u.short_n AS DECIMAL(18,6))) AS e_short_n, SUM(CAST(m.n * u.ecert AS DECIMAL(18,6))) AS e_ecert,
  SUM(CAST(m.n * u.gross AS DECIMAL(18,6))) AS e_gross, SUM(CAST(m.n * u.drug AS DECIMAL(18,6))) AS e_drug,
  SUM(CAST(m.n * u.exam AS DECIMAL(18,6))) AS e_exam, SUM(CAST(m.n * u.treat AS DECIMAL(18,6))) AS e_treat,
  SUM(CAST(m.n * u.mat AS DECIMAL(18,6))) AS e_mat, SUM(CAST(m.n * u.ct AS DECIMAL(18,6))) AS e_ct,
  SUM(CAST(m.n * u.mr AS DECIMAL(18,6))) AS e_mr
FROM mixed AS m
JOIN expected AS u ON u.fixmedins_code = m.fixmedins_code AND u.who = '' AND u.k1 = m.k1
GROUP BY m.fixmedins_code, m.scene, m.month
-- step: hospital_month
SELECT
  m.fixmedins_code, m.month, o.last_date AS op_last, w.last_date AS ip_last, o.setls AS op_n, o.persons AS op_persons,
  o.medfee AS op_medfee,
  o.told_cash AS op_told, o.no_cash AS op_no_cash, o.remote AS op_remote, w.stays AS ip_n, w.persons AS ip_persons,
  w.nights AS ip_nights,
  w.alive AS ip_alive, w.returned AS ip_returned, w.operated AS ip_operated, a.admitted AS ip_admitted, a.weekend AS ip_weekend,
  b.setls AS ip_setls, b.told_cash AS ip_told, b.no_cash AS ip_no_cash, b.remote AS ip_remote, i.aprv_bed_cnt * 30 AS bed_days,
  g.settled, g.available, g.goods,
  co.medfee AS op_cost_y, co.e_medfee AS op_cost_e, co.fund AS op_fund_y, co.e_fund AS op_fund_e,
  co.selfpay + CAST(ratio(co.medfee, 10) AS DECIMAL(28,6)) AS op_selfpay_y,
  CAST(ratio(co.e_selfpay, co.e_medfee) * co.medfee AS DECIMAL(28,6)) + CAST(ratio(co.medfee, 10) AS DECIMAL(28,6)) AS op_selfpay_e,
  co.drug + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_drug_y,
  CAST(ratio(co.e_drug, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_drug_e,
  co.exam + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_exam_y,
  CAST(ratio(co.e_exam, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_exam_e,
  co.mat + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_mat_y,
  CAST(ratio(co.e_mat, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_mat_e,
  co.treat + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_treat_y,
  CAST(ratio(co.e_treat, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_treat_e,
  co.n AS op_cases,
  ci.medfee AS ip_cost_y, ci.e_medfee AS ip_cost_e, ci.fund AS ip_fund_y, ci.e_fund AS ip_fund_e,
  ci.selfpay + CAST(ratio(ci.medfee, 10) AS DECIMAL(28,6)) AS ip_selfpay_y,
  CAST(ratio(ci.e_selfpay, ci.e_medfee) * ci.medfee AS DECIMAL(28,6)) + CAST(ratio(ci.medfee, 10) AS DECIMAL(28,6)) AS ip_selfpay_e,
  ci.drug + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_drug_y,
  CAST(ratio(ci.e_drug, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_drug_e,
  ci.exam + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_exam_y,
  CAST(ratio(ci.e_exam, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_exam_e,
  ci.mat + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_mat_y,
  CAST(ratio(ci.e_mat, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_mat_e,
  ci.treat + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_treat_y,
  CAST(ratio(ci.e_treat, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_treat_e,
  ci.ct + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_ct_y,
  CAST(ratio(ci.e_ct, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_ct_e,
  ci.mr + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_mr_y,
  CAST(ratio(ci.e_mr, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_mr_e,
  ci.nights AS ip_nights_y, ci.e_nights AS ip_nights_e, ci.short_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_short_y,
  ci.e_short_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_short_e,
  ci.n AS ip_cases
FROM month AS m
JOIN inst AS i ON i.fixmedins_code = m.fixmedins_code AND i.fixmedins_type = '1'
LEFT JOIN newcomer AS n ON n.fixmedins_code = m.fixmedins_code AND m.month >= n.since AND m.month < n.until
LEFT JOIN bill AS o ON o.fixmedins_code = m.fixmedins_code AND o.month = m.month AND o.scene = 'OP'
LEFT JOIN bill AS b ON b.fixmedins_code = m.fixmedins_code AND b.month = m.month AND b.scene = 'IP'
LEFT JOIN inst_stay AS w ON w.fixmedins_code = m.fixmedins_code AND w.period = month_of(m.month)
LEFT JOIN beside AS co ON co.fixmedins_code = m.fixmedins_code AND co.month = m.month AND co.scene = 'OP'
LEFT JOIN beside AS ci ON ci.fixmedins_code = m.fixmedins_code AND ci.month = m.month AND ci.scene = 'IP'
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
  h.op_n, h.op_persons, h.op_medfee, h.op_told, h.op_no_cash, h.op_remote, h.ip_n, h.ip_persons, h.ip_nights, h.ip_alive,
  h.ip_returned, h.ip_operated, h.ip_admitted, h.ip_weekend, h.ip_setls, h.ip_told, h.ip_no_cash, h.ip_remote, h.bed_days,
  h.settled, h.available, h.goods, h.op_cost_y, h.op_cost_e, h.op_fund_y, h.op_fund_e, h.op_selfpay_y, h.op_selfpay_e,
  h.op_drug_y, h.op_drug_e, h.op_exam_y, h.op_exam_e, h.op_mat_y, h.op_mat_e, h.op_treat_y, h.op_treat_e, h.op_cases,
  h.ip_cost_y, h.ip_cost_e, h.ip_fund_y, h.ip_fund_e, h.ip_selfpay_y, h.ip_selfpay_e, h.ip_drug_y, h.ip_drug_e, h.ip_exam_y,
  h.ip_exam_e, h.ip_mat_y, h.ip_mat_e, h.ip_treat_y, h.ip_treat_e, h.ip_ct_y, h.ip_ct_e, h.ip_mr_y, h.ip_mr_e,
  h.ip_nights_y, h.ip_nights_e, h.ip_short_y, h.ip_short_e, h.ip_cases
FROM hospital_month AS h
JOIN hospital_quarter AS q ON q.fixmedins_code = h.fixmedins_code AND q.quarter = quarter_of(h.month)
WHERE COALESCE(h.op_n, 0) >= 30 OR COALESCE(h.ip_n, 0) >= 5
-- step: shop_month
SELECT
  b.fixmedins_code, b.month, b.last_date, b.setls, b.persons, b.fund, b.medfee, b.told_cash, b.no_cash, b.remote, b.timed,
  b.night,
  c.n AS cases, c.medfee AS bill_y, c.e_medfee AS bill_e, c.fund AS fund_y, c.e_fund AS fund_e,
  c.ecert + CAST(ratio(c.n, 10) AS DECIMAL(28,6)) AS ecert_y,
  c.e_ecert + CAST(ratio(c.n, 10) AS DECIMAL(28,6)) AS ecert_e, g.settled, g.available, g.goods
FROM bill AS b
JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code AND i.fixmedins_type = '2'
LEFT JOIN newcomer AS n ON n.fixmedins_code = b.fixmedins_code AND b.month >= n.since AND b.month < n.until
LEFT JOIN beside AS c ON c.fixmedins_code = b.fixmedins_code AND c.month = b.month AND c.scene = 'PH'
LEFT JOIN goods AS g ON g.fixmedins_code = b.fixmedins_code AND g.month = b.month
WHERE n.fixmedins_code IS NULL AND b.scene = 'PH'
-- step: shop_quarter
SELECT fixmedins_code, quarter_of(month) AS quarter, SUM(setls) AS setls
FROM shop_month
GROUP BY fixmedins_code, quarter_of(month)
-- step: pharmacy
SELECT
  s.fixmedins_code, month_of(s.month) AS period, q.quarter, s.last_date AS occurred_on, q.setls AS encounters, s.setls,
  s.persons, s.fund, s.medfee, s.told_cash, s.no_cash, s.remote, s.timed, s.night, s.settled, s.available, s.goods,
  s.cases, s.bill_y, s.bill_e, s.fund_y, s.fund_e, s.ecert_y, s.ecert_e,
  s.goods > 0 AS has_goods
FROM shop_month AS s
JOIN shop_quarter AS q ON q.fixmedins_code = s.fixmedins_code AND q.quarter = quarter_of(s.month)
WHERE s.setls >= 30
-- step: acted
SELECT
  fixmedins_code, dept, staff_code, month, MAX(last_date) AS last_date, SUM(CASE WHEN scene = 'OP' THEN n ELSE 0 END) AS op_n,
  SUM(CASE WHEN scene = 'IP' THEN n ELSE 0 END) AS ip_n
FROM met
GROUP BY fixmedins_code, dept, staff_code, month
-- step: acted_quarter
SELECT fixmedins_code, dept, staff_code, quarter_of(month) AS quarter, SUM(op_n) AS op_quarter, SUM(ip_n) AS ip_quarter
FROM acted
GROUP BY fixmedins_code, dept, staff_code, quarter_of(month)
HAVING SUM(op_n) >= 300 OR SUM(ip_n) >= 30
-- step: judged
SELECT a.fixmedins_code, a.dept, a.staff_code, a.month, a.last_date, a.op_n, a.ip_n, q.quarter, q.op_quarter, q.ip_quarter
FROM acted AS a
JOIN acted_quarter AS q
  ON q.fixmedins_code = a.fixmedins_code AND q.dept = a.dept AND q.staff_code = a.staff_code AND q.quarter = quarter_of(a.month)
-- step: beside_actor
SELECT
  m.fixmedins_code, m.scene, m.dept, m.staff_code, m.month, SUM(m.n) AS n, SUM(m.gross) AS gross, SUM(m.drug) AS drug,
  SUM(m.exam) AS exam, SUM(m.treat) AS treat, SUM(m.mat) AS mat, SUM(m.drug_n) AS drug_n, SUM(m.exam_n) AS exam_n,
  SUM(m.treat_n) AS treat_n, SUM(CAST(m.n * u.gross AS DECIMAL(18,6))) AS e_gross,
  SUM(CAST(m.n * u.drug AS DECIMAL(18,6))) AS e_drug, SUM(CAST(m.n * u.exam AS DECIMAL(18,6))) AS e_exam,
  SUM(CAST(m.n * u.treat AS DECIMAL(18,6))) AS e_treat, SUM(CAST(m.n * u.mat AS DECIMAL(18,6))) AS e_mat,
  SUM(CAST(m.n * u.drug_n AS DECIMAL(18,6))) AS e_drug_n, SUM(CAST(m.n * u.exam_n AS DECIMAL(18,6))) AS e_exam_n,
  SUM(CAST(m.n * u.treat_n AS DECIMAL(18,6))) AS e_treat_n
FROM met AS m
JOIN expected AS u
  ON u.fixmedins_code = m.fixmedins_code AND u.who = CASE WHEN m.staff_code = '' THEN 'D' ELSE 'S' END || m.dept AND u.k1 = m.k1
WHERE EXISTS (
  SELECT 1 FROM judged AS a
  WHERE a.fixmedins_code = m.fixmedins_code AND a.dept = m.dept AND a.staff_code = m.staff_code AND a.month = m.month
)
GROUP BY m.fixmedins_code, m.scene, m.dept, m.staff_code, m.month
-- step: heads
SELECT
  o.fixmedins_code, o.month, o.dept, '' AS staff_code, COUNT(DISTINCT CASE WHEN o.scene = 'OP' THEN o.psn_no END) AS op_persons,
  COUNT(DISTINCT CASE WHEN o.scene = 'IP' THEN o.psn_no END) AS ip_persons
FROM ordered AS o
JOIN judged AS a ON a.fixmedins_code = o.fixmedins_code AND a.dept = o.dept AND a.staff_code = '' AND a.month = o.month
GROUP BY o.fixmedins_code, o.month, o.dept
UNION ALL
SELECT
  o.fixmedins_code, o.month, a.dept, o.bilg_dr AS staff_code,
  COUNT(DISTINCT CASE WHEN o.scene = 'OP' THEN o.psn_no END) AS op_persons,
  COUNT(DISTINCT CASE WHEN o.scene = 'IP' THEN o.psn_no END) AS ip_persons
FROM ordered AS o
JOIN judged AS a ON a.fixmedins_code = o.fixmedins_code AND a.staff_code = o.bilg_dr AND a.month = o.month
WHERE o.dept IS NOT NULL AND o.bilg_dr <> ''
GROUP BY o.fixmedins_code, o.month, a.dept, o.bilg_dr
-- step: levels
SELECT
  fixmedins_code, MAX(CASE WHEN level = 1 THEN peer_key END) AS city, MAX(CASE WHEN level = 2 THEN peer_key END) AS province,
  MAX(CASE WHEN level = 3 THEN peer_key END) AS whole, MAX(CASE WHEN level = 4 THEN peer_key END) AS any_level
FROM peer_group
GROUP BY fixmedins_code
-- step: actor
SELECT
  a.fixmedins_code, a.dept, a.staff_code, month_of(a.month) AS period, a.quarter, a.last_date AS occurred_on, a.op_quarter,
  a.ip_quarter, a.op_quarter >= 300 AS has_op, a.ip_quarter >= 30 AS has_ip, a.dept || '|' || g.city AS kind_city,
  a.dept || '|' || g.province AS kind_province, a.dept || '|' || g.whole AS kind, a.dept || '|' || g.any_level AS kind_wide,
  a.op_n, h.op_persons, a.ip_n, h.ip_persons,
  co.n AS op_cases, co.gross AS op_cost_y, co.e_gross AS op_cost_e,
  co.drug + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_drug_y,
  CAST(ratio(co.e_drug, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_drug_e,
  co.exam + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_exam_y,
  CAST(ratio(co.e_exam, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_exam_e,
  co.treat + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_treat_y,
  CAST(ratio(co.e_treat, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_treat_e,
  co.mat + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_mat_y,
  CAST(ratio(co.e_mat, co.e_gross) * co.gross AS DECIMAL(28,6)) + CAST(ratio(co.gross, 10) AS DECIMAL(28,6)) AS op_mat_e,
  co.drug_n + CAST(ratio(co.n, 10) AS DECIMAL(28,6)) AS op_drug_use_y,
  co.e_drug_n + CAST(ratio(co.n, 10) AS DECIMAL(28,6)) AS op_drug_use_e,
  co.exam_n + CAST(ratio(co.n, 10) AS DECIMAL(28,6)) AS op_exam_use_y,
  co.e_exam_n + CAST(ratio(co.n, 10) AS DECIMAL(28,6)) AS op_exam_use_e,
  co.treat_n + CAST(ratio(co.n, 10) AS DECIMAL(28,6)) AS op_treat_use_y,
  co.e_treat_n + CAST(ratio(co.n, 10) AS DECIMAL(28,6)) AS op_treat_use_e,
  ci.n AS ip_cases, ci.gross AS ip_cost_y, ci.e_gross AS ip_cost_e,
  ci.drug + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_drug_y,
  CAST(ratio(ci.e_drug, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_drug_e,
  ci.exam + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_exam_y,
  CAST(ratio(ci.e_exam, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_exam_e,
  ci.treat + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_treat_y,
  CAST(ratio(ci.e_treat, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_treat_e,
  ci.mat + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_mat_y,
  CAST(ratio(ci.e_mat, ci.e_gross) * ci.gross AS DECIMAL(28,6)) + CAST(ratio(ci.gross, 10) AS DECIMAL(28,6)) AS ip_mat_e,
  ci.drug_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_drug_use_y,
  ci.e_drug_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_drug_use_e,
  ci.exam_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_exam_use_y,
  ci.e_exam_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_exam_use_e,
  ci.treat_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_treat_use_y,
  ci.e_treat_n + CAST(ratio(ci.n, 10) AS DECIMAL(28,6)) AS ip_treat_use_e
FROM judged AS a
JOIN levels AS g ON g.fixmedins_code = a.fixmedins_code
JOIN heads AS h ON h.fixmedins_code = a.fixmedins_code AND h.dept = a.dept AND h.staff_code = a.staff_code AND h.month = a.month
LEFT JOIN beside_actor AS co
  ON co.fixmedins_code = a.fixmedins_code AND co.dept = a.dept AND co.staff_code = a.staff_code AND co.month = a.month AND co.scene = 'OP'
LEFT JOIN beside_actor AS ci
  ON ci.fixmedins_code = a.fixmedins_code AND ci.dept = a.dept AND ci.staff_code = a.staff_code AND ci.month = a.month AND ci.scene = 'IP'
LEFT JOIN newcomer AS n ON n.fixmedins_code = a.fixmedins_code AND a.month >= n.since AND a.month < n.until
WHERE n.fixmedins_code IS NULL AND (a.op_n >= 30 OR a.ip_n >= 5)
-- step: dear
SELECT fixmedins_code || '|' || scene || '|||' || quarter_of(month) AS dear
FROM beside
GROUP BY fixmedins_code, scene, quarter_of(month)
HAVING SUM(medfee) > SUM(e_medfee) * 1.2
UNION ALL
SELECT fixmedins_code || '|' || scene || '|' || dept || '|' || staff_code || '|' || quarter_of(month) AS dear
FROM beside_actor
GROUP BY fixmedins_code, scene, dept, staff_code, quarter_of(month)
HAVING SUM(gross) > SUM(e_gross) * 1.2
-- step: dear_case
SELECT c.fixmedins_code, quarter_of(c.month) AS period, c.case_id AS mdtrt_id, c.medfee - e.medfee AS beyond
FROM cased AS c
JOIN expected AS e ON e.fixmedins_code = c.fixmedins_code AND e.who = '' AND e.k1 = c.k1
WHERE c.scene <> 'PH'
  AND c.fixmedins_code || '|' || c.scene || '|||' || quarter_of(c.month) IN (SELECT dear FROM dear)
-- step: dear_purchase
SELECT c.fixmedins_code, quarter_of(c.month) AS period, c.case_id AS mdtrt_id, c.medfee - e.medfee AS beyond
FROM cased AS c
JOIN expected AS e ON e.fixmedins_code = c.fixmedins_code AND e.who = '' AND e.k1 = c.k1
WHERE c.scene = 'PH'
  AND c.fixmedins_code || '|' || c.scene || '|||' || quarter_of(c.month) IN (SELECT dear FROM dear)
-- step: dear_in_department
WITH due AS (
  SELECT case_id, fixmedins_code, scene, month, k1, dept, SUM(gross) AS gross
  FROM ordered
  WHERE dept IS NOT NULL
  GROUP BY case_id, fixmedins_code, scene, month, k1, dept
)
SELECT d.fixmedins_code, d.dept, quarter_of(d.month) AS period, d.case_id AS mdtrt_id, d.gross - e.gross AS beyond
FROM due AS d
JOIN expected AS e ON e.fixmedins_code = d.fixmedins_code AND e.who = 'D' || d.dept AND e.k1 = d.k1
WHERE d.fixmedins_code || '|' || d.scene || '|' || d.dept || '||' || quarter_of(d.month) IN (SELECT dear FROM dear)
-- step: dear_by_physician
WITH due AS (
  SELECT o.case_id, o.fixmedins_code, o.scene, o.month, o.k1, m.dept, o.bilg_dr AS staff_code, SUM(o.gross) AS gross
  FROM ordered AS o
  JOIN main_dept AS m ON m.fixmedins_code = o.fixmedins_code AND m.bilg_dr = o.bilg_dr
  WHERE o.dept IS NOT NULL
  GROUP BY o.case_id, o.fixmedins_code, o.scene, o.month, o.k1, m.dept, o.bilg_dr
)
SELECT d.fixmedins_code, d.staff_code, quarter_of(d.month) AS period, d.case_id AS mdtrt_id, d.gross - e.gross AS beyond
FROM due AS d
JOIN expected AS e ON e.fixmedins_code = d.fixmedins_code AND e.who = 'S' || d.dept AND e.k1 = d.k1
WHERE d.fixmedins_code || '|' || d.scene || '|' || d.dept || '|' || d.staff_code || '|' || quarter_of(d.month) IN (SELECT dear FROM dear)
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
SELECT
  fixmedins_code, period, '主要诊断' AS aspect, disease AS value, COUNT(*) AS n
FROM told GROUP BY fixmedins_code, period, disease
UNION ALL
SELECT fixmedins_code, period, '科室' AS aspect, dept AS value, COUNT(*) AS n FROM told GROUP BY fixmedins_code, period, dept
