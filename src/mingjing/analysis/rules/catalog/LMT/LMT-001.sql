/*---
code: LMT-001
version: 1
title: 限险种支付
status: active
national_code: [GZ10000101001000, GZ10000101002000, GZ10000102003000, GZ10000102004000]
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
message: "{svc_date} {item_name} 限{payer}支付，却由险种 {insutype} 结算（医疗类别 {med_type}），涉及 {checkout_amt} 元。"
verify: 核对病历中的受伤原因、工伤认定或生育登记，确认费用应由哪一险种支付，在已支付的险种内退回。
defence: 事后已由工伤保险支付并冲回；或确属生育费用，医疗类别选择有误。
known_gaps: 两险合并后在职工医保内支付的生育费用，只能凭医疗类别认定。
evidence: [required_insurance, insutype, med_type, kp_ref]
cases:
  - name: 限工伤保险的药品由职工医保支付
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XD11AXQ064F002010100319, cnt: 2, pric: 43}
    finds:
      - {checkout_amt: 86.00, checkout_cnt: 2, fund_amt: 68.80, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000101001000, bkkp_sns: [A]}
  - name: 限生育保险的药品在普通门诊由职工医保支付
    given:
      fee_list_d:
        - {med_list_codg: XG02ADD082D003010179504, cnt: 1, pric: 30}
    finds:
      - {checkout_amt: 30.00, sev_deg: 1, national_code: GZ10000101002000}
  - name: 两险合并后，生育住院用限生育保险的药品
    given:
      mdtrt_d: [{mdtrt_id: I1, med_type: "52"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XG02ADD082D003010179504, cnt: 1, pric: 30}
    finds: []
  - name: 生育保险支付限生育保险的药品
    given:
      mdtrt_d: [{mdtrt_id: I1, insutype: "510"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XG02ADD082D003010179504, cnt: 1, pric: 30}
    finds: []
  - name: 限工伤保险的药品已全部退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XD11AXQ064F002010100319, cnt: 2, pric: 43}
        - {bkkp_sn: B, med_list_codg: XD11AXQ064F002010100319, cnt: -2, pric: 43, init_feedetl_sn: A}
    finds: []
  - name: 限工伤保险的药品全部自费
    given:
      fee_list_d:
        - {med_list_codg: XD11AXQ064F002010100319, cnt: 2, pric: 43, inscp_amt: 0, fulamt_ownpay_amt: 86}
    finds: []
  - name: 险种没有登记，不作判断
    given:
      psn_info_b: [{psn_no: P, insutype: null}]
      mdtrt_d: [{mdtrt_id: E, insutype: null}]
      fee_list_d:
        - {mdtrt_id: E, med_list_codg: XD11AXQ064F002010100319, cnt: 2, pric: 43}
    finds: []
  - name: 新版目录施行满 30 日当天仍属过渡期，降为轻度可疑
    given:
      fee_list_d:
        - {med_list_codg: XJ07BGR030B014010110094, cnt: 1, pric: 50, fee_ocur_time: "2026-01-31 09:00:00"}
    finds:
      - {checkout_amt: 50.00, sev_deg: 3, evidence: {soft: [transition]}}
  - name: 新版目录施行满 31 日，过渡期已过
    given:
      fee_list_d:
        - {med_list_codg: XJ07BGR030B014010110094, cnt: 1, pric: 50, fee_ocur_time: "2026-02-01 09:00:00"}
    finds:
      - {checkout_amt: 50.00, sev_deg: 1}
---*/
SELECT
  f.*,
  k.required_insurance,
  CASE k.required_insurance WHEN 'maternity' THEN '生育保险' ELSE '工伤保险' END AS payer,
  k.kp_ref,
  k.rule_code AS national_code,
  COALESCE(k.sev, 1) AS sev_deg,
  k_soft(k, f) AS soft
FROM fee_net AS f
JOIN insutype_limit AS k ON k_match(k, f)
WHERE f.in_scope AND f.settled AND f.amt > 0
  -- Basic medical insurance and what is settled with it (3*), or maternity insurance: none of them is work injury.
  AND (starts_with(f.insutype, '3') OR f.insutype = '510')
  AND (
    k.required_insurance = 'work_injury'
    OR NOT (f.insutype = '510' OR f.med_type IN ('51', '52', '53', '2106', '2107'))
  )
