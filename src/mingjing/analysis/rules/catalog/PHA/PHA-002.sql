/*---
code: PHA-002
version: 1
title: 刷后即退
status: active
behaviour: cash_out
severity: 2
subject: institution
grain: [subject_key, period]
amount: none
scenes: [PH, OP]
stages: [3]
law: [735-38-5, 735-40-1]
params:
  max_min: {type: integer, default: 10, unit: 分钟, source: 无官方数值，可按统筹区配置}
  person_n: {type: integer, default: 3, unit: 次/人月, source: 无官方数值，可按统筹区配置}
  place_n: {type: integer, default: 10, unit: 次/店月, source: 无官方数值，可按统筹区配置}
  place_pct: {type: integer, default: 2, unit: '%', source: 无官方数值，可按统筹区配置}
message: "{period} {who}结算后 {max_min} 分钟内撤销且未重新结算 {checkout_cnt} 次，涉及 {reversed_amt} 元。"
verify: 调看撤销时刻的录像，核查退款退给谁、退的是否现金；访谈持卡人。
defence: 收银员用结算查询价格；网络故障重复结算。
known_gaps: 收银员查价的习惯需现场排除；资金已退回，不计金额。
evidence: [who, reversed_amt, settled_cnt, max_min, first_time]
cases:
  - name: 一人一月刷卡三次，均在数分钟后撤销，未再购买
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, setl_time: "2026-05-06 10:00:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0, acct_pay: 100}
        - {setl_id: R1, mdtrt_id: E1, setl_time: "2026-05-06 10:05:00", medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: 0, acct_pay: -100, init_setl_id: S1}
        - {setl_id: S2, mdtrt_id: E2, setl_time: "2026-05-08 10:00:00", medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 0, acct_pay: 200}
        - {setl_id: R2, mdtrt_id: E2, setl_time: "2026-05-08 10:09:00", medfee_sumamt: -200, inscp_amt: -200, fund_pay_sumamt: 0, acct_pay: -200, init_setl_id: S2}
        - {setl_id: S3, mdtrt_id: E3, setl_time: "2026-05-09 10:00:00", medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 0, acct_pay: 300}
        - {setl_id: R3, mdtrt_id: E3, setl_time: "2026-05-09 10:10:00", medfee_sumamt: -300, inscp_amt: -300, fund_pay_sumamt: 0, acct_pay: -300, init_setl_id: S3}
    finds:
      - {psn_no: P, checkout_amt: null, checkout_cnt: 3, sev_deg: 2, occurred_on: "2026-05-09", amount_basis: none, related_ids: [S1, S2, S3], evidence: {branch: [person], reversed_amt: 600}}
  - name: 其中一次三分钟后重新结算，余两次不足数
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, setl_time: "2026-05-06 10:00:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0}
        - {setl_id: R1, mdtrt_id: E1, setl_time: "2026-05-06 10:05:00", medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: 0, init_setl_id: S1}
        - {setl_id: S4, mdtrt_id: E1, setl_time: "2026-05-06 10:08:00", medfee_sumamt: 110, inscp_amt: 110, fund_pay_sumamt: 0}
        - {setl_id: S2, mdtrt_id: E2, setl_time: "2026-05-08 10:00:00", medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 0}
        - {setl_id: R2, mdtrt_id: E2, setl_time: "2026-05-08 10:09:00", medfee_sumamt: -200, inscp_amt: -200, fund_pay_sumamt: 0, init_setl_id: S2}
        - {setl_id: S3, mdtrt_id: E3, setl_time: "2026-05-09 10:00:00", medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 0}
        - {setl_id: R3, mdtrt_id: E3, setl_time: "2026-05-09 10:10:00", medfee_sumamt: -300, inscp_amt: -300, fund_pay_sumamt: 0, init_setl_id: S3}
    finds: []
  - name: 两次在数分钟内撤销，一次在次日退药
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, setl_time: "2026-05-06 10:00:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0}
        - {setl_id: R1, mdtrt_id: E1, setl_time: "2026-05-06 10:05:00", medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: 0, init_setl_id: S1}
        - {setl_id: S2, mdtrt_id: E2, setl_time: "2026-05-08 10:00:00", medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 0}
        - {setl_id: R2, mdtrt_id: E2, setl_time: "2026-05-08 10:09:00", medfee_sumamt: -200, inscp_amt: -200, fund_pay_sumamt: 0, init_setl_id: S2}
        - {setl_id: S3, mdtrt_id: E3, setl_time: "2026-05-09 10:00:00", medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 0}
        - {setl_id: R3, mdtrt_id: E3, setl_time: "2026-05-10 10:10:00", medfee_sumamt: -300, inscp_amt: -300, fund_pay_sumamt: 0, init_setl_id: S3}
    finds: []
  - name: 网络重发，一秒后自动冲正，不算刷后即退
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, setl_time: "2026-05-06 10:00:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0}
        - {setl_id: R1, mdtrt_id: E1, setl_time: "2026-05-06 10:00:01", medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: 0, init_setl_id: S1}
        - {setl_id: S2, mdtrt_id: E2, setl_time: "2026-05-08 10:00:00", medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 0}
        - {setl_id: R2, mdtrt_id: E2, setl_time: "2026-05-08 10:00:02", medfee_sumamt: -200, inscp_amt: -200, fund_pay_sumamt: 0, init_setl_id: S2}
        - {setl_id: S3, mdtrt_id: E3, setl_time: "2026-05-09 10:00:00", medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 0}
        - {setl_id: R3, mdtrt_id: E3, setl_time: "2026-05-09 10:05:00", medfee_sumamt: -300, inscp_amt: -300, fund_pay_sumamt: 0, init_setl_id: S3}
    finds: []
  - name: 结算时间只有日期，无从判断分钟
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, setl_time: "2026-05-06 00:00:00", medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 0}
        - {setl_id: R1, mdtrt_id: E1, setl_time: "2026-05-06 00:00:00", medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: 0, init_setl_id: S1}
        - {setl_id: S2, mdtrt_id: E2, setl_time: "2026-05-08 00:00:00", medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 0}
        - {setl_id: R2, mdtrt_id: E2, setl_time: "2026-05-08 00:00:00", medfee_sumamt: -200, inscp_amt: -200, fund_pay_sumamt: 0, init_setl_id: S2}
        - {setl_id: S3, mdtrt_id: E3, setl_time: "2026-05-09 00:00:00", medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 0}
        - {setl_id: R3, mdtrt_id: E3, setl_time: "2026-05-09 00:00:00", medfee_sumamt: -300, inscp_amt: -300, fund_pay_sumamt: 0, init_setl_id: S3}
    finds: []
---*/
WITH quick AS (
  -- Swipes taken back within minutes; two seconds or less is the network answering twice.
  SELECT
    r.rev_setl_id, r.setl_id, r.mdtrt_id, r.psn_no, r.fixmedins_code, r.setl_time, r.rev_time, r.medfee, i.admdvs,
    month_of(r.setl_time) AS period
  FROM setl_rev AS r
  JOIN inst AS i ON i.fixmedins_code = r.fixmedins_code
  JOIN enc AS e ON e.mdtrt_id = r.mdtrt_id
  WHERE r.medfee < 0 AND r.seconds > 2 AND r.seconds <= 60 * param('max_min', as_date(r.setl_time), i.admdvs)
    AND has_clock(r.setl_time) AND has_clock(r.rev_time) AND e.scene IN ('PH', 'OP')
), kept AS (
  SELECT q.*
  FROM quick AS q
  WHERE NOT EXISTS (
    SELECT 1 FROM setl_net AS n
    WHERE n.psn_no = q.psn_no AND n.fixmedins_code = q.fixmedins_code AND n.setl_id <> q.setl_id
      AND n.setl_time >= q.setl_time AND seconds_between(q.rev_time, n.setl_time) <= 1800
  )
), place_month AS (
  SELECT fixmedins_code, month_of(setl_time) AS period, COUNT(*) AS settled_cnt
  FROM setl_net
  WHERE scene IN ('PH', 'OP')
  GROUP BY fixmedins_code, month_of(setl_time)
), counted AS (
  SELECT
    k.*,
    COUNT(*) OVER (PARTITION BY k.psn_no, k.period) AS person_cnt,
    COUNT(*) OVER (PARTITION BY k.fixmedins_code, k.period) AS place_cnt,
    coalesce(m.settled_cnt, 0) AS settled_cnt
  FROM kept AS k
  LEFT JOIN place_month AS m ON m.fixmedins_code = k.fixmedins_code AND m.period = k.period
), found AS (
  SELECT c.*, 'person' AS branch, c.psn_no AS subject_key, c.person_cnt AS times, '同一参保人' AS who
  FROM counted AS c
  WHERE c.person_cnt >= param('person_n', as_date(c.setl_time), c.admdvs)
  UNION ALL
  SELECT c.*, 'place' AS branch, c.fixmedins_code AS subject_key, c.place_cnt AS times, '该机构' AS who
  FROM counted AS c
  WHERE c.place_cnt >= param('place_n', as_date(c.setl_time), c.admdvs)
    AND c.place_cnt * 100 >= (c.settled_cnt + c.place_cnt) * param('place_pct', as_date(c.setl_time), c.admdvs)
)
SELECT
  f.subject_key, f.period, f.branch, f.who, f.fixmedins_code,
  CASE WHEN f.branch = 'person' THEN f.psn_no END AS psn_no,
  f.setl_id AS related_id, as_date(f.setl_time) AS occurred_on, f.times AS checkout_cnt, f.settled_cnt,
  param('max_min', as_date(f.setl_time), f.admdvs) AS max_min,
  CAST(SUM(-f.medfee) OVER (PARTITION BY f.branch, f.subject_key, f.period) AS DECIMAL(16,2)) AS reversed_amt,
  MIN(f.setl_time) OVER (PARTITION BY f.branch, f.subject_key, f.period) AS first_time
FROM found AS f
