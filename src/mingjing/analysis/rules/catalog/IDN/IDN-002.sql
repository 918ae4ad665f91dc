/*---
code: IDN-002
version: 2
title: 停保、未参保期间享受待遇
status: active
behaviour: out_of_scope
severity: 2
subject: person
grain: [psn_no, period]
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  grace: {type: integer, default: 0, unit: 日, source: 无官方数值，可按统筹区配置}
message: "参保人自 {paus_insu_date} 起停保，{period} 仍有 {line_cnt} 笔费用由统筹基金支付，金额 {checkout_amt} 元。"
verify: 到经办机构核对缴费、停保和关系转移记录，确认费用发生日是否有待遇。
defence: 已补缴；参保关系跨地区转移；停保信息登记滞后。
known_gaps: 补缴、跨地区转移未回写参保信息的，需向经办机构核实。
evidence: [paus_insu_date, psn_insu_stas, insutype, first_date]
cases:
  - name: 1 月 31 日停保，3 月住院
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", psn_insu_date: "2020-01-01", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-06 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, pric: 600, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 300, fee_ocur_time: "2026-03-05 10:00:00"}
    finds:
      - {psn_no: P, checkout_amt: 900.00, fund_amt: 720.00, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-03-05", bkkp_sns: [A, B]}
  - name: 停保后两个月各有就医，按月各为一条
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 60, fee_ocur_time: "2026-02-01 10:00:00"}
        - {mdtrt_id: E2, pric: 40, fee_ocur_time: "2026-03-05 10:00:00"}
        - {mdtrt_id: E3, pric: 30, fee_ocur_time: "2026-03-09 10:00:00"}
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 1, occurred_on: "2026-02-01"}
      - {checkout_amt: 70.00, checkout_cnt: 2, occurred_on: "2026-03-09"}
  - name: 停保当日就医
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-01-31 10:00:00"}
    finds: []
  - name: 停保前入院、停保后出院，只计停保后的费用并降为轻度可疑
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-01-28 09:00:00", endtime: "2026-02-03 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 600, fee_ocur_time: "2026-01-29 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 300, fee_ocur_time: "2026-02-02 10:00:00"}
    finds:
      - {checkout_amt: 300.00, fund_amt: 240.00, sev_deg: 3, bkkp_sns: [B], evidence: {soft: [admitted_insured]}}
  - name: 2 月 1 日补缴后重新参保
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", psn_insu_date: "2026-02-01", paus_insu_date: "2026-01-31", psn_insu_stas: "1"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
  - name: 中断期间就医，其后重新参保
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", psn_insu_date: "2026-04-01", paus_insu_date: "2026-01-31", psn_insu_stas: "1"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
  - name: 以另一险种结算
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      mdtrt_d:
        - {mdtrt_id: E, insutype: "390"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
  - name: 登记的险种未填
    given:
      psn_info_b:
        - {psn_no: P, insutype: null, paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
  - name: 只用个人账户余额，统筹基金没有支付
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      fee_list_d:
        - {setl_id: S1, pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
      setl_d:
        - {mdtrt_id: E, setl_id: S1, fund_pay_sumamt: 0, acct_pay: 60}
    finds: []
  - name: 出生九十日的新生儿尚未参保
    given:
      psn_info_b:
        - {psn_no: P, brdy: "2026-02-01", insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "0"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-02 10:00:00"}
    finds: []
  - name: 停保后的就医已全额退费
    given:
      psn_info_b:
        - {psn_no: P, insutype: "310", paus_insu_date: "2026-01-31", psn_insu_stas: "2"}
      fee_list_d:
        - {bkkp_sn: A, pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
        - {bkkp_sn: B, pric: 60, cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-03-05 12:00:00"}
    finds: []
---*/
WITH uninsured AS (
  -- Gaps that a later enrolment closed may have been paid for afterwards; only open ones stay.
  SELECT i.psn_no, i.from_date, p.paus_insu_date, p.insutype AS own_insutype, optional(p.psn_insu_stas) AS psn_insu_stas
  FROM ineligible AS i
  JOIN psn_info_b AS p ON p.psn_no = i.psn_no
  WHERE i.reason = 'suspended' AND i.to_date = DATE '9999-12-31'
), hit AS (
  SELECT
    f.*, month_of(f.svc_date) AS period, u.paus_insu_date, u.psn_insu_stas,
    CASE WHEN f.is_ip AND f.adm_date < u.from_date THEN 'admitted_insured' END AS soft
  FROM fee_net AS f
  JOIN uninsured AS u ON u.psn_no = f.psn_no
  WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND f.has_fund AND f.insutype = u.own_insutype
    AND NOT coalesce(optional(f.age_d) <= 90, FALSE)
    AND days_between(u.from_date, f.svc_date) >= param('grace', f.svc_date, f.admdvs)
)
SELECT
  h.*,
  MIN(h.svc_date) OVER (PARTITION BY h.psn_no, h.period) AS first_date
FROM hit AS h
