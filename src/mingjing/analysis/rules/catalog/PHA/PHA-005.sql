/*---
code: PHA-005
version: 1
title: 异地电子凭证集中结算
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
  min_setls: {type: integer, default: 30, unit: 笔/月, source: 无官方数值，可按统筹区配置}
  times: {type: decimal, default: 2, unit: 倍, source: 无官方数值；与前 3 个月平均相比，可按统筹区配置}
  strange_pct: {type: integer, default: 50, unit: '%', source: 无官方数值；180 日内未在本市就诊的购药人占比，可按统筹区配置}
  lookback: {type: integer, default: 180, unit: 日, source: 无官方数值，可按统筹区配置}
  year_times: {type: decimal, default: 1.5, unit: 倍, source: 无官方数值；不超过上年同月此倍数的不计，可按统筹区配置}
message: "{period} 异地参保人用电子凭证结算 {checkout_cnt} 笔，占比 {share}（同类上界 {high_fence}），前 3 个月平均 {before} 笔；{buyers} 名购药人中 {strangers} 人半年内未在本市就诊，涉及 {checkout_amt} 元。"
verify: 调看结算时刻录像，核对是否有人到店；询问购药人凭证由谁出示、是否远程截图付款。
defence: 线上购药、双通道药品配送；旅游、务工人员集中。
known_gaps: 线上双通道订单需现场核对订单和物流；本市以外的就诊记录不在交付数据中；名单只用来排除，疑点没有可引的知识行。
evidence: [share, setls, median, q3, high_fence, place, peers, level, before, last_year, buyers, strangers]
works_without: [inst_list]
cases:
  - name: 一月内 40 笔异地电子凭证结算，此前很少，购药人都没有在本市就诊
    given: &flood
      setl_d: &flood_setl
        - &peers {repeat: {h: 8, n: 30}, mdtrt_id: E<h>_<n>, psn_no: P<h>_<n>, fixmedins_code: D<h>, medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {mdtrt_id: B1, psn_no: Q1, fixmedins_code: D9, setl_time: "2025-08-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {repeat: {n: 40}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: D9, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
        - {repeat: {n: 20}, mdtrt_id: L<n>, psn_no: L<n>, fixmedins_code: D9, medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
    finds:
      - {fixmedins_code: D9, checkout_amt: 3960.00, fund_amt: 0.00, checkout_cnt: 40, sev_deg: 3, occurred_on: "2026-03-02", evidence: {before: 0, buyers: 40, strangers: 40, setls: 60}}
  - name: 每月 20 笔异地结算，当月 40 笔，恰为两倍
    given:
      setl_d:
        - *peers
        - {mdtrt_id: B1, psn_no: Q1, fixmedins_code: D9, setl_time: "2025-08-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {repeat: {m: ["2025-12", "2026-01", "2026-02"], n: 20}, mdtrt_id: B<m><n>, psn_no: R<n>, fixmedins_code: D9, setl_time: "<m>-10 10:00:00", medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
        - {repeat: {n: 40}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: D9, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
    finds:
      - {fixmedins_code: D9, checkout_amt: 3960.00, checkout_cnt: 40, evidence: {before: 20}}
  - name: 车站旁药店，每月都有 35 笔
    given:
      setl_d:
        - *peers
        - {mdtrt_id: B1, psn_no: Q1, fixmedins_code: D9, setl_time: "2025-08-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {repeat: {m: ["2025-12", "2026-01", "2026-02", "2026-03"], n: 35}, mdtrt_id: B<m><n>, psn_no: R<n>, fixmedins_code: D9, setl_time: "<m>-10 10:00:00", medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
    finds: []
  - name: 列入流动人口集中处名单的药店
    given:
      fixmedins_b: [{fixmedins_code: "=DTRANSIT", fixmedins_type: "2"}]
      fee_list_d:
        - {repeat: {n: 40}, mdtrt_id: R<n>, bkkp_sn: A<n>, psn_no: R<n>, fixmedins_code: "=DTRANSIT", pric: 99}
      setl_d:
        - *peers
        - {mdtrt_id: B1, psn_no: Q1, fixmedins_code: "=DTRANSIT", med_type: "41", setl_time: "2025-08-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {repeat: {n: 40}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: "=DTRANSIT", med_type: "41", medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
    knowledge:
      inst_list: [{list: transit, fixmedins_code: DTRANSIT}]
    finds: []
  - name: 只有 29 笔
    given:
      setl_d:
        - *peers
        - {mdtrt_id: B1, psn_no: Q1, fixmedins_code: D9, setl_time: "2025-08-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {repeat: {n: 29}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: D9, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
        - {repeat: {n: 20}, mdtrt_id: L<n>, psn_no: L<n>, fixmedins_code: D9, medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
    finds: []
  - name: 购药人多数近期在本市住院或门诊
    given:
      setl_d:
        - *peers
        - {mdtrt_id: B1, psn_no: Q1, fixmedins_code: D9, setl_time: "2025-08-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20, fund_pay_sumamt: 0, acct_pay: 20}
        - {repeat: {n: 40}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: D9, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: "01"}
        - {repeat: {n: 21}, mdtrt_id: O<n>, psn_no: R<n>, fixmedins_code: H, setl_time: "2026-01-10 10:00:00", medfee_sumamt: 20, inscp_amt: 20}
    finds: []
  - name: 购药人都是异地安置人员
    given:
      mdtrt_d:
        - {repeat: {n: 40}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: D9, rloc_type: "1"}
      setl_d: *flood_setl
    finds: []
  - name: 凭证类型未填
    given:
      setl_d:
        - *peers
        - {repeat: {n: 60}, mdtrt_id: R<n>, psn_no: R<n>, fixmedins_code: D9, medfee_sumamt: 99, inscp_amt: 99, fund_pay_sumamt: 0, acct_pay: 99, pay_loc: "3", mdtrt_cert_type: null}
    finds: []
---*/
WITH month AS (
  SELECT
    b.fixmedins_code, b.period, b.period_no, b.last_date, b.setls, b.remote_ecert, i.admdvs, i.city4,
    p.value AS share, p.median, p.q3, p.high_fence, p.place, p.peers, p.level
  FROM inst_bill AS b
  JOIN inst AS i ON i.fixmedins_code = b.fixmedins_code
  JOIN peer_stat AS p ON p.fixmedins_code = b.fixmedins_code AND p.period = b.period AND p.measure = '异地电子凭证占比'
  WHERE b.scene = 'PH' AND b.remote_ecert >= param('min_setls', b.last_date, i.admdvs) AND p.is_high
    AND NOT EXISTS (
      SELECT 1 FROM inst_list AS l
      WHERE l.fixmedins_code = b.fixmedins_code AND l.list IN ('dtp', 'transit') AND l.kreg = i.kreg
        AND b.last_date >= l.k_from AND b.last_date < l.k_to
    )
), past AS (
  -- Months without settlement count as none; a shop is compared with itself only where it was open before.
  SELECT
    m.fixmedins_code, m.period, MIN(b.period_no) AS first_no,
    SUM(CASE WHEN b.period_no BETWEEN m.period_no - 3 AND m.period_no - 1 THEN b.remote_ecert ELSE 0 END) AS before_sum,
    MAX(CASE WHEN b.period_no = m.period_no - 12 THEN b.remote_ecert END) AS last_year
  FROM month AS m
  JOIN inst_bill AS b ON b.fixmedins_code = m.fixmedins_code AND b.scene = 'PH'
  GROUP BY m.fixmedins_code, m.period
), grown AS (
  SELECT m.*, t.first_no, t.before_sum, t.last_year
  FROM month AS m
  JOIN past AS t ON t.fixmedins_code = m.fixmedins_code AND t.period = m.period
), sale AS (
  SELECT g.fixmedins_code, g.period, g.city4, g.admdvs, s.setl_id, s.psn_no, s.setl_date
  FROM grown AS g
  JOIN setl_net AS s ON s.fixmedins_code = g.fixmedins_code AND month_of(s.setl_date) = g.period
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
  WHERE g.first_no < g.period_no
    AND g.remote_ecert * 3 >= product(g.before_sum, param('times', g.last_date, g.admdvs))
    AND NOT COALESCE(g.remote_ecert <= product(g.last_year, param('year_times', g.last_date, g.admdvs)), FALSE)
    AND s.scene = 'PH' AND s.in_scope AND s.fund + s.acct > 0 AND s.remote AND s.cert = '01' AND optional(e.rloc_type) IS NULL
), seen AS (
  SELECT DISTINCT s.fixmedins_code, s.period, s.psn_no
  FROM sale AS s
  JOIN enc AS e ON e.psn_no = s.psn_no
  WHERE e.scene IN ('OP', 'IP') AND LEFT(e.admdvs, 4) = s.city4
    AND days_between(e.adm_date, s.setl_date) BETWEEN 0 AND param('lookback', s.setl_date, s.admdvs)
), counted AS (
  SELECT s.fixmedins_code, s.period, COUNT(*) AS sales, COUNT(DISTINCT s.psn_no) AS buyers, COUNT(DISTINCT n.psn_no) AS known_buyers
  FROM sale AS s
  LEFT JOIN seen AS n ON n.fixmedins_code = s.fixmedins_code AND n.period = s.period AND n.psn_no = s.psn_no
  GROUP BY s.fixmedins_code, s.period
)
SELECT
  s.fixmedins_code, s.period, s.setl_id, s.psn_no, s.setl_date AS occurred_on, c.sales AS checkout_cnt,
  g.setls, g.share, g.median, g.q3, g.high_fence, g.place, g.peers, g.level, g.last_year,
  ratio(g.before_sum, 3) AS before, c.buyers, c.buyers - c.known_buyers AS strangers
FROM sale AS s
JOIN counted AS c ON c.fixmedins_code = s.fixmedins_code AND c.period = s.period
JOIN grown AS g ON g.fixmedins_code = s.fixmedins_code AND g.period = s.period
WHERE c.sales >= param('min_setls', s.setl_date, s.admdvs)
  AND (c.buyers - c.known_buyers) * 100 >= c.buyers * param('strange_pct', s.setl_date, s.admdvs)
