/*---
code: PHA-003
version: 2
title: 凑整、贴限额、额度末期冲顶
status: active
behaviour: cash_out
severity: 3
subject: institution
grain: [fixmedins_code, period]
amount: paid
scenes: [PH]
stages: [3]
law: [735-38-5, 735-40-1]
params:
  min_bills: {type: integer, default: 30, unit: 笔/月, source: 无官方数值，可按统筹区配置}
  round_pct: {type: integer, default: 30, unit: '%', source: 无官方数值，可按统筹区配置}
  near_pct: {type: integer, default: 20, unit: '%', source: 无官方数值，可按统筹区配置}
  rush_persons: {type: integer, default: 20, unit: 人, source: 无官方数值，可按统筹区配置}
  rush_pct: {type: integer, default: 50, unit: '%', source: 无官方数值；年末 31 日内支出占年度限额的比例，可按统筹区配置}
  full_pct: {type: integer, default: 98, unit: '%', source: 无官方数值；年度支出达到限额的比例，可按统筹区配置}
message: "{period} {reason}。"
verify: 逐笔核对小票、实物和进销存，比对同一金额的结算是否对应真实品种和数量；询问购药人。
defence: 定价为整数的套装；发薪日、节前集中购药；额度可结转的地区年末不清零。
known_gaps: 促销、节日和额度结转需现场排除；没有限额资料的统筹区只看凑整。
evidence: [reason, bills, hit_bills, share, median, q3, high_fence, place, peers, level, rush_cnt, year_cap, kp_ref]
cases:
  - name: 六成结算为 50 元的整倍数，同市药店没有
    given: &round
      setl_d:
        - &peers {repeat: {h: 8, n: 30}, mdtrt_id: E<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: D<h>, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
        - {repeat: {n: 25}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 200, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 200}
        - {repeat: {n: 15}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
    finds:
      - {fixmedins_code: D9, checkout_amt: null, amount_basis: none, checkout_cnt: 25, sev_deg: 3, occurred_on: "2026-03-02", evidence: {branch: [round], bills: 40, share: 0.625, q3: 0, peers: 8}}
  - name: 贴着次均限额结算的占两成以上，同市药店没有
    given:
      setl_d:
        - *peers
        - {repeat: {n: 10}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 95, acct_pay: 151}
        - {repeat: {n: 10}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 100, acct_pay: 151}
        - {repeat: {n: 20}, mdtrt_id: G9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 94.99, acct_pay: 151}
    knowledge: &quota
      quota: [{insutype: "310", scene: PH, visit_cap: 100, year_cap: 1000}]
    finds:
      - {fixmedins_code: D9, checkout_amt: null, checkout_cnt: 20, evidence: {branch: [near], share: 0.5}}
  - name: 二十人年末一月花掉一半年度额度并用满
    given:
      setl_d:
        - {repeat: {n: 20}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_time: "2025-06-10 10:00:00", medfee_sumamt: 481, inscp_amt: 481, fund_pay_sumamt: 480}
        - {repeat: {n: 20}, mdtrt_id: F<n>, psn_no: P<n>, fixmedins_code: D, setl_time: "2025-12-10 10:00:00", medfee_sumamt: 501, inscp_amt: 501, fund_pay_sumamt: 500}
    knowledge: *quota
    finds:
      - {fixmedins_code: D, checkout_amt: 10000.00, fund_amt: 10000.00, sev_deg: 3, occurred_on: "2025-12-10", evidence: {branch: [rush], rush_cnt: 20}}
  - name: 十九人冲顶，未到二十人
    given:
      setl_d:
        - {repeat: {n: 19}, mdtrt_id: E<n>, psn_no: P<n>, fixmedins_code: D, setl_time: "2025-06-10 10:00:00", medfee_sumamt: 481, inscp_amt: 481, fund_pay_sumamt: 480}
        - {repeat: {n: 19}, mdtrt_id: F<n>, psn_no: P<n>, fixmedins_code: D, setl_time: "2025-12-10 10:00:00", medfee_sumamt: 501, inscp_amt: 501, fund_pay_sumamt: 500}
    knowledge: *quota
    finds: []
  - name: 没有限额资料，不判断贴限额和冲顶
    given:
      setl_d:
        - {repeat: {n: 20}, mdtrt_id: F<n>, psn_no: P<n>, fixmedins_code: D, setl_time: "2025-12-10 10:00:00", medfee_sumamt: 1001, inscp_amt: 1000, fund_pay_sumamt: 1000}
    finds: []
  - name: 恰有三成为整数，等于界限
    given:
      setl_d:
        - *peers
        - {repeat: {n: 12}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 0, acct_pay: 50}
        - {repeat: {n: 28}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
    finds:
      - {fixmedins_code: D9, checkout_cnt: 12, evidence: {share: 0.3}}
  - name: 凑整占比不到三成
    given:
      setl_d:
        - *peers
        - {repeat: {n: 11}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 0, acct_pay: 50}
        - {repeat: {n: 29}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
    finds: []
  - name: 半数整数结算是同一个 50 元标准装
    given:
      fee_list_d:
        - {repeat: {n: 13}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, med_list_codg: XA10BAA001A001010100001, pric: 50}
      setl_d:
        - *peers
        - {repeat: {n: 25}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 50, inscp_amt: 50, fund_pay_sumamt: 0, acct_pay: 50}
        - {repeat: {n: 15}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
    finds: []
  - name: 同市药店都习惯整数定价
    given:
      setl_d:
        - {repeat: {h: 9, n: 30}, mdtrt_id: E<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: D<h>, medfee_sumamt: 100, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 100}
    finds: []
  - name: 整数结算都是门诊慢特病
    given:
      mdtrt_d:
        - {repeat: {n: 25}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, med_type: "1402"}
      setl_d:
        - *peers
        - {repeat: {n: 25}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 200, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 200}
        - {repeat: {n: 35}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
    finds: []
  - name: 整数结算均已退费
    given:
      setl_d:
        - *peers
        - {repeat: {n: 25}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, setl_id: S9_<n>, medfee_sumamt: 200, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 200}
        - {repeat: {n: 25}, mdtrt_id: E9_<n>, psn_no: P9_<n>, fixmedins_code: D9, setl_id: R9_<n>, init_setl_id: S9_<n>, medfee_sumamt: -200, inscp_amt: -90, fund_pay_sumamt: 0, acct_pay: -200}
        - {repeat: {n: 35}, mdtrt_id: F9_<n>, psn_no: P9_<n>, fixmedins_code: D9, medfee_sumamt: 151, inscp_amt: 90, fund_pay_sumamt: 0, acct_pay: 151}
    finds: []
---*/
WITH month AS (
  SELECT
    b.fixmedins_code, b.period, b.last_date, b.bills, b.round_bills, b.capped_bills, b.near_bills, i.admdvs
  FROM inst_bill AS b
  JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code
  WHERE b.scene = 'PH' AND b.bills >= param('min_bills', b.last_date, i.admdvs)
), odd AS (
  SELECT m.fixmedins_code, m.period, m.last_date, 'round' AS branch, m.bills, m.round_bills AS hit_bills,
    p.value, p.median, p.q3, p.high_fence, p.place, p.peers, p.level
  FROM month AS m
  JOIN peer_stat AS p ON p.fixmedins_code = m.fixmedins_code AND p.period = m.period AND p.measure = '整数金额占比'
  WHERE p.is_high AND m.round_bills * 100 >= m.bills * param('round_pct', m.last_date, m.admdvs)
  UNION ALL
  SELECT m.fixmedins_code, m.period, m.last_date, 'near' AS branch, m.capped_bills AS bills, m.near_bills AS hit_bills,
    p.value, p.median, p.q3, p.high_fence, p.place, p.peers, p.level
  FROM month AS m
  JOIN peer_stat AS p ON p.fixmedins_code = m.fixmedins_code AND p.period = m.period AND p.measure = '贴近限额占比'
  WHERE p.is_high AND m.near_bills * 100 >= m.capped_bills * param('near_pct', m.last_date, m.admdvs)
), capped AS (
  SELECT s.setl_id, s.psn_no, s.fixmedins_code, s.setl_date, s.medfee, s.inscp, s.fund, s.acct, s.med_type, s.admdvs,
    q.visit_cap, q.year_cap, q.kp_ref
  FROM setl_net AS s
  LEFT JOIN region_class AS r ON r.admdvs = s.insu_admdvs
  LEFT JOIN quota AS q
    ON q.kreg = COALESCE(r.kreg, 0) AND q.insutype = s.insutype AND q.scene = s.scene AND s.setl_date >= q.k_from
    AND s.setl_date < q.k_to
  WHERE s.in_scope AND s.scene = 'PH'
), concerned AS (
  SELECT o.fixmedins_code, o.period, o.branch, o.hit_bills, c.setl_id, c.kp_ref
  FROM odd AS o
  JOIN capped AS c ON c.fixmedins_code = o.fixmedins_code AND month_of(c.setl_date) = o.period
  WHERE c.fund + c.acct > 0 AND NOT starts_with(c.med_type, '14')
    AND CASE
      WHEN o.branch = 'round' THEN int_mod(c.medfee * 100, 5000) = 0
      ELSE c.inscp * 100 >= c.visit_cap * 95 AND c.inscp <= c.visit_cap
    END
), near_cap AS (
  SELECT fixmedins_code, period, branch, joined(kp_ref) AS kp_ref
  FROM concerned
  WHERE branch = 'near'
  GROUP BY fixmedins_code, period, branch
), one_item AS (
  -- One standard pack in half of the bills explains the sum.
  SELECT c.fixmedins_code, c.period, c.branch
  FROM concerned AS c
  JOIN fee_net AS f ON f.setl_id = c.setl_id
  GROUP BY c.fixmedins_code, c.period, c.branch, f.item, c.hit_bills
  HAVING COUNT(DISTINCT c.setl_id) * 2 >= c.hit_bills
), spent AS (
  SELECT
    psn_no, year_of(setl_date) AS year, MAX(year_cap) AS year_cap, SUM(fund) AS year_fund,
    joined(kp_ref) AS kp_ref
  FROM capped
  WHERE year_cap > 0
  GROUP BY psn_no, year_of(setl_date)
), december AS (
  SELECT
    c.setl_id, c.psn_no, c.fixmedins_code, c.setl_date, c.admdvs, s.year_cap, s.year, s.kp_ref,
    s.year_fund * 100 >= s.year_cap * param('full_pct', c.setl_date, c.admdvs) AS is_full,
    SUM(c.fund) OVER (PARTITION BY c.psn_no, c.fixmedins_code, s.year) AS rush_fund
  FROM capped AS c
  JOIN spent AS s ON s.psn_no = c.psn_no AND s.year = year_of(c.setl_date)
  WHERE RIGHT(month_of(c.setl_date), 2) = '12' AND c.fund > 0
), rusher AS (
  SELECT d.*
  FROM december AS d
  WHERE d.is_full AND d.rush_fund * 100 >= d.year_cap * param('rush_pct', d.setl_date, d.admdvs)
), crowd AS (
  SELECT fixmedins_code, year, COUNT(DISTINCT psn_no) AS rush_cnt, MAX(year_cap) AS year_cap
  FROM rusher
  GROUP BY fixmedins_code, year
)
SELECT
  o.fixmedins_code, o.period, o.branch, o.last_date AS occurred_on, o.hit_bills AS checkout_cnt,
  CAST(NULL AS VARCHAR) AS setl_id, TRUE AS unpriced,
  CASE WHEN o.branch = 'round' THEN '结算金额为 50 元整倍数的 ' ELSE '贴近次均限额结算的 ' END
    || CAST(o.hit_bills AS VARCHAR) || ' 笔（共 ' || CAST(o.bills AS VARCHAR) || ' 笔），明显高于同类药店' AS reason,
  o.bills, o.hit_bills, o.value AS share, o.median, o.q3, o.high_fence, o.place, o.peers, o.level,
  CAST(NULL AS BIGINT) AS rush_cnt, CAST(NULL AS DECIMAL(16,2)) AS year_cap, n.kp_ref
FROM odd AS o
LEFT JOIN near_cap AS n ON n.fixmedins_code = o.fixmedins_code AND n.period = o.period AND n.branch = o.branch
LEFT JOIN one_item AS x ON x.fixmedins_code = o.fixmedins_code AND x.period = o.period AND x.branch = o.branch
WHERE x.fixmedins_code IS NULL
UNION ALL
SELECT
  d.fixmedins_code, CAST(d.year AS VARCHAR) AS period, 'rush' AS branch, d.setl_date AS occurred_on,
  w.rush_cnt AS checkout_cnt, d.setl_id, FALSE AS unpriced,
  CAST(w.rush_cnt AS VARCHAR) || ' 人在年末一个月用去年度限额的一半以上并用满额度' AS reason,
  CAST(NULL AS BIGINT) AS bills, CAST(NULL AS BIGINT) AS hit_bills, CAST(NULL AS DOUBLE) AS share, CAST(NULL AS DOUBLE) AS median,
  CAST(NULL AS DOUBLE) AS q3, CAST(NULL AS DOUBLE) AS high_fence, CAST(NULL AS BIGINT) AS place, CAST(NULL AS BIGINT) AS peers,
  CAST(NULL AS BIGINT) AS level, w.rush_cnt, CAST(w.year_cap AS DECIMAL(16,2)) AS year_cap, d.kp_ref
FROM rusher AS d
JOIN crowd AS w ON w.fixmedins_code = d.fixmedins_code AND w.year = d.year
WHERE w.rush_cnt >= param('rush_persons', d.setl_date, d.admdvs)
