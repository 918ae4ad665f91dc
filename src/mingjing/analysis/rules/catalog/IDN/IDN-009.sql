/*---
code: IDN-009
version: 1
title: 暂停联网结算期间联网结算
status: active
behaviour: unauthorised_settlement
severity: 1
subject: fee
grain: [setl_id]
amount: all
scenes: [IP, OP, PH, NET]
stages: [2, 3]
law: [735-41-1, xz-27-3]
params:
  in_house: {type: integer, default: 1, source: 暂停前入院、其后出院结算的不计（1），计入（0），可按统筹区配置}
message: "参保人自 {from_date} 起被暂停医疗费用联网结算，{setl_date} 仍联网结算 {checkout_amt} 元（{line_cnt} 笔）。"
verify: 核对处理决定的送达日期和结算渠道，查明是否由经办机构手工报销。
defence: 决定尚未送达；结算系统标识更新滞后；由经办机构手工报销。
known_gaps: 未交付结算类别的，不能区分联网结算和中心报销，一律按联网结算提示。
evidence: [from_date, to_date, basis, setl_type, setl_date, kp_ref]
cases:
  - name: 暂停期间联网结算，期前、期后的不计
    given:
      psn_info_b: [{psn_no: "=P9001"}]
      fee_list_d:
        - {psn_no: "=P9001", mdtrt_id: E1, setl_id: S1, pric: 30, fee_ocur_time: "2026-03-31 10:00:00"}
        - {psn_no: "=P9001", mdtrt_id: E2, setl_id: S2, bkkp_sn: B, pric: 20, fee_ocur_time: "2026-04-01 10:00:00"}
        - {psn_no: "=P9001", mdtrt_id: E3, setl_id: S3, bkkp_sn: C, pric: 40, fee_ocur_time: "2026-06-30 10:00:00"}
        - {psn_no: "=P9001", mdtrt_id: E4, setl_id: S4, pric: 50, fee_ocur_time: "2026-07-01 10:00:00"}
    knowledge:
      psn_pause: [{psn_no: P9001, basis: AJ-1, begndate: 2026-04-01, enddate: 2026-06-30}]
    finds:
      - {setl_id: S2, checkout_amt: 20.00, fund_amt: 16.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-04-01", bkkp_sns: [B], evidence: {basis: AJ-1, from_date: "2026-04-01", to_date: "2026-06-30"}}
      - {setl_id: S3, checkout_amt: 40.00, bkkp_sns: [C]}
  - name: 由经办机构中心报销
    given:
      psn_info_b: [{psn_no: "=P9002"}]
      fee_list_d:
        - {psn_no: "=P9002", mdtrt_id: E1, setl_id: S1, pric: 30, fee_ocur_time: "2026-04-12 10:00:00"}
      setl_d:
        - {psn_no: "=P9002", mdtrt_id: E1, setl_id: S1, setl_type: "1", setl_time: "2026-04-12 11:00:00"}
    knowledge:
      psn_pause: [{psn_no: P9002, begndate: 2026-04-01, enddate: 2026-06-30}]
    finds: []
  - name: 他人结算
    given:
      psn_info_b: [{psn_no: "=P9003"}]
      fee_list_d:
        - {psn_no: "=P9003", fee_ocur_time: "2026-04-12 10:00:00"}
    knowledge:
      psn_pause: [{psn_no: P9099, begndate: 2026-04-01, enddate: 2026-06-30}]
    finds: []
  - name: 暂停前入院，其后出院结算
    given:
      psn_info_b: [{psn_no: "=P9004"}]
      mdtrt_d:
        - {psn_no: "=P9004", mdtrt_id: I1, begntime: "2026-03-28 09:00:00", endtime: "2026-04-04 10:00:00"}
      fee_list_d:
        - {psn_no: "=P9004", mdtrt_id: I1, setl_id: S1, pric: 300, fee_ocur_time: "2026-04-03 10:00:00"}
      setl_d:
        - {psn_no: "=P9004", mdtrt_id: I1, setl_id: S1, setl_time: "2026-04-04 11:00:00"}
    knowledge:
      psn_pause: [{psn_no: P9004, begndate: 2026-04-01, enddate: 2026-06-30}]
    finds: []
  - name: 已退费
    given:
      psn_info_b: [{psn_no: "=P9005"}]
      fee_list_d:
        - {psn_no: "=P9005", bkkp_sn: A, fee_ocur_time: "2026-04-12 10:00:00"}
        - {psn_no: "=P9005", bkkp_sn: B, cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-04-12 12:00:00"}
    knowledge:
      psn_pause: [{psn_no: P9005, begndate: 2026-04-01}]
    finds: []
---*/
SELECT
  f.*, s.setl_date, optional(s.setl_type) AS setl_type, k.basis, k.kp_ref, k.k_from AS from_date, add_days(k.k_to, -1) AS to_date
FROM fee_net AS f
JOIN setl_net AS s ON s.setl_id = f.setl_id
JOIN psn_pause AS k ON k.psn_no = f.psn_no AND k.kreg = f.kreg AND s.setl_date >= k.k_from AND s.setl_date < k.k_to
WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND coalesce(optional(s.setl_type), '2') <> '1'
  AND NOT (param('in_house', s.setl_date, f.admdvs) = 1 AND f.is_ip AND coalesce(f.adm_date < k.k_from, FALSE))
