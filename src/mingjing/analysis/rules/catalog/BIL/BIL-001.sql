/*---
code: BIL-001
version: 1
title: 票据作废、不存在、票面不符、重复报销
status: active
behaviour: false_bill
severity: 1
subject: fee
grain: [setl_id]
amount: stay
scenes: [IP, OP]
stages: [3]
law: [735-40-1, xz-29]
params:
  placeholder_uses: {type: integer, default: 50, unit: 次, source: 同一发票号使用超过此数的，疑为占位号码；无官方数值，可按统筹区配置}
  adult_age: {type: integer, default: 18, unit: 周岁, source: 未成年人的票据由监护人交款，不比较交款人}
message: "{setl_date} 结算使用的票据 {invono} {reason}，涉及 {checkout_amt} 元。"
verify: 在财政电子票据平台查验该票据，调取出具机构的存根，核对就诊记录。
defence: 票据重开、换开，结算系统仍保留原号码；或分割单、复印件报销。
known_gaps: 没有财政票据数据时只查重复使用；换开后保留原号码的结算不能区分；年龄不明的不比较交款人。
evidence: [invono, reason, bill_stas, bill_amt, bill_date, bill_medfee, payer_psn_no, use_cnt]
cases:
  - name: 票据 6 月 2 日已作废，6 月 9 日仍据以报销
    given:
      ext_bill_d: [{invono: F1, bill_stas: "2", bill_amt: 300, bill_date: 2025-06-01}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, invono: F1, setl_time: "2025-06-09 10:00:00"}]
      fee_list_d: [{mdtrt_id: E1, bkkp_sn: A, cnt: 1, pric: 300, fee_ocur_time: "2025-06-01 10:00:00"}]
    finds:
      - {checkout_amt: 300.00, fund_amt: 240.00, sev_deg: 1, occurred_on: "2025-06-09", setl_id: S1, bkkp_sns: [A], evidence: {branch: [a]}}
  - name: 作废后重开，只用重开的票据报销一次
    given:
      ext_bill_d:
        - {invono: F1, bill_stas: "2", bill_amt: 300, bill_date: 2025-06-01}
        - {invono: F2, bill_stas: "1", bill_amt: 300, bill_date: 2025-06-02, payer_psn_no: P}
      setl_d: [{mdtrt_id: E1, invono: F2, setl_time: "2025-06-09 10:00:00"}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 300, fee_ocur_time: "2025-06-01 10:00:00"}]
    finds: []
  - name: 票据平台查无此票，结算没有明细
    given:
      ext_bill_d: [{invono: F1, bill_stas: "3"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, invono: F1, medfee_sumamt: 500, inscp_amt: 400, fund_pay_sumamt: 320}]
    finds:
      - {checkout_amt: 400.00, fund_amt: 320.00, sev_deg: 1, setl_id: S1, bkkp_sns: []}
  - name: 票面金额与结算总额不符
    given:
      ext_bill_d: [{invono: F1, bill_stas: "1", bill_amt: 200}]
      setl_d: [{mdtrt_id: E1, invono: F1}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 300}]
    finds:
      - {checkout_amt: 300.00, sev_deg: 2, evidence: {branch: [b], bill_amt: 200, bill_medfee: 300}}
  - name: 票面金额相差一分
    given:
      ext_bill_d: [{invono: F1, bill_stas: "1", bill_amt: 300.01}]
      setl_d: [{mdtrt_id: E1, invono: F1}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 300}]
    finds: []
  - name: 部分退费后票面等于净额
    given:
      ext_bill_d: [{invono: F1, bill_stas: "1", bill_amt: 200}]
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, invono: F1, medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 240}
        - {mdtrt_id: E1, setl_id: S2, init_setl_id: S1, medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: -80}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, bkkp_sn: A, cnt: 3, pric: 100}
        - {mdtrt_id: E1, setl_id: S2, cnt: -1, pric: 100, init_feedetl_sn: A}
    finds: []
  - name: 交款人不是参保人本人
    given:
      ext_bill_d: [{invono: F1, bill_stas: "1", bill_amt: 300, payer_psn_no: P9}]
      setl_d: [{mdtrt_id: E1, invono: F1}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 300}]
    finds:
      - {checkout_amt: 300.00, sev_deg: 2, evidence: {branch: [c]}}
  - name: 未成年人的票据由监护人交款
    given:
      psn_info_b: [{psn_no: P, brdy: "2008-03-03"}]
      ext_bill_d: [{invono: F1, bill_stas: "1", bill_amt: 300, payer_psn_no: P9}]
      setl_d: [{mdtrt_id: E1, invono: F1}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 300}]
    finds: []
  - name: 同一票据在两家机构各报销一次，只计第二次
    given:
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, invono: F1, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, setl_id: S2, invono: F1, setl_time: "2026-03-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, bkkp_sn: A, setl_id: S1, cnt: 1, pric: 300}
        - {mdtrt_id: E2, fixmedins_code: H2, bkkp_sn: B, setl_id: S2, cnt: 1, pric: 300, fee_ocur_time: "2026-03-20 10:00:00"}
    finds:
      - {checkout_amt: 300.00, sev_deg: 1, setl_id: S2, bkkp_sns: [B], related_ids: [S1], evidence: {branch: [d], use_cnt: 2}}
  - name: 第一次的结算已冲正，同一票据只算报销一次
    given:
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, invono: F1, medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 240, setl_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E1, setl_id: S3, init_setl_id: S1, medfee_sumamt: -300, inscp_amt: -300, fund_pay_sumamt: -240, setl_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: E2, setl_id: S2, invono: F1, setl_time: "2026-03-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E2, setl_id: S2, cnt: 1, pric: 300, fee_ocur_time: "2026-03-20 10:00:00"}
    finds: []
  - name: 同一次住院的中途结算和出院结算用一张票据，票面等于合计
    given:
      ext_bill_d: [{invono: F1, bill_stas: "1", bill_amt: 500}]
      setl_d:
        - {mdtrt_id: I1, setl_id: S1, invono: F1, mid_setl_flag: "1"}
        - {mdtrt_id: I1, setl_id: S2, invono: F1}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1, cnt: 1, pric: 300}
        - {mdtrt_id: I1, setl_id: S2, cnt: 1, pric: 200}
    finds: []
  - name: 发票号为空、为零
    given:
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, invono: "=0"}
        - {mdtrt_id: E2, setl_id: S2, invono: "=0"}
        - {mdtrt_id: E3, setl_id: S3, invono: null}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, cnt: 1, pric: 300}
        - {mdtrt_id: E2, setl_id: S2, cnt: 1, pric: 300}
        - {mdtrt_id: E3, setl_id: S3, cnt: 1, pric: 300}
    finds: []
  - name: 票据日期晚于数据截止日，尚不能核对
    given:
      ext_bill_d: [{invono: F1, bill_stas: "2", bill_amt: 300, bill_date: 2026-03-20}]
      setl_d: [{mdtrt_id: E1, invono: F1}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 300}]
    finds: []
---*/
WITH used AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.admdvs, s.setl_date, s.medfee, TRIM(s.invono) AS invono,
    s.inscp > 0 OR COALESCE(optional(s.acct) > 0, FALSE) AS pays,
    COUNT(*) OVER (PARTITION BY TRIM(s.invono)) AS use_cnt,
    CAST(SUM(s.medfee) OVER (PARTITION BY TRIM(s.invono), s.mdtrt_id) AS DECIMAL(16,2)) AS bill_medfee,
    FIRST_VALUE(s.setl_id) OVER (PARTITION BY TRIM(s.invono) ORDER BY s.setl_time, s.setl_id) AS first_setl,
    FIRST_VALUE(s.mdtrt_id) OVER (PARTITION BY TRIM(s.invono) ORDER BY s.setl_time, s.setl_id) AS first_mdtrt
  FROM setl_net AS s
  WHERE s.in_scope AND s.scene IN ('IP', 'OP') AND TRIM(s.invono) NOT IN ('', '0', '无')
), checked AS (
  SELECT
    u.*, optional(e.age_y) AS age_y, b.bill_stas, b.bill_amt, b.bill_date, b.payer_psn_no,
    -- A bill dated after the last day of the data was read later than the settlements were.
    COALESCE(b.bill_date <= d.last_date, TRUE) AS in_time
  FROM used AS u
  JOIN enc AS e ON e.mdtrt_id = u.mdtrt_id
  LEFT JOIN ext_bill_d AS b ON b.invono = u.invono
  LEFT JOIN span AS d ON d.city4 = LEFT(u.admdvs, 4)
  WHERE u.pays AND u.use_cnt <= param('placeholder_uses', u.setl_date, u.admdvs)
), broken AS (
  SELECT
    c.*, 'a' AS branch, 1 AS sev_deg, CASE c.bill_stas WHEN '2' THEN '已作废' ELSE '在票据平台不存在' END AS reason,
    CAST(NULL AS VARCHAR) AS related_id
  FROM checked AS c
  WHERE c.in_time AND c.bill_stas IN ('2', '3')
  UNION ALL
  SELECT
    c.*, 'b' AS branch, 2 AS sev_deg, '票面金额与结算总额不符' AS reason, CAST(NULL AS VARCHAR) AS related_id
  FROM checked AS c
  WHERE c.in_time AND ABS(c.bill_amt - c.bill_medfee) > 0.01
  UNION ALL
  SELECT
    c.*, 'c' AS branch, 2 AS sev_deg, '交款人不是参保人本人' AS reason, CAST(NULL AS VARCHAR) AS related_id
  FROM checked AS c
  WHERE c.in_time AND c.payer_psn_no <> c.psn_no AND c.age_y >= param('adult_age', c.setl_date, c.admdvs)
  UNION ALL
  SELECT
    c.*, 'd' AS branch, 1 AS sev_deg, '已在另一次就诊中报销' AS reason, c.first_setl AS related_id
  FROM checked AS c
  WHERE c.mdtrt_id <> c.first_mdtrt
)
SELECT b.*, b.setl_date AS occurred_on
FROM broken AS b
