/*---
code: LMT-007
version: 1
title: 超支付疗程
status: active
national_code: [GZ10000101010000, GZ10000102010000]
behaviour: out_of_scope
severity: 1
subject: fee
amount: share
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  gap_days: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；停用超过此日数的算另一疗程}
  first_days: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；首次使用之前应有的数据长度，不足时只作轻度可疑}
message: "{svc_date} {item_name} {count_text}，超出部分 {checkout_amt} 元。"
verify: 核对体温单、医嘱单、治疗记录中的实际使用日；按日期对照疗程的起止。
defence: 属于另一种疾病或另一适应症的新疗程；当日为补记。
known_gaps: 结算数据不分左右眼，眼内注射按两眼加倍；起病时限只列作证据；换病种后的新疗程看不出来。
evidence: [day_no, limit_no, scope, first_use, start_within_hours, kp_ref]
cases:
  - name: 一次住院连用 16 日，限 14 日，超出 2 日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-14 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-15 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-16 09:00:00"}
    finds:
      - {checkout_amt: 100.00, checkout_cnt: 1, fund_amt: 80.00, sev_deg: 1, occurred_on: "2026-03-15", national_code: GZ10000101010000, evidence: {branch: [a], day_no: 15, limit_no: 14}}
      - {checkout_amt: 100.00, occurred_on: "2026-03-16", evidence: {day_no: 16}}
  - name: 恰好 14 日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-14 09:00:00"}
    finds: []
  - name: 用 14 日，停 31 日，再用 5 日，是两个疗程
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-01-01 08:00:00", endtime: "2026-01-16 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-02-14 08:00:00", endtime: "2026-02-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-01 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-02 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-03 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-04 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-06 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-07 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-08 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-09 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-10 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-11 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-12 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-13 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-14 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-02-14 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-02-15 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-02-16 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-02-17 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-02-18 09:00:00"}
    finds: []
  - name: 转到另一家医院接着用，停 30 日以内，仍是一个疗程
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-01-01 08:00:00", endtime: "2026-01-16 10:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2026-02-13 08:00:00", endtime: "2026-02-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-01 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-02 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-03 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-04 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-06 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-07 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-08 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-09 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-10 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-11 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-12 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-13 09:00:00"}
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-01-14 09:00:00"}
        - {mdtrt_id: I2, bkkp_sn: B, fixmedins_code: H2, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-02-13 09:00:00"}
    finds:
      - {checkout_amt: 100.00, occurred_on: "2026-02-13", bkkp_sns: [B], evidence: {day_no: 15, first_use: "2026-01-01"}}
  - name: 其中 2 日由患者全部自费，不占支付日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-14 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, inscp_amt: 0, fulamt_ownpay_amt: 100, fee_ocur_time: "2026-03-15 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, inscp_amt: 0, fulamt_ownpay_amt: 100, fee_ocur_time: "2026-03-16 09:00:00"}
    finds: []
  - name: 第 15 日是出院日，视为补记
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-15 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-14 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-15 09:00:00"}
    finds: []
  - name: 第 15 日的用药已退费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-09 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-12 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-14 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: XN07XXD221B002010102774, cnt: 1, pric: 100, fee_ocur_time: "2026-03-15 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: XN07XXD221B002010102774, cnt: -1, pric: 100, init_feedetl_sn: A, fee_ocur_time: "2026-03-16 09:00:00"}
    finds: []
  - name: 门诊一次开 20 日，限 14 日，按超出的 6 日计
    given:
      fee_list_d: [{med_list_codg: XN07XXD221B002010102774, cnt: 20, pric: 100, prd_days: 20}]
    finds:
      - {checkout_amt: 600.00, sev_deg: 1, evidence: {day_no: 20, limit_no: 14}}
  - name: 门诊没有登记天数，只算当日
    given:
      fee_list_d: [{med_list_codg: XN07XXD221B002010102774, cnt: 20, pric: 100}]
    finds: []
  - name: 每次住院限 3 日，两次住院各用 3 日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}
        - {mdtrt_id: I2, begntime: "2026-03-15 08:00:00", endtime: "2026-03-22 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XC01EBC109B001010102049, cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XC01EBC109B001010102049, cnt: 1, pric: 50, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: XC01EBC109B001010102049, cnt: 1, pric: 50, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XC01EBC109B001010102049, cnt: 1, pric: 50, fee_ocur_time: "2026-03-16 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XC01EBC109B001010102049, cnt: 1, pric: 50, fee_ocur_time: "2026-03-17 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: XC01EBC109B001010102049, cnt: 1, pric: 50, fee_ocur_time: "2026-03-18 09:00:00"}
    finds: []
  - name: 自首次使用起 12 个月，第 366 日仍在使用
    given:
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P0, cnt: 1, pric: 1, fee_ocur_time: "2025-03-01 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: XL01FDP138B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XL01FDP138B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2027-02-28 09:00:00"}
        - {mdtrt_id: E3, bkkp_sn: C, med_list_codg: XL01FDP138B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2027-03-01 09:00:00"}
    finds:
      - {checkout_amt: 5000.00, sev_deg: 1, occurred_on: "2027-03-01", bkkp_sns: [C], evidence: {day_no: 366, limit_no: 365}}
  - name: 数据起始不足一年，看不清是否首次使用，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XL01FDP138B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: XL01FDP138B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2027-03-01 09:00:00"}
    finds:
      - {checkout_amt: 5000.00, sev_deg: 3, evidence: {soft: [censored]}}
  - name: 只限其中一个适应症，降为高度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P0, cnt: 1, pric: 1, fee_ocur_time: "2025-03-01 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: XL01FDQ110B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: XL01FDQ110B002010181735, cnt: 1, pric: 5000, fee_ocur_time: "2027-03-01 09:00:00"}
    finds:
      - {checkout_amt: 5000.00, sev_deg: 2}
  - name: 手功能评定间隔 13 日做第二次，限间隔 14 日
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003402000050000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "003402000050000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-15 09:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 1, national_code: GZ10000102010000, bkkp_sns: [B], evidence: {branch: [c], day_no: 13, limit_no: 14}}
  - name: 手功能评定间隔整 14 日
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003402000050000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003402000050000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-16 09:00:00"}
    finds: []
  - name: 地塞米松植入剂一年五次，每眼每年限二次，两眼合计超出一次
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XS01LXD085J005010178976, cnt: 1, pric: 6000, fee_ocur_time: "2026-02-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XS01LXD085J005010178976, cnt: 1, pric: 6000, fee_ocur_time: "2026-04-01 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: XS01LXD085J005010178976, cnt: 1, pric: 6000, fee_ocur_time: "2026-06-01 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: XS01LXD085J005010178976, cnt: 1, pric: 6000, fee_ocur_time: "2026-08-01 09:00:00"}
        - {mdtrt_id: E5, med_list_codg: XS01LXD085J005010178976, cnt: 1, pric: 6000, fee_ocur_time: "2026-10-01 09:00:00"}
    finds:
      - {checkout_amt: 6000.00, sev_deg: 1, occurred_on: "2026-10-01", evidence: {branch: [b], day_no: 5, limit_no: 4}}
  - name: 两眼同日各一次，一年两回，恰好在限内
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XS01LXD085J005010178976, cnt: 2, pric: 6000, fee_ocur_time: "2026-02-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XS01LXD085J005010178976, cnt: 2, pric: 6000, fee_ocur_time: "2026-06-01 09:00:00"}
    finds: []
  - name: 抗 VEGF 首年第十一次，数据起始不足一年，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A01, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-02-01 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: A02, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-02-15 09:00:00"}
        - {mdtrt_id: E3, bkkp_sn: A03, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-03-01 09:00:00"}
        - {mdtrt_id: E4, bkkp_sn: A04, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-03-15 09:00:00"}
        - {mdtrt_id: E5, bkkp_sn: A05, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-04-01 09:00:00"}
        - {mdtrt_id: E6, bkkp_sn: A06, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-04-15 09:00:00"}
        - {mdtrt_id: E7, bkkp_sn: A07, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-05-01 09:00:00"}
        - {mdtrt_id: E8, bkkp_sn: A08, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-05-15 09:00:00"}
        - {mdtrt_id: E9, bkkp_sn: A09, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-06-01 09:00:00"}
        - {mdtrt_id: E10, bkkp_sn: A10, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-06-15 09:00:00"}
        - {mdtrt_id: E11, bkkp_sn: A11, med_list_codg: XS01LAA308G003010178262, cnt: 1, pric: 3000, fee_ocur_time: "2026-07-01 09:00:00"}
    finds:
      - {checkout_amt: 3000.00, sev_deg: 3, bkkp_sns: [A11], evidence: {soft: [censored], day_no: 11, limit_no: 10}}
---*/
WITH used AS (
  SELECT
    f.*, k.max_days, k.scope, k.count_basis, k.start_within_hours, k.min_interval_days, k.conditional, k.kp_ref,
    k.rule_code, k.sev, k_soft(k, f) AS doubt,
    -- Brands of one substance are one course; of a service every code counts for itself.
    CASE WHEN starts_with(f.item, 'X') THEN LEFT(f.item, 10) WHEN starts_with(f.item, 'Z') THEN LEFT(f.item, 11) ELSE f.item END
      AS drug,
    CASE
      WHEN f.kind <> 'drug' OR (f.is_ip AND NOT f.takehome) THEN 1
      ELSE GREATEST(1, COALESCE(ceil_int(optional(f.prd_days)), 1))
    END AS days
  FROM fee_net AS f
  JOIN course_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0
    AND (k.rule_code IS NULL OR k.rule_code IN ('GZ10000101010000', 'GZ10000102010000'))
), keyed AS (
  SELECT u.*, CASE WHEN u.scope = 'stay' THEN COALESCE(s.stay_id, u.mdtrt_id) ELSE u.psn_no END AS holder
  FROM used AS u
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = u.mdtrt_id
), use_day AS (
  SELECT
    holder, scope, drug, svc_date, MAX(days) AS days, MAX(param('gap_days', svc_date, admdvs)) AS gap_days
  FROM keyed
  GROUP BY holder, scope, drug, svc_date
), marked AS (
  SELECT
    *,
    CASE
      WHEN scope IN ('course', 'disease_course') AND days_between(
        MAX(add_days(svc_date, days - 1)) OVER (
          PARTITION BY holder, scope, drug ORDER BY svc_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ),
        svc_date
      ) > gap_days THEN 1
      ELSE 0
    END AS opens
  FROM use_day
), chained AS (
  SELECT
    *,
    SUM(opens) OVER (
      PARTITION BY holder, scope, drug ORDER BY svc_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS course_no
  FROM marked
), counted AS (
  SELECT
    holder, scope, drug, svc_date, days,
    SUM(days) OVER (
      PARTITION BY holder, scope, drug, course_no ORDER BY svc_date ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS use_days,
    MIN(svc_date) OVER (PARTITION BY holder, scope, drug, course_no) AS first_use
  FROM chained
), reached AS (
  SELECT
    k.*, c.days AS date_days, c.first_use,
    CASE k.count_basis
      WHEN 'span_days' THEN days_between(c.first_use, k.svc_date) + c.days
      ELSE c.use_days
    END AS day_no
  FROM keyed AS k
  JOIN counted AS c ON c.holder = k.holder AND c.scope = k.scope AND c.drug = k.drug AND c.svc_date = k.svc_date
), repeated AS (
  SELECT psn_no, item, svc_date, LAG(svc_date) OVER (PARTITION BY psn_no, item ORDER BY svc_date) AS prev_date
  FROM (SELECT DISTINCT psn_no, item, svc_date FROM used WHERE min_interval_days IS NOT NULL) AS done
), eye AS (
  SELECT f.*, k.group_id, k.n, k.period_days, k.scope, k.kp_ref, k.rule_code, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN period_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND k.scope IN ('eye_first_year', 'eye_year', 'eye_lifetime')
), eye_day AS (
  -- At most one injection per eye and date, however many vials were billed.
  SELECT
    psn_no, group_id, svc_date, scope, LEAST(SUM(cnt), 2) AS shots, MAX(n) AS n, MAX(period_days) AS period_days,
    MIN(svc_date) OVER (PARTITION BY psn_no, group_id, scope) AS first_use
  FROM eye
  GROUP BY psn_no, group_id, svc_date, scope
), eye_count AS (
  SELECT d.psn_no, d.group_id, d.scope, d.svc_date, d.shots, d.n, d.first_use, SUM(e.shots) AS total
  FROM eye_day AS d
  JOIN eye_day AS e
    ON e.psn_no = d.psn_no AND e.group_id = d.group_id AND e.scope = d.scope AND e.svc_date <= d.svc_date
    AND (d.scope <> 'eye_year' OR days_between(e.svc_date, d.svc_date) < d.period_days)
  WHERE d.scope <> 'eye_first_year' OR days_between(d.first_use, d.svc_date) < d.period_days
  GROUP BY d.psn_no, d.group_id, d.scope, d.svc_date, d.shots, d.n, d.first_use
), hit AS (
  SELECT
    r.bkkp_sn, r.mdtrt_id, r.setl_id, r.psn_no, r.fixmedins_code, r.admdvs, r.svc_date, r.item, r.item_name, r.cnt,
    r.pric, r.gross, r.amt, 'a' AS branch, r.scope, r.first_use, r.start_within_hours, r.kp_ref, r.rule_code, r.doubt,
    CAST(r.day_no AS DECIMAL(16,4)) AS day_no, r.max_days AS limit_no,
    '用到第 ' || CAST(r.day_no AS VARCHAR) || ' 日，限支付 ' || CAST(r.max_days AS VARCHAR) || ' 日' AS count_text,
    prorate(r.amt, LEAST(r.date_days, r.day_no - r.max_days), r.date_days) AS hit_amt,
    COALESCE(r.sev, CASE WHEN r.conditional = 1 THEN 2 ELSE 1 END) AS sev_deg
  FROM reached AS r
  WHERE r.day_no > r.max_days AND NOT (r.is_ip AND COALESCE(r.svc_date = r.dscg_date, FALSE))
  UNION ALL
  SELECT
    e.bkkp_sn, e.mdtrt_id, e.setl_id, e.psn_no, e.fixmedins_code, e.admdvs, e.svc_date, e.item, e.item_name, e.cnt,
    e.pric, e.gross, e.amt, 'b' AS branch, e.scope, c.first_use, CAST(NULL AS BIGINT) AS start_within_hours, e.kp_ref,
    e.rule_code, e.doubt, CAST(c.total AS DECIMAL(16,4)) AS day_no, 2 * c.n AS limit_no,
    CASE e.scope WHEN 'eye_first_year' THEN '首年' WHEN 'eye_year' THEN '一年内' ELSE '累计' END || '两眼注射 '
      || CAST(ceil_int(c.total) AS VARCHAR) || ' 次，限 ' || CAST(2 * c.n AS VARCHAR) || ' 次' AS count_text,
    prorate(e.amt, LEAST(c.shots, c.total - 2 * c.n), c.shots) AS hit_amt,
    COALESCE(e.sev, 1) AS sev_deg
  FROM eye AS e
  JOIN eye_count AS c
    ON c.psn_no = e.psn_no AND c.group_id = e.group_id AND c.scope = e.scope AND c.svc_date = e.svc_date
  WHERE c.total > 2 * c.n
  UNION ALL
  SELECT
    u.bkkp_sn, u.mdtrt_id, u.setl_id, u.psn_no, u.fixmedins_code, u.admdvs, u.svc_date, u.item, u.item_name, u.cnt,
    u.pric, u.gross, u.amt, 'c' AS branch, u.scope, p.prev_date AS first_use, u.start_within_hours, u.kp_ref,
    u.rule_code, u.doubt, CAST(days_between(p.prev_date, u.svc_date) AS DECIMAL(16,4)) AS day_no,
    u.min_interval_days AS limit_no,
    '距上次 ' || CAST(days_between(p.prev_date, u.svc_date) AS VARCHAR) || ' 日，应间隔 '
      || CAST(u.min_interval_days AS VARCHAR) || ' 日' AS count_text,
    u.amt AS hit_amt, COALESCE(u.sev, 1) AS sev_deg
  FROM used AS u
  JOIN repeated AS p ON p.psn_no = u.psn_no AND p.item = u.item AND p.svc_date = u.svc_date
  WHERE days_between(p.prev_date, u.svc_date) < u.min_interval_days
)
SELECT
  h.*,
  h.rule_code AS national_code,
  CASE
    WHEN h.doubt IS NOT NULL THEN h.doubt
    WHEN h.scope IN ('from_first_use', 'eye_first_year') AND h.branch <> 'c'
      AND days_between(s.first_date, h.first_use) < param('first_days', h.svc_date, h.admdvs) THEN 'censored'
  END AS soft
FROM hit AS h
LEFT JOIN span AS s ON s.city4 = LEFT(h.admdvs, 4)
