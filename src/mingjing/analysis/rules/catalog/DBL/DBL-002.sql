/*---
code: DBL-002
version: 1
title: 外伤疑似应由第三方、工伤负担
status: active
behaviour: double_benefit
severity: 3
subject: visit
amount: stay
scenes: [IP, OP]
stages: [3]
law: [735-41-2, xz-29]
params:
  min_fund: {type: integer, default: 1000, unit: 元, source: 无官方数值，可按统筹区配置}
  fall_age: {type: integer, default: 70, unit: 周岁, source: 达到此年龄的跌倒损伤不计；无官方数值，可按统筹区配置}
message: "{adm_date} 因外伤就诊（诊断 {injury}{cause_text}），未登记涉及第三方，基金支付 {fund} 元。"
verify: 询问受伤时间、地点、原因和经过，向交警、派出所、人社部门和用人单位核实责任人和工伤认定情况。
defence: 自身过错受伤，没有第三方责任人；在校运动、居家摔伤；已向第三方追偿。
known_gaps: 受伤原因以病历和询问为准；责任认定、先行支付追偿不在数据中。
evidence: [injury, causes, trum_flag, rel_ttp_flag, med_type, age_y, fund, inscp]
cases:
  - name: 车祸外伤，基金支付 15200 元，未登记第三方
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00", dscg_maindiag_code: S72.000, trum_flag: "1", rel_ttp_flag: "0"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: V43.500}]
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 20000, inscp_amt: 19000, fund_pay_sumamt: 15200}]
      fee_list_d: [{mdtrt_id: I1, bkkp_sn: A, pric: 20000, inscp_amt: 19000}]
    finds:
      - {mdtrt_id: I1, checkout_amt: 19000.00, fund_amt: 15200.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {causes: "|V43.500|"}}
  - name: 被打伤门诊清创，主要诊断是损伤而没有外伤标志
    given:
      mdtrt_d: [{mdtrt_id: E1, dscg_maindiag_code: S01.000}]
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: Y04.000}]
      fee_list_d: [{mdtrt_id: E1, pric: 2000}]
    finds:
      - {checkout_amt: 2000.00, fund_amt: 1600.00, sev_deg: 2}
  - name: 没有外部原因编码的骨折，属轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: S82.000, med_type: "22"}]
      fee_list_d: [{mdtrt_id: I1, pric: 2000}]
    finds:
      - {checkout_amt: 2000.00, sev_deg: 3}
  - name: 83 岁居家跌倒
    given:
      psn_info_b: [{psn_no: P, brdy: "1943-01-01"}]
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: S72.000, trum_flag: "1"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: W18.000}]
      fee_list_d: [{mdtrt_id: I1, pric: 20000}]
    finds: []
  - name: 自伤，没有第三方
    given:
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: S36.700, trum_flag: "1"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: X78.900}]
      fee_list_d: [{mdtrt_id: I1, pric: 20000}]
    finds: []
  - name: 恰满 70 岁与差一日满 70 岁的跌倒
    given:
      psn_info_b:
        - {psn_no: P1, brdy: "1956-03-02"}
        - {psn_no: P2, brdy: "1956-03-03"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: S72.000}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: S72.000}
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: W01.000}
        - {mdtrt_id: I2, diag_code: W01.000}
      fee_list_d: [{mdtrt_id: I1, pric: 20000}, {mdtrt_id: I2, pric: 20000}]
    finds:
      - {mdtrt_id: I2, sev_deg: 3}
  - name: 已有第三方支付记录的由 DBL-001 判断
    given:
      ext_ttp_d: [{mdtrt_id: I1, payer: 保险公司, paid_amt: 8000}]
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: S72.000, trum_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1, pric: 20000}]
    finds: []
  - name: 已登记涉及第三方
    given:
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: S72.000, trum_flag: "1", rel_ttp_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1, pric: 20000}]
    finds: []
  - name: 骨质疏松骨折、手术并发症、损伤后遗症、取内固定
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, dscg_maindiag_code: M80.800, trum_flag: "1"}
        - {mdtrt_id: I2, psn_no: P2, dscg_maindiag_code: T84.100, trum_flag: "1"}
        - {mdtrt_id: I3, psn_no: P3, dscg_maindiag_code: T93.200, trum_flag: "1"}
        - {mdtrt_id: I4, psn_no: P4, dscg_maindiag_code: Z47.000, trum_flag: "1"}
      fee_list_d: [{mdtrt_id: I1, pric: 20000}, {mdtrt_id: I2, pric: 20000}, {mdtrt_id: I3, pric: 20000}, {mdtrt_id: I4, pric: 20000}]
    finds: []
  - name: 基金支付恰为 1000 元的计入，不足的不计
    given:
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: P1, dscg_maindiag_code: S61.000}
        - {mdtrt_id: E2, psn_no: P2, dscg_maindiag_code: S61.000}
      fee_list_d: [{mdtrt_id: E1, pric: 1250}, {mdtrt_id: E2, pric: 1249}]
    finds:
      - {mdtrt_id: E1, fund_amt: 1000.00, sev_deg: 3}
  - name: 部分退费后基金支付不足
    given:
      mdtrt_d: [{mdtrt_id: E1, dscg_maindiag_code: S61.000}]
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, medfee_sumamt: 1250, inscp_amt: 1250, fund_pay_sumamt: 1000}
        - {mdtrt_id: E1, setl_id: S2, init_setl_id: S1, medfee_sumamt: -50, inscp_amt: -50, fund_pay_sumamt: -40}
      fee_list_d:
        - {mdtrt_id: E1, setl_id: S1, pric: 1200}
        - {mdtrt_id: E1, setl_id: S1, bkkp_sn: B, pric: 50}
        - {mdtrt_id: E1, setl_id: S2, cnt: -1, pric: 50, init_feedetl_sn: B}
    finds: []
  - name: 诊断、外伤标志都未填
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, pric: 20000}]
    finds: []
---*/
WITH injured AS (
  SELECT e.*
  FROM enc AS e
  LEFT JOIN ext_ttp_d AS x ON x.mdtrt_id = e.mdtrt_id
  WHERE e.in_scope AND e.scene IN ('IP', 'OP') AND e.fund >= param('min_fund', e.adm_date, e.admdvs)
    AND x.mdtrt_id IS NULL AND coalesce(optional(e.rel_ttp_flag), '0') = '0'
    AND (
      optional(e.trum_flag) = '1' OR substr(e.main_diag, 1, 3) BETWEEN 'S00' AND 'T14' OR substr(e.main_diag, 1, 3) BETWEEN 'T20' AND 'T32'
    )
    AND NOT coalesce(
      substr(e.main_diag, 1, 3) IN ('M80', 'M84', 'Z47') OR substr(e.main_diag, 1, 3) BETWEEN 'T80' AND 'T88'
        OR substr(e.main_diag, 1, 3) BETWEEN 'T90' AND 'T98',
      FALSE
    )
), cause AS (
  SELECT
    d.mdtrt_id, joined(d.diag) AS causes,
    bool_or(substr(d.diag, 1, 1) = 'V' OR substr(d.diag, 1, 3) BETWEEN 'X85' AND 'Y09') AS by_other,
    bool_or(substr(d.diag, 1, 3) BETWEEN 'W00' AND 'W19') AS by_fall,
    bool_or(substr(d.diag, 1, 3) BETWEEN 'X60' AND 'X84') AS by_self
  FROM enc_diag AS d
  JOIN injured AS i ON i.mdtrt_id = d.mdtrt_id
  WHERE substr(d.diag, 1, 1) IN ('V', 'W', 'X', 'Y')
  GROUP BY d.mdtrt_id
)
SELECT
  i.mdtrt_id, s.stay_id, i.psn_no, i.fixmedins_code, i.adm_date, i.main_diag AS injury, c.causes, optional(i.trum_flag) AS trum_flag,
  optional(i.rel_ttp_flag) AS rel_ttp_flag, i.med_type, optional(i.age_y) AS age_y, i.fund, i.inscp,
  CASE WHEN c.by_other THEN '，有交通事故或他人加害的编码' ELSE '' END AS cause_text,
  CASE WHEN c.by_other THEN 2 ELSE 3 END AS sev_deg
FROM injured AS i
LEFT JOIN cause AS c ON c.mdtrt_id = i.mdtrt_id
LEFT JOIN stay_enc AS s ON s.mdtrt_id = i.mdtrt_id
-- Whoever harmed himself has no third party to turn to.
WHERE NOT coalesce(c.by_self AND NOT c.by_other, FALSE)
  AND NOT coalesce(c.by_fall AND NOT c.by_other AND optional(i.age_y) >= param('fall_age', i.adm_date, i.admdvs), FALSE)
