/*---
code: DBL-001
version: 1
title: 工伤、第三方已付仍报销
status: active
behaviour: double_benefit
severity: 1
subject: visit
amount: stay
scenes: [IP, OP, PH, NET]
stages: [3]
law: [735-41-2, xz-29]
message: "{adm_date} 就诊的费用 {payer_name}已支付 {paid_amt} 元，基金又支付 {fund} 元，重复享受待遇 {checkout_amt} 元。"
verify: 向社会保险经办机构、保险公司、法院核对支付凭证和日期，询问参保人是否已退回。
defence: 不知情，愿意退回；主动退回或者经催告退回的不属于重复享受。
known_gaps: 先行支付后追偿、商业保险给付、事后退回的情形不在数据中。
evidence: [payer, paid_amt, paid_date, medfee, inscp, fund]
cases:
  - name: 工伤保险基金已付 12000 元，统筹基金又付 9400 元
    given:
      ext_ttp_d: [{mdtrt_id: I1, payer: 工伤保险基金, paid_amt: 12000, paid_date: 2026-02-20}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-01-10 08:00:00", endtime: "2026-01-20 10:00:00"}]
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 12500, inscp_amt: 11750, fund_pay_sumamt: 9400}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "009900000000071", cnt: 1, pric: 12500, inscp_amt: 11750}
    finds:
      - {checkout_amt: 11750.00, checkout_cnt: 1, fund_amt: 9400.00, sev_deg: 1, occurred_on: "2026-01-10", mdtrt_id: I1, bkkp_sns: [A]}
  - name: 第三方付的少于符合范围的费用，只计第三方已付的部分
    given:
      ext_ttp_d: [{mdtrt_id: I1, payer: 保险公司, paid_amt: 8000}]
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 10000, inscp_amt: 10000, fund_pay_sumamt: 8000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009900000000071", cnt: 1, pric: 10000}
    finds:
      - {checkout_amt: 8000.00, fund_amt: 6400.00, sev_deg: 1}
  - name: 同一账单第三方付三成、基金付六成，合计不超过总额，降为轻度可疑
    given:
      ext_ttp_d: [{mdtrt_id: I1, payer: 保险公司, paid_amt: 3000}]
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 10000, inscp_amt: 10000, fund_pay_sumamt: 6000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009900000000071", cnt: 1, pric: 10000}
    finds:
      - {checkout_amt: 3000.00, fund_amt: 1800.00, sev_deg: 3, evidence: {soft: [shared]}}
  - name: 两家合计正好等于总额，降为轻度可疑
    given:
      ext_ttp_d: [{mdtrt_id: E1, payer: 保险公司, paid_amt: 40}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 200}]
    finds:
      - {checkout_amt: 40.00, sev_deg: 3}
  - name: 已付金额没有提供，按符合范围的全部费用计
    given:
      ext_ttp_d: [{mdtrt_id: E1, payer: 工伤保险基金, paid_amt: null}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 200}]
    finds:
      - {checkout_amt: 200.00, fund_amt: 160.00, sev_deg: 1}
  - name: 手工报销没有明细，按结算的符合范围金额计
    given:
      ext_ttp_d: [{mdtrt_id: E1, payer: 工伤保险基金, paid_amt: 500}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, medfee_sumamt: 300, inscp_amt: 300, fund_pay_sumamt: 240}]
    finds:
      - {checkout_amt: 300.00, fund_amt: 240.00, bkkp_sns: []}
  - name: 工伤认定后没有支付
    given:
      ext_ttp_d: [{mdtrt_id: E1, payer: 工伤保险基金, paid_amt: 0}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 200}]
    finds: []
  - name: 基金没有支付
    given:
      ext_ttp_d: [{mdtrt_id: E1, payer: 工伤保险基金, paid_amt: 200}]
      setl_d: [{mdtrt_id: E1, medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 0}]
      fee_list_d: [{mdtrt_id: E1, cnt: 1, pric: 200}]
    finds: []
  - name: 医保结算已全额冲正，基金的钱已退回
    given:
      ext_ttp_d: [{mdtrt_id: E1, payer: 工伤保险基金, paid_amt: 200}]
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, medfee_sumamt: 200, inscp_amt: 200, fund_pay_sumamt: 160}
        - {mdtrt_id: E1, setl_id: S2, init_setl_id: S1, medfee_sumamt: -200, inscp_amt: -200, fund_pay_sumamt: -160}
      fee_list_d: [{mdtrt_id: E1, setl_id: S1, cnt: 1, pric: 200}]
    finds: []
---*/
SELECT
  e.mdtrt_id, e.psn_no, e.fixmedins_code, e.adm_date,
  optional(x.payer) AS payer,
  COALESCE(optional(x.payer), '工伤保险基金或第三方') AS payer_name,
  optional(x.paid_amt) AS paid_amt,
  optional(x.paid_amt) AS cap_amt,
  optional(x.paid_date) AS paid_date,
  e.medfee, e.inscp, e.fund,
  CASE WHEN optional(x.paid_amt) + e.fund <= e.medfee THEN 'shared' END AS soft
FROM enc AS e
JOIN ext_ttp_d AS x ON x.mdtrt_id = e.mdtrt_id
WHERE e.in_scope AND e.fund > 0 AND COALESCE(optional(x.paid_amt) > 0, TRUE)
