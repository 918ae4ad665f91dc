/*---
code: IND-006
version: 2
title: 门诊统筹异常
status: active
behaviour: indicator_anomaly
severity: 3
subject: institution
grain: [fixmedins_code, period, staff_code]
amount: none
scenes: [OP]
stages: [3]
law: [735-38-2, agreement]
params:
  min_visits: {type: integer, default: 100, unit: 人次/月, source: 无官方数值，可按统筹区配置}
  dr_visits: {type: integer, default: 30, unit: 人次/月, source: 无官方数值；医师的就诊数，可按统筹区配置}
  times: {type: decimal, default: 2, unit: 倍, source: 无官方数值；与前 3 个月平均相比，可按统筹区配置}
  season: {type: decimal, default: 1.5, unit: 倍, source: 无官方数值；同市其他机构也增长此倍数的不计，可按统筹区配置}
  drug_pct: {type: integer, default: 90, unit: '%', source: 无官方数值；只开药的就诊占比，可按统筹区配置}
  near_pct: {type: integer, default: 20, unit: '%', source: 无官方数值；贴近次均限额的就诊占比，可按统筹区配置}
  full_pct: {type: integer, default: 98, unit: '%', source: 无官方数值；用到年度限额的比例，可按统筹区配置}
  full_persons: {type: integer, default: 20, unit: 人, source: 无官方数值，可按统筹区配置}
message: "{period} 门诊统筹 {reason}。"
verify: 抽查该月门诊病历和处方，核对患者是否到诊、药品是否交付；询问贴限额、冲顶的患者。
defence: 家庭医生签约点；“两病”用药门诊。
known_gaps: 签约服务、两病门诊需现场排除；没有限额资料的统筹区只看增长。
evidence: [reason, visits, pool, mean_before, measure, value, high_fence, peers, drug_cnt, near_cnt, full_cnt, kp_ref]
works_without: [quota]
cases:
  - name: 门诊统筹基金为前三月平均的三倍多，次均明显高于同类
    given:
      mdtrt_d: []
      setl_d:
        - &peers {repeat: {h: 8, n: 30}, mdtrt_id: E<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: H<h>, medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 30, hifp_pay: 30}
        - &before {repeat: {m: ["2025-12", "2026-01", "2026-02"], n: 100}, mdtrt_id: EB<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, setl_time: "<m>-10 10:00:00", medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 30, hifp_pay: 30}
        - &surge {repeat: {n: 100}, mdtrt_id: EX<n>, psn_no: PX<n>, fixmedins_code: HX, medfee_sumamt: 150, inscp_amt: 150, fund_pay_sumamt: 93, hifp_pay: 93}
    finds:
      - {fixmedins_code: HX, checkout_amt: null, amount_basis: none, checkout_cnt: 100, sev_deg: 3, occurred_on: "2026-03-02", evidence: {branch: [growth], pool: 9300, mean_before: 3000, value: 93, high_fence: 30}}
  - name: 增长三倍多，恰在限额翻倍的当月
    given:
      setl_d:
        - *peers
        - *before
        - *surge
    knowledge:
      quota:
        - {insutype: "310", scene: OP, visit_cap: 1000, year_cap: 100000, begndate: "2020-01-01", enddate: "2026-02-28"}
        - {insutype: "310", scene: OP, visit_cap: 2000, year_cap: 200000, begndate: "2026-03-01"}
    finds: []
  - name: 恰为两倍，次均恰等于上界
    given:
      setl_d:
        - *peers
        - {repeat: {m: ["2025-12", "2026-01", "2026-02"], n: 100}, mdtrt_id: EB<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, setl_time: "<m>-10 10:00:00", medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 15, hifp_pay: 15}
        - {repeat: {n: 100}, mdtrt_id: EX<n>, psn_no: PX<n>, fixmedins_code: HX, medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 30, hifp_pay: 30}
    finds: []
  - name: 同市其他机构也翻倍
    given:
      setl_d:
        - *peers
        - *before
        - *surge
        - {repeat: {m: ["2025-12", "2026-01", "2026-02"], n: 10}, mdtrt_id: EZ<m>_<n>, psn_no: PZ<n>, fixmedins_code: H1, setl_time: "<m>-10 10:00:00", medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 30, hifp_pay: 30}
    finds: []
  - name: 一名医师九成只开药，三成八贴着限额
    given:
      fee_list_d:
        - {repeat: {n: 100}, mdtrt_id: EX<n>, psn_no: PX<n>, bkkp_sn: A<n>, fixmedins_code: HX, med_list_codg: XA10BAA001A001010100001, bilg_dr_code: R1, pric: 90}
      setl_d:
        - {repeat: {n: 62}, mdtrt_id: EX<n>, medfee_sumamt: 90, inscp_amt: 90, fund_pay_sumamt: 45, hifp_pay: 45}
        - {repeat: {n: [63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100]}, mdtrt_id: EX<n>, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 45, hifp_pay: 45}
    knowledge: &cap
      quota: [{insutype: "310", scene: OP, visit_cap: 100, year_cap: 1000}]
    finds:
      - {fixmedins_code: HX, staff_code: null, checkout_cnt: 100, evidence: {branch: [drugs], visits: 100, drug_cnt: 100, near_cnt: 38}}
      - {fixmedins_code: HX, staff_code: R1, checkout_cnt: 100, evidence: {branch: [doctor], near_cnt: 38}}
  - name: 没有次均限额
    given:
      fee_list_d:
        - {repeat: {n: 100}, mdtrt_id: EX<n>, psn_no: PX<n>, bkkp_sn: A<n>, fixmedins_code: HX, med_list_codg: XA10BAA001A001010100001, bilg_dr_code: R1, pric: 99}
      setl_d:
        - {repeat: {n: 100}, mdtrt_id: EX<n>, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 45, hifp_pay: 45}
    finds: []
  - name: 就诊多有检查治疗
    given:
      fee_list_d:
        - {repeat: {n: 100}, mdtrt_id: EX<n>, psn_no: PX<n>, bkkp_sn: A<n>, fixmedins_code: HX, med_list_codg: XA10BAA001A001010100001, bilg_dr_code: R1, pric: 50}
        - {repeat: {n: 11}, mdtrt_id: EX<n>, psn_no: PX<n>, bkkp_sn: B<n>, fixmedins_code: HX, med_list_codg: "002501010010000", pric: 49}
      setl_d:
        - {repeat: {n: 100}, mdtrt_id: EX<n>, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 45, hifp_pay: 45}
    knowledge: *cap
    finds: []
  - name: 季末一月 20 人用满年度限额
    given:
      setl_d:
        - {repeat: {m: ["2026-01-10", "2026-03-10"], n: 20}, mdtrt_id: EX<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, setl_time: "<m> 10:00:00", medfee_sumamt: 900, inscp_amt: 900, fund_pay_sumamt: 490, hifp_pay: 490}
    knowledge: *cap
    finds:
      - {fixmedins_code: HX, checkout_cnt: 20, evidence: {branch: [full], full_cnt: 20}}
  - name: 季末一月 19 人用满
    given:
      setl_d:
        - {repeat: {m: ["2026-01-10", "2026-03-10"], n: 19}, mdtrt_id: EX<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, setl_time: "<m> 10:00:00", medfee_sumamt: 900, inscp_amt: 900, fund_pay_sumamt: 490, hifp_pay: 490}
    knowledge: *cap
    finds: []
  - name: 统筹基金支出未填
    given:
      setl_d:
        - {repeat: {m: ["2026-01-10", "2026-03-10"], n: 20}, mdtrt_id: EX<m>_<n>, psn_no: PX<n>, fixmedins_code: HX, setl_time: "<m> 10:00:00", medfee_sumamt: 900, inscp_amt: 900, fund_pay_sumamt: 490}
    knowledge: *cap
    finds: []
---*/
WITH seen AS (
  SELECT
    v.*, i.admdvs, i.city4,
    year_of(v.svc_date) * 12 + CAST(RIGHT(v.period, 2) AS BIGINT) AS period_no,
    COALESCE(v.drug_only, FALSE) AS is_drugs,
    COALESCE(v.visit_cap > 0 AND v.inscp * 100 >= v.visit_cap * 95 AND v.inscp <= v.visit_cap, FALSE) AS is_near
  FROM pool_visit AS v
  JOIN inst AS i ON i.fixmedins_code = v.fixmedins_code
), month AS (
  SELECT
    fixmedins_code, admdvs, city4, period, period_no, COUNT(*) AS visits, MAX(svc_date) AS last_date, SUM(pool) AS pool,
    COUNT(visit_cap) AS capped, COUNT(CASE WHEN is_drugs THEN 1 END) AS drug_cnt, COUNT(CASE WHEN is_near THEN 1 END) AS near_cnt,
    joined(CASE WHEN is_near THEN kp_ref END) AS kp_ref
  FROM seen
  GROUP BY fixmedins_code, admdvs, city4, period, period_no
), city AS (
  SELECT city4, period_no, SUM(pool) AS pool FROM month GROUP BY city4, period_no
), before AS (
  -- Three whole months before, or no comparison.
  SELECT m.fixmedins_code, m.period_no, SUM(b.pool) AS pool, COUNT(*) AS months
  FROM month AS m
  JOIN month AS b ON b.fixmedins_code = m.fixmedins_code AND b.period_no BETWEEN m.period_no - 3 AND m.period_no - 1
  GROUP BY m.fixmedins_code, m.period_no
), city_before AS (
  SELECT m.city4, m.period_no, SUM(b.pool) AS pool
  FROM city AS m
  JOIN city AS b ON b.city4 = m.city4 AND b.period_no BETWEEN m.period_no - 3 AND m.period_no - 1
  GROUP BY m.city4, m.period_no
), changed AS (
  -- Places of insurance whose quota began less than three months ago: the growth is the policy's.
  SELECT DISTINCT q.kreg, year_of(q.k_from) * 12 + CAST(RIGHT(month_of(q.k_from), 2) AS BIGINT) AS period_no
  FROM quota AS q
  WHERE q.scene = 'OP' AND q.k_from > DATE '2000-01-01'
), growth AS (
  SELECT
    m.fixmedins_code, m.period, m.last_date, m.visits, m.pool, ratio(b.pool, 3) AS mean_before, p.measure, p.value,
    p.high_fence, p.peers, ROW_NUMBER() OVER (PARTITION BY m.fixmedins_code, m.period ORDER BY p.measure) AS nth
  FROM month AS m
  JOIN inst AS i ON i.fixmedins_code = m.fixmedins_code
  JOIN before AS b ON b.fixmedins_code = m.fixmedins_code AND b.period_no = m.period_no AND b.months = 3
  JOIN city AS c ON c.city4 = m.city4 AND c.period_no = m.period_no
  JOIN city_before AS d ON d.city4 = m.city4 AND d.period_no = m.period_no
  JOIN peer_stat AS p
    ON p.fixmedins_code = m.fixmedins_code AND p.period = m.period AND p.measure IN ('门诊统筹次均基金', '门诊统筹人均次数')
  LEFT JOIN changed AS q ON q.kreg = i.kreg AND m.period_no - q.period_no BETWEEN 0 AND 2
  WHERE p.is_high AND p.level <= 4 AND q.kreg IS NULL AND m.visits >= param('min_visits', m.last_date, m.admdvs)
    AND m.pool * 3 >= product(b.pool, param('times', m.last_date, m.admdvs))
    AND NOT COALESCE(
      (c.pool - m.pool) * 3 >= product(d.pool - b.pool, param('season', m.last_date, m.admdvs)) AND d.pool > b.pool, FALSE
    )
), doctor AS (
  SELECT
    fixmedins_code, admdvs, period, doctor, COUNT(*) AS visits, MAX(svc_date) AS last_date, SUM(pool) AS pool,
    COUNT(visit_cap) AS capped, COUNT(CASE WHEN is_drugs THEN 1 END) AS drug_cnt, COUNT(CASE WHEN is_near THEN 1 END) AS near_cnt,
    joined(CASE WHEN is_near THEN kp_ref END) AS kp_ref
  FROM seen
  WHERE doctor IS NOT NULL
  GROUP BY fixmedins_code, admdvs, period, doctor
), used AS (
  SELECT
    s.*,
    SUM(s.pool) OVER (
      PARTITION BY s.psn_no, year_of(s.svc_date) ORDER BY s.svc_date, s.fixmedins_code
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS upto
  FROM seen AS s
  WHERE s.year_cap > 0
), topped AS (
  -- The visit that brings a person to the cap; later ones of the year do not count again.
  SELECT u.*
  FROM used AS u
  WHERE u.upto * 100 >= u.year_cap * param('full_pct', u.svc_date, u.admdvs)
    AND (u.upto - u.pool) * 100 < u.year_cap * param('full_pct', u.svc_date, u.admdvs)
    AND RIGHT(u.period, 2) IN ('03', '06', '09', '12')
), filled AS (
  SELECT fixmedins_code, admdvs, period, MAX(svc_date) AS last_date, COUNT(DISTINCT psn_no) AS full_cnt, SUM(pool) AS pool,
    joined(kp_ref) AS kp_ref
  FROM topped
  GROUP BY fixmedins_code, admdvs, period
)
SELECT
  g.fixmedins_code, g.period, CAST(NULL AS VARCHAR) AS staff_code, 'growth' AS branch, g.last_date AS occurred_on,
  g.visits AS checkout_cnt, '基金支出成倍增长且' || g.measure || '明显高于同类机构' AS reason, g.visits, g.pool, g.mean_before, g.measure,
  g.value, g.high_fence, g.peers, CAST(NULL AS BIGINT) AS drug_cnt, CAST(NULL AS BIGINT) AS near_cnt, CAST(NULL AS BIGINT) AS full_cnt,
  CAST(NULL AS VARCHAR) AS kp_ref
FROM growth AS g
WHERE g.nth = 1
UNION ALL
SELECT
  m.fixmedins_code, m.period, CAST(NULL AS VARCHAR), 'drugs', m.last_date, m.visits, '几乎都只开药且集中贴近次均限额', m.visits, m.pool,
  CAST(NULL AS DOUBLE), CAST(NULL AS VARCHAR), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS BIGINT), m.drug_cnt, m.near_cnt,
  CAST(NULL AS BIGINT), m.kp_ref
FROM month AS m
WHERE m.capped > 0 AND m.visits >= param('min_visits', m.last_date, m.admdvs)
  AND m.drug_cnt * 100 >= m.visits * param('drug_pct', m.last_date, m.admdvs)
  AND m.near_cnt * 100 >= m.visits * param('near_pct', m.last_date, m.admdvs)
UNION ALL
SELECT
  d.fixmedins_code, d.period, d.doctor, 'doctor', d.last_date, d.visits, '该医师几乎都只开药且集中贴近次均限额', d.visits, d.pool,
  CAST(NULL AS DOUBLE), CAST(NULL AS VARCHAR), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS BIGINT), d.drug_cnt, d.near_cnt,
  CAST(NULL AS BIGINT), d.kp_ref
FROM doctor AS d
WHERE d.capped > 0 AND d.visits >= param('dr_visits', d.last_date, d.admdvs)
  AND d.drug_cnt * 100 >= d.visits * param('drug_pct', d.last_date, d.admdvs)
  AND d.near_cnt * 100 >= d.visits * param('near_pct', d.last_date, d.admdvs)
UNION ALL
SELECT
  f.fixmedins_code, f.period, CAST(NULL AS VARCHAR), 'full', f.last_date, f.full_cnt,
  CAST(f.full_cnt AS VARCHAR) || ' 人在季末一个月用满年度限额', CAST(NULL AS BIGINT), f.pool, CAST(NULL AS DOUBLE),
  CAST(NULL AS VARCHAR), CAST(NULL AS DOUBLE), CAST(NULL AS DOUBLE), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), CAST(NULL AS BIGINT), f.full_cnt,
  f.kp_ref
FROM filled AS f
WHERE f.full_cnt >= param('full_persons', f.last_date, f.admdvs)
