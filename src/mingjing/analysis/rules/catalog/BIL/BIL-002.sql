/*---
code: BIL-002
version: 1
title: 手工（零星）报销集聚
status: active
behaviour: false_bill
severity: 3
subject: group
grain: [group_id, claimant, year]
amount: stay
scenes: [IP, OP]
stages: [3]
law: [735-40-1, xz-29]
params:
  min_amt: {type: integer, default: 10000, unit: 元, source: 无官方数值，可按统筹区配置}
  min_persons: {type: integer, default: 3, unit: 人, source: 无官方数值，可按统筹区配置}
  min_claims: {type: integer, default: 3, unit: 次, source: 一人一年手工报销次数；无官方数值，可按统筹区配置}
  min_places: {type: integer, default: 2, unit: 家, source: 一人一年手工报销涉及机构数；无官方数值，可按统筹区配置}
  near_pct: {type: integer, default: 1, unit: '%', source: 金额相近的界限；无官方数值，可按统筹区配置}
message: "{reason}，涉及 {checkout_amt} 元。"
verify: 致电、发函就诊医院核实患者是否住院，查验票据真伪和存根，询问报销材料由谁代办。
defence: 到上级医院、移植中心等集中就医；学生、外派人员集中申报。
known_gaps: 就诊医院未联网的只能人工核实；外派、在校学生由单位代办的须核对名单。
evidence: [month, year, persons, claims, places, ties, amounts, first_date, last_date]
cases:
  - name: 四人同月在外地同一医院各报 2.1 万元，联系电话相同，没有明细
    given:
      fixmedins_b: [{fixmedins_code: H, fix_blng_admdvs: "999901"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, tel: "13800000001"}
        - {mdtrt_id: I2, psn_no: P2, tel: "13800000001"}
        - {mdtrt_id: I3, psn_no: P3, tel: "13800000001"}
        - {mdtrt_id: I4, psn_no: P4, tel: "13800000001"}
      setl_d:
        - {mdtrt_id: I1, pay_loc: "1", medfee_sumamt: 21000, inscp_amt: 20000, fund_pay_sumamt: 14000, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I2, pay_loc: "1", medfee_sumamt: 24000, inscp_amt: 20000, fund_pay_sumamt: 14000, setl_time: "2026-03-05 10:00:00"}
        - {mdtrt_id: I3, pay_loc: "1", medfee_sumamt: 27000, inscp_amt: 20000, fund_pay_sumamt: 14000, setl_time: "2026-03-05 10:00:00"}
        - {mdtrt_id: I4, pay_loc: "1", medfee_sumamt: 30000, inscp_amt: 20000, fund_pay_sumamt: 14000, setl_time: "2026-03-31 10:00:00"}
    finds:
      - {checkout_amt: 80000.00, fund_amt: 56000.00, checkout_cnt: 4, sev_deg: 3, subject_type: group, occurred_on: "2026-03-31", bkkp_sns: [], evidence: {branch: [bare, tel], persons: 4, month: 2026-03}}
  - name: 恰三人、各恰 10000 元，金额相近，有明细
    given:
      fixmedins_b: [{fixmedins_code: H, fix_blng_admdvs: "999902"}]
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, pric: 10000}
        - {mdtrt_id: I2, psn_no: P2, pric: 10050}
        - {mdtrt_id: I3, psn_no: P3, pric: 10100}
      setl_d:
        - {mdtrt_id: I1, setl_type: "1"}
        - {mdtrt_id: I2, setl_type: "1"}
        - {mdtrt_id: I3, setl_type: "1"}
    finds:
      - {checkout_amt: 30150.00, checkout_cnt: 3, sev_deg: 3, evidence: {branch: [amount]}}
  - name: 四人在外地移植中心就医，电话、金额各异，有明细
    given:
      fixmedins_b: [{fixmedins_code: H, fix_blng_admdvs: "999903"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, tel: "13800000001"}
        - {mdtrt_id: I2, psn_no: P2, tel: "13800000002"}
        - {mdtrt_id: I3, psn_no: P3, tel: "13800000003"}
        - {mdtrt_id: I4, psn_no: P4, tel: null}
      fee_list_d:
        - {mdtrt_id: I1, pric: 100000}
        - {mdtrt_id: I2, pric: 120000}
        - {mdtrt_id: I3, pric: 140000}
        - {mdtrt_id: I4, pric: 160000}
      setl_d:
        - {mdtrt_id: I1, pay_loc: "1"}
        - {mdtrt_id: I2, pay_loc: "1"}
        - {mdtrt_id: I3, pay_loc: "1"}
        - {mdtrt_id: I4, pay_loc: "1"}
    finds: []
  - name: 三人中一人的报销已全额追回
    given:
      fixmedins_b: [{fixmedins_code: H, fix_blng_admdvs: "999904"}]
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, tel: "13800000001"}
        - {mdtrt_id: I2, psn_no: P2, tel: "13800000001"}
        - {mdtrt_id: I3, psn_no: P3, tel: "13800000001"}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1, pay_loc: "1", medfee_sumamt: 21000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I2, setl_id: S2, pay_loc: "1", medfee_sumamt: 24000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I3, setl_id: S3, pay_loc: "1", medfee_sumamt: 27000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I3, setl_id: S9, pay_loc: "1", init_setl_id: S3, medfee_sumamt: -27000, inscp_amt: -20000, fund_pay_sumamt: -14000}
    finds: []
  - name: 三人中一人在该院有联网结算；本地机构；金额不足
    given:
      fixmedins_b:
        - {fixmedins_code: H1, fix_blng_admdvs: "999905"}
        - {fixmedins_code: H2}
        - {fixmedins_code: H3, fix_blng_admdvs: "999905"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, fixmedins_code: H1, tel: "13800000001"}
        - {mdtrt_id: I2, psn_no: P2, fixmedins_code: H1, tel: "13800000001"}
        - {mdtrt_id: I3, psn_no: P3, fixmedins_code: H1, tel: "13800000001"}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: H1}
        - {mdtrt_id: I4, psn_no: P4, fixmedins_code: H2, tel: "13800000001"}
        - {mdtrt_id: I5, psn_no: P5, fixmedins_code: H2, tel: "13800000001"}
        - {mdtrt_id: I6, psn_no: P6, fixmedins_code: H2, tel: "13800000001"}
        - {mdtrt_id: I7, psn_no: P7, fixmedins_code: H3, tel: "13800000001"}
        - {mdtrt_id: I8, psn_no: P8, fixmedins_code: H3, tel: "13800000001"}
        - {mdtrt_id: I9, psn_no: P9, fixmedins_code: H3, tel: "13800000001"}
      setl_d:
        - {mdtrt_id: I1, pay_loc: "1", medfee_sumamt: 21000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I2, pay_loc: "1", medfee_sumamt: 24000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I3, pay_loc: "1", medfee_sumamt: 27000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: E3, pay_loc: "2", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 80}
        - {mdtrt_id: I4, pay_loc: "1", medfee_sumamt: 21000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I5, pay_loc: "1", medfee_sumamt: 24000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I6, pay_loc: "1", medfee_sumamt: 27000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I7, pay_loc: "1", medfee_sumamt: 9999.99, inscp_amt: 9000, fund_pay_sumamt: 8000}
        - {mdtrt_id: I8, pay_loc: "1", medfee_sumamt: 24000, inscp_amt: 20000, fund_pay_sumamt: 14000}
        - {mdtrt_id: I9, pay_loc: "1", medfee_sumamt: 27000, inscp_amt: 20000, fund_pay_sumamt: 14000}
    finds: []
  - name: 一人一年在两家医院手工报销三次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2026-01-05 09:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-02-05 09:00:00"}
        - {mdtrt_id: I3, fixmedins_code: H2, begntime: "2026-03-05 09:00:00"}
      setl_d:
        - {mdtrt_id: I1, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-01-09 10:00:00"}
        - {mdtrt_id: I2, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-02-09 10:00:00"}
        - {mdtrt_id: I3, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-03-09 10:00:00"}
    finds:
      - {psn_no: P, checkout_amt: 15000.00, fund_amt: 12000.00, checkout_cnt: 3, sev_deg: 3, subject_type: person, occurred_on: "2026-03-09", evidence: {branch: [yearly], claims: 3, places: 2, year: 2026}}
  - name: 三次都在一家医院；两次；其中一家有联网结算；支付地点未填
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, fixmedins_code: H1, begntime: "2026-01-05 09:00:00"}
        - {mdtrt_id: I2, psn_no: P1, fixmedins_code: H1, begntime: "2026-02-05 09:00:00"}
        - {mdtrt_id: I3, psn_no: P1, fixmedins_code: H1, begntime: "2026-03-05 09:00:00"}
        - {mdtrt_id: I4, psn_no: P2, fixmedins_code: H1, begntime: "2026-01-05 09:00:00"}
        - {mdtrt_id: I5, psn_no: P2, fixmedins_code: H2, begntime: "2026-02-05 09:00:00"}
        - {mdtrt_id: E5, psn_no: P2, fixmedins_code: H3, begntime: "2026-02-05 09:00:00"}
      setl_d:
        - {mdtrt_id: I1, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-01-09 10:00:00"}
        - {mdtrt_id: I2, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-02-09 10:00:00"}
        - {mdtrt_id: I3, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-03-09 10:00:00"}
        - {mdtrt_id: I4, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-01-09 10:00:00"}
        - {mdtrt_id: I5, pay_loc: "1", medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-02-09 10:00:00"}
        - {mdtrt_id: E5, pay_loc: null, medfee_sumamt: 5000, inscp_amt: 5000, fund_pay_sumamt: 4000, setl_time: "2026-02-09 10:00:00"}
    finds: []
---*/
WITH networked AS (
  SELECT DISTINCT s.psn_no, s.fixmedins_code
  FROM setl_net AS s
  WHERE s.pay_loc IN ('2', '3', '4', '5', '6') AND coalesce(optional(s.setl_type), '2') <> '1'
), manual AS (
  -- Claims of people who were never settled at that institution over the network.
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.admdvs, s.setl_date, s.medfee, s.remote, month_of(s.setl_date) AS month,
    year_of(s.setl_date) AS year
  FROM setl_net AS s
  LEFT JOIN networked AS n ON n.psn_no = s.psn_no AND n.fixmedins_code = s.fixmedins_code
  WHERE s.in_scope AND s.scene IN ('IP', 'OP') AND (s.pay_loc = '1' OR optional(s.setl_type) = '1') AND s.inscp > 0 AND n.psn_no IS NULL
), large AS (
  SELECT m.*
  FROM manual AS m
  WHERE m.remote AND m.medfee >= param('min_amt', m.setl_date, m.admdvs)
), billed AS (
  SELECT DISTINCT f.mdtrt_id
  FROM fee_net AS f
  JOIN large AS l ON l.mdtrt_id = f.mdtrt_id
), tied AS (
  SELECT l.*, 'tel' AS tie, remove_matches(optional(e.tel), '[^0-9]') AS tie_key
  FROM large AS l
  JOIN enc AS e ON e.mdtrt_id = l.mdtrt_id
  WHERE length(remove_matches(optional(e.tel), '[^0-9]')) >= 7
  UNION ALL
  SELECT l.*, 'agent' AS tie, remove_matches(optional(e.agnter_tel), '[^0-9]') AS tie_key
  FROM large AS l
  JOIN enc AS e ON e.mdtrt_id = l.mdtrt_id
  WHERE length(remove_matches(optional(e.agnter_tel), '[^0-9]')) >= 7
  UNION ALL
  SELECT l.*, 'contact' AS tie, trim(optional(e.coner_name)) AS tie_key
  FROM large AS l
  JOIN enc AS e ON e.mdtrt_id = l.mdtrt_id
  WHERE length(trim(optional(e.coner_name))) >= 2
  UNION ALL
  SELECT l.*, 'bare' AS tie, '' AS tie_key
  FROM large AS l
  LEFT JOIN billed AS b ON b.mdtrt_id = l.mdtrt_id
  WHERE b.mdtrt_id IS NULL
  UNION ALL
  -- Each claim draws those up to one percent above it; the largest such circle is kept below.
  SELECT b.*, 'amount' AS tie, CAST(a.medfee AS VARCHAR) AS tie_key
  FROM (SELECT DISTINCT fixmedins_code, month, medfee FROM large) AS a
  JOIN large AS b
    ON b.fixmedins_code = a.fixmedins_code AND b.month = a.month AND b.medfee >= a.medfee
    AND b.medfee * 100 <= a.medfee * (100 + param('near_pct', b.setl_date, b.admdvs))
), circle AS (
  SELECT
    fixmedins_code, month, tie, tie_key, COUNT(DISTINCT psn_no) AS persons, joined(psn_no) AS members, MIN(setl_date) AS first_date,
    MAX(setl_date) AS last_date, MIN(admdvs) AS admdvs, joined(medfee) AS amounts
  FROM tied
  GROUP BY fixmedins_code, month, tie, tie_key
), ranked AS (
  SELECT c.*, ROW_NUMBER() OVER (PARTITION BY c.fixmedins_code, c.month, c.tie ORDER BY c.persons DESC, c.tie_key) AS nth
  FROM circle AS c
  WHERE c.persons >= param('min_persons', c.last_date, c.admdvs)
), chosen AS (
  SELECT r.*, left(md5_of(r.members), 16) AS group_id FROM ranked AS r WHERE r.tie <> 'amount' OR r.nth = 1
), named AS (
  SELECT group_id, joined(tie) AS ties FROM chosen GROUP BY group_id
), person_year AS (
  SELECT
    m.psn_no, m.year, COUNT(*) AS claims, COUNT(DISTINCT m.fixmedins_code) AS places, MIN(m.setl_date) AS first_date,
    MAX(m.setl_date) AS last_date, MIN(m.admdvs) AS admdvs, joined(m.medfee) AS amounts
  FROM manual AS m
  GROUP BY m.psn_no, m.year
)
SELECT
  c.tie AS branch, 'group' AS subject, c.group_id, CAST(NULL AS VARCHAR) AS claimant, t.psn_no, t.psn_no AS member, t.fixmedins_code,
  t.mdtrt_id, t.setl_id, t.setl_date AS occurred_on, c.month, CAST(NULL AS BIGINT) AS year, c.persons, CAST(NULL AS BIGINT) AS claims,
  CAST(NULL AS BIGINT) AS places, n.ties, c.amounts, c.first_date, c.last_date,
  c.month || ' 有 ' || CAST(c.persons AS VARCHAR) || ' 人手工报销同一异地机构的大额费用，联系方式、金额相同或没有明细' AS reason
FROM chosen AS c
JOIN named AS n ON n.group_id = c.group_id
JOIN tied AS t ON t.fixmedins_code = c.fixmedins_code AND t.month = c.month AND t.tie = c.tie AND t.tie_key = c.tie_key
UNION ALL
SELECT
  'yearly' AS branch, 'person' AS subject, CAST(NULL AS VARCHAR) AS group_id, m.psn_no AS claimant, m.psn_no, m.setl_id AS member,
  m.fixmedins_code, m.mdtrt_id, m.setl_id, m.setl_date AS occurred_on, CAST(NULL AS VARCHAR) AS month, p.year, CAST(NULL AS BIGINT) AS persons,
  p.claims, p.places, CAST(NULL AS VARCHAR) AS ties, p.amounts, p.first_date, p.last_date,
  CAST(p.year AS VARCHAR) || ' 年一人手工报销 ' || CAST(p.claims AS VARCHAR) || ' 次、涉及 ' || CAST(p.places AS VARCHAR)
    || ' 家没有联网结算的机构' AS reason
FROM person_year AS p
JOIN manual AS m ON m.psn_no = p.psn_no AND m.year = p.year
WHERE p.claims >= param('min_claims', p.last_date, p.admdvs) AND p.places >= param('min_places', p.last_date, p.admdvs)
