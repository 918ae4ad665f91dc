/*---
code: FRQ-001
version: 1
title: 频繁门诊、频繁购药
status: active
national_code: [GZ10000204002000, GZ10000204003000]
behaviour: over_treatment
severity: 3
subject: person
grain: [psn_no, scene_class, month]
amount: paid
scenes: [OP, PH, NET]
stages: [3]
law: [735-38-2, 735-41-3]
params:
  op_day: {type: integer, default: 4, unit: 次/日, source: 无官方数值，可按统筹区配置}
  op_week: {type: integer, default: 10, unit: 次/7 日, source: 无官方数值，可按统筹区配置}
  op_month: {type: integer, default: 20, unit: 次/月, source: 无官方数值，可按统筹区配置}
  ph_day: {type: integer, default: 3, unit: 次/日, source: 无官方数值，可按统筹区配置}
  ph_week: {type: integer, default: 7, unit: 次/7 日, source: 无官方数值，可按统筹区配置}
  ph_month: {type: integer, default: 15, unit: 次/月, source: 无官方数值，可按统筹区配置}
message: "{month} {class_zh} {month_visits} 次（单日最多 {day_visits} 次、七日最多 {week_visits} 次，涉及 {places} 家机构），超出部分基金和个人账户支付 {checkout_amt} 元。"
verify: 访谈参保人，清点家中存药；调看就诊、购药时的录像。
defence: 患多种慢性病；为家人代购。
known_gaps: 单位医务室、队列随访需现场排除。
evidence: [month_visits, week_visits, day_visits, places, limit_month, limit_week, limit_day]
cases:
  - name: 一个月到六家药店购药 16 次，超出 1 次
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E3, fixmedins_code: D3}
        - {mdtrt_id: E5, fixmedins_code: D5}
        - {mdtrt_id: E7, fixmedins_code: D1}
        - {mdtrt_id: E9, fixmedins_code: D3}
        - {mdtrt_id: E11, fixmedins_code: D5}
        - {mdtrt_id: E13, fixmedins_code: D1}
        - {mdtrt_id: E15, fixmedins_code: D3}
        - {mdtrt_id: E17, fixmedins_code: D5}
        - {mdtrt_id: E19, fixmedins_code: D1}
        - {mdtrt_id: E21, fixmedins_code: D3}
        - {mdtrt_id: E23, fixmedins_code: D5}
        - {mdtrt_id: E25, fixmedins_code: D1}
        - {mdtrt_id: E27, fixmedins_code: D3}
        - {mdtrt_id: E29, fixmedins_code: D5}
        - {mdtrt_id: E31, fixmedins_code: D1}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-01 10:01:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-03 10:03:00"}
        - {mdtrt_id: E5, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-05 10:05:00"}
        - {mdtrt_id: E7, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-07 10:07:00"}
        - {mdtrt_id: E9, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-09 10:09:00"}
        - {mdtrt_id: E11, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-11 10:11:00"}
        - {mdtrt_id: E13, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-13 10:13:00"}
        - {mdtrt_id: E15, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-15 10:15:00"}
        - {mdtrt_id: E17, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-17 10:17:00"}
        - {mdtrt_id: E19, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-19 10:19:00"}
        - {mdtrt_id: E21, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-21 10:21:00"}
        - {mdtrt_id: E23, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-23 10:23:00"}
        - {mdtrt_id: E25, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-25 10:25:00"}
        - {mdtrt_id: E27, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-27 10:27:00"}
        - {mdtrt_id: E29, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-28 10:29:00"}
        - {mdtrt_id: E31, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-28 10:31:00"}
    finds:
      - {psn_no: P, checkout_amt: 8.00, fund_amt: 8.00, checkout_cnt: 1, sev_deg: 3, occurred_on: "2026-05-28", national_code: GZ10000204003000, behaviour: drug_resale, evidence: {month_visits: 16}}
  - name: 一天内在九家医院门诊，达限次两倍以上
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H1}
        - {mdtrt_id: E2, fixmedins_code: H2}
        - {mdtrt_id: E3, fixmedins_code: H3}
        - {mdtrt_id: E4, fixmedins_code: H4}
        - {mdtrt_id: E5, fixmedins_code: H5}
        - {mdtrt_id: E6, fixmedins_code: H6}
        - {mdtrt_id: E7, fixmedins_code: H7}
        - {mdtrt_id: E8, fixmedins_code: H8}
        - {mdtrt_id: E9, fixmedins_code: H9}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, pric: 10, fee_ocur_time: "2026-05-06 10:01:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, pric: 10, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E3, fixmedins_code: H3, pric: 10, fee_ocur_time: "2026-05-06 10:03:00"}
        - {mdtrt_id: E4, fixmedins_code: H4, pric: 10, fee_ocur_time: "2026-05-06 10:04:00"}
        - {mdtrt_id: E5, fixmedins_code: H5, pric: 10, fee_ocur_time: "2026-05-06 10:05:00"}
        - {mdtrt_id: E6, fixmedins_code: H6, pric: 10, fee_ocur_time: "2026-05-06 10:06:00"}
        - {mdtrt_id: E7, fixmedins_code: H7, pric: 10, fee_ocur_time: "2026-05-06 10:07:00"}
        - {mdtrt_id: E8, fixmedins_code: H8, pric: 10, fee_ocur_time: "2026-05-06 10:08:00"}
        - {mdtrt_id: E9, fixmedins_code: H9, pric: 10, fee_ocur_time: "2026-05-06 10:09:00"}
    finds:
      - {checkout_amt: 40.00, sev_deg: 2, checkout_cnt: 5, national_code: GZ10000204002000, behaviour: over_treatment, evidence: {day_visits: 9}}
  - name: 七日内购药 8 次
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2}
        - {mdtrt_id: E3, fixmedins_code: D3}
        - {mdtrt_id: E4, fixmedins_code: D4}
        - {mdtrt_id: E5, fixmedins_code: D5}
        - {mdtrt_id: E6, fixmedins_code: D6}
        - {mdtrt_id: E7, fixmedins_code: D7}
        - {mdtrt_id: E8, fixmedins_code: D8}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-01 10:01:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-02 10:02:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-02 10:03:00"}
        - {mdtrt_id: E4, fixmedins_code: D4, pric: 10, fee_ocur_time: "2026-05-03 10:04:00"}
        - {mdtrt_id: E5, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-03 10:05:00"}
        - {mdtrt_id: E6, fixmedins_code: D6, pric: 10, fee_ocur_time: "2026-05-04 10:06:00"}
        - {mdtrt_id: E7, fixmedins_code: D7, pric: 10, fee_ocur_time: "2026-05-04 10:07:00"}
        - {mdtrt_id: E8, fixmedins_code: D8, pric: 10, fee_ocur_time: "2026-05-05 10:08:00"}
    finds:
      - {checkout_amt: 8.00, checkout_cnt: 1, sev_deg: 3, evidence: {week_visits: 8}}
  - name: 一个月购药恰为 15 次
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E3, fixmedins_code: D3}
        - {mdtrt_id: E5, fixmedins_code: D5}
        - {mdtrt_id: E7, fixmedins_code: D1}
        - {mdtrt_id: E9, fixmedins_code: D3}
        - {mdtrt_id: E11, fixmedins_code: D5}
        - {mdtrt_id: E13, fixmedins_code: D1}
        - {mdtrt_id: E15, fixmedins_code: D3}
        - {mdtrt_id: E17, fixmedins_code: D5}
        - {mdtrt_id: E19, fixmedins_code: D1}
        - {mdtrt_id: E21, fixmedins_code: D3}
        - {mdtrt_id: E23, fixmedins_code: D5}
        - {mdtrt_id: E25, fixmedins_code: D1}
        - {mdtrt_id: E27, fixmedins_code: D3}
        - {mdtrt_id: E29, fixmedins_code: D5}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-01 10:01:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-03 10:03:00"}
        - {mdtrt_id: E5, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-05 10:05:00"}
        - {mdtrt_id: E7, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-07 10:07:00"}
        - {mdtrt_id: E9, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-09 10:09:00"}
        - {mdtrt_id: E11, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-11 10:11:00"}
        - {mdtrt_id: E13, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-13 10:13:00"}
        - {mdtrt_id: E15, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-15 10:15:00"}
        - {mdtrt_id: E17, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-17 10:17:00"}
        - {mdtrt_id: E19, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-19 10:19:00"}
        - {mdtrt_id: E21, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-21 10:21:00"}
        - {mdtrt_id: E23, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-23 10:23:00"}
        - {mdtrt_id: E25, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-25 10:25:00"}
        - {mdtrt_id: E27, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-27 10:27:00"}
        - {mdtrt_id: E29, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-28 10:29:00"}
    finds: []
  - name: 同店同日两笔只算一次
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D}
        - {mdtrt_id: E4, fixmedins_code: D}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 10, fee_ocur_time: "2026-05-06 10:01:00"}
        - {mdtrt_id: E2, fixmedins_code: D, pric: 10, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E3, fixmedins_code: D, pric: 10, fee_ocur_time: "2026-05-06 10:03:00"}
        - {mdtrt_id: E4, fixmedins_code: D, pric: 10, fee_ocur_time: "2026-05-06 10:04:00"}
    finds: []
  - name: 门诊 24 次，其中 13 次为血液透析
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H}
        - {mdtrt_id: E2, fixmedins_code: H}
        - {mdtrt_id: E3, fixmedins_code: H}
        - {mdtrt_id: E4, fixmedins_code: H}
        - {mdtrt_id: E5, fixmedins_code: H}
        - {mdtrt_id: E6, fixmedins_code: H}
        - {mdtrt_id: E7, fixmedins_code: H}
        - {mdtrt_id: E8, fixmedins_code: H}
        - {mdtrt_id: E9, fixmedins_code: H}
        - {mdtrt_id: E10, fixmedins_code: H}
        - {mdtrt_id: E11, fixmedins_code: H}
        - {mdtrt_id: E12, fixmedins_code: H}
        - {mdtrt_id: E13, fixmedins_code: H}
        - {mdtrt_id: E14, fixmedins_code: H}
        - {mdtrt_id: E15, fixmedins_code: H}
        - {mdtrt_id: E16, fixmedins_code: H}
        - {mdtrt_id: E17, fixmedins_code: H}
        - {mdtrt_id: E18, fixmedins_code: H}
        - {mdtrt_id: E19, fixmedins_code: H}
        - {mdtrt_id: E20, fixmedins_code: H}
        - {mdtrt_id: E21, fixmedins_code: H}
        - {mdtrt_id: E22, fixmedins_code: H}
        - {mdtrt_id: E23, fixmedins_code: H}
        - {mdtrt_id: E24, fixmedins_code: H}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-01 10:01:00"}
        - {mdtrt_id: E2, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-02 10:02:00"}
        - {mdtrt_id: E3, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-03 10:03:00"}
        - {mdtrt_id: E4, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-04 10:04:00"}
        - {mdtrt_id: E5, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-05 10:05:00"}
        - {mdtrt_id: E6, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-06 10:06:00"}
        - {mdtrt_id: E7, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-07 10:07:00"}
        - {mdtrt_id: E8, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-08 10:08:00"}
        - {mdtrt_id: E9, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-09 10:09:00"}
        - {mdtrt_id: E10, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-10 10:10:00"}
        - {mdtrt_id: E11, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-11 10:11:00"}
        - {mdtrt_id: E12, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-12 10:12:00"}
        - {mdtrt_id: E13, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-13 10:13:00"}
        - {mdtrt_id: E14, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-14 10:14:00"}
        - {mdtrt_id: E15, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-15 10:15:00"}
        - {mdtrt_id: E16, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-16 10:16:00"}
        - {mdtrt_id: E17, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-17 10:17:00"}
        - {mdtrt_id: E18, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-18 10:18:00"}
        - {mdtrt_id: E19, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-19 10:19:00"}
        - {mdtrt_id: E20, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-20 10:20:00"}
        - {mdtrt_id: E21, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-21 10:21:00"}
        - {mdtrt_id: E22, fixmedins_code: H, pric: 10, fee_ocur_time: "2026-05-22 10:22:00"}
        - {mdtrt_id: E23, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-23 10:23:00"}
        - {mdtrt_id: E24, fixmedins_code: H, pric: 10, med_list_codg: "003110000060000", fee_ocur_time: "2026-05-24 10:24:00"}
    finds: []
  - name: 第 8 次购药已撤销
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2}
        - {mdtrt_id: E3, fixmedins_code: D3}
        - {mdtrt_id: E4, fixmedins_code: D4}
        - {mdtrt_id: E5, fixmedins_code: D5}
        - {mdtrt_id: E6, fixmedins_code: D6}
        - {mdtrt_id: E7, fixmedins_code: D7}
        - {mdtrt_id: E8, fixmedins_code: D8}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-01 10:01:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-02 10:02:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-02 10:03:00"}
        - {mdtrt_id: E4, fixmedins_code: D4, pric: 10, fee_ocur_time: "2026-05-03 10:04:00"}
        - {mdtrt_id: E5, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-03 10:05:00"}
        - {mdtrt_id: E6, fixmedins_code: D6, pric: 10, fee_ocur_time: "2026-05-04 10:06:00"}
        - {mdtrt_id: E7, fixmedins_code: D7, pric: 10, fee_ocur_time: "2026-05-04 10:07:00"}
        - {mdtrt_id: E8, fixmedins_code: D8, pric: 10, fee_ocur_time: "2026-05-05 10:08:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: T1, setl_time: "2026-05-01 10:01:00"}
        - {mdtrt_id: E2, setl_id: T2, setl_time: "2026-05-02 10:02:00"}
        - {mdtrt_id: E3, setl_id: T3, setl_time: "2026-05-02 10:03:00"}
        - {mdtrt_id: E4, setl_id: T4, setl_time: "2026-05-03 10:04:00"}
        - {mdtrt_id: E5, setl_id: T5, setl_time: "2026-05-03 10:05:00"}
        - {mdtrt_id: E6, setl_id: T6, setl_time: "2026-05-04 10:06:00"}
        - {mdtrt_id: E7, setl_id: T7, setl_time: "2026-05-04 10:07:00"}
        - {mdtrt_id: E8, setl_id: T8, setl_time: "2026-05-05 10:08:00"}
        - {mdtrt_id: E8, setl_id: T9, setl_time: "2026-05-05 11:00:00", init_setl_id: T8, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
    finds: []
  - name: 超出的购药用电子凭证结算，可能为家人代购，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D1}
        - {mdtrt_id: E2, fixmedins_code: D2}
        - {mdtrt_id: E3, fixmedins_code: D3}
        - {mdtrt_id: E4, fixmedins_code: D4}
        - {mdtrt_id: E5, fixmedins_code: D5}
        - {mdtrt_id: E6, fixmedins_code: D6}
        - {mdtrt_id: E7, fixmedins_code: D7}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, pric: 10, fee_ocur_time: "2026-05-06 10:01:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, pric: 10, fee_ocur_time: "2026-05-06 10:02:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, pric: 10, fee_ocur_time: "2026-05-06 10:03:00"}
        - {mdtrt_id: E4, fixmedins_code: D4, pric: 10, fee_ocur_time: "2026-05-06 10:04:00"}
        - {mdtrt_id: E5, fixmedins_code: D5, pric: 10, fee_ocur_time: "2026-05-06 10:05:00"}
        - {mdtrt_id: E6, fixmedins_code: D6, pric: 10, fee_ocur_time: "2026-05-06 10:06:00"}
        - {mdtrt_id: E7, fixmedins_code: D7, pric: 10, fee_ocur_time: "2026-05-06 10:07:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: T1, setl_time: "2026-05-06 10:01:00", mdtrt_cert_type: "01"}
        - {mdtrt_id: E2, setl_id: T2, setl_time: "2026-05-06 10:02:00", mdtrt_cert_type: "01"}
        - {mdtrt_id: E3, setl_id: T3, setl_time: "2026-05-06 10:03:00", mdtrt_cert_type: "01"}
        - {mdtrt_id: E4, setl_id: T4, setl_time: "2026-05-06 10:04:00", mdtrt_cert_type: "01"}
        - {mdtrt_id: E5, setl_id: T5, setl_time: "2026-05-06 10:05:00", mdtrt_cert_type: "01"}
        - {mdtrt_id: E6, setl_id: T6, setl_time: "2026-05-06 10:06:00", mdtrt_cert_type: "01"}
        - {mdtrt_id: E7, setl_id: T7, setl_time: "2026-05-06 10:07:00", mdtrt_cert_type: "01"}
    finds:
      - {checkout_amt: 32.00, checkout_cnt: 4, sev_deg: 3, evidence: {soft: [proxy], day_visits: 7}}
---*/
WITH series AS (
  -- Visits for a course of treatment (dialysis, injections, rehabilitation …) do not count.
  SELECT DISTINCT n.psn_no, n.fixmedins_code, n.setl_date, n.scene
  FROM fee_net AS f
  JOIN setl_net AS n ON n.setl_id = f.setl_id
  WHERE f.scene IN ('OP', 'NET')
    AND (has_cls(f.cls, 'SERIES') OR has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') OR has_cls(f.cls, 'HP') OR has_cls(f.cls, 'CRRT'))
), counted AS (
  SELECT
    v.visit_key, v.psn_no, v.fixmedins_code, v.admdvs, v.svc_date, v.first_ts, v.scene, month_of(v.svc_date) AS month,
    CASE WHEN v.scene = 'PH' THEN 'PH' ELSE 'OP' END AS scene_class,
    CASE WHEN v.scene IN ('PH', 'NET') AND optional(v.all_ecert) THEN TRUE ELSE FALSE END AS proxy
  FROM visit AS v
  LEFT JOIN series AS s
    ON s.psn_no = v.psn_no AND s.fixmedins_code = v.fixmedins_code AND s.setl_date = v.svc_date AND s.scene = v.scene
  WHERE s.psn_no IS NULL
), busy AS (
  -- Only people with many visits in some month are looked at day by day.
  SELECT c.psn_no, c.scene_class
  FROM counted AS c
  GROUP BY c.psn_no, c.scene_class, c.month
  HAVING COUNT(*) > 3
), numbered AS (
  SELECT
    c.*,
    ROW_NUMBER() OVER (PARTITION BY c.psn_no, c.scene_class, c.svc_date ORDER BY c.first_ts, c.visit_key) AS nth_day,
    COUNT(*) OVER (PARTITION BY c.psn_no, c.scene_class, c.svc_date) AS day_total,
    COUNT(*) OVER (PARTITION BY c.psn_no, c.scene_class ORDER BY day_number(c.svc_date) RANGE BETWEEN 6 PRECEDING AND CURRENT ROW) AS week_total,
    ROW_NUMBER() OVER (PARTITION BY c.psn_no, c.scene_class, c.month ORDER BY c.first_ts, c.visit_key) AS nth_month
  FROM counted AS c
  JOIN (SELECT DISTINCT psn_no, scene_class FROM busy) AS b ON b.psn_no = c.psn_no AND b.scene_class = c.scene_class
), limited AS (
  SELECT
    n.*,
    n.week_total - n.day_total + n.nth_day AS nth_week,
    CASE WHEN n.scene_class = 'PH' THEN param('ph_day', n.svc_date, n.admdvs) ELSE param('op_day', n.svc_date, n.admdvs) END AS limit_day,
    CASE WHEN n.scene_class = 'PH' THEN param('ph_week', n.svc_date, n.admdvs) ELSE param('op_week', n.svc_date, n.admdvs) END AS limit_week,
    CASE WHEN n.scene_class = 'PH' THEN param('ph_month', n.svc_date, n.admdvs) ELSE param('op_month', n.svc_date, n.admdvs) END AS limit_month
  FROM numbered AS n
), person_month AS (
  SELECT
    psn_no, scene_class, month,
    MAX(nth_month) AS month_visits, MAX(nth_week) AS week_visits, MAX(nth_day) AS day_visits,
    COUNT(DISTINCT fixmedins_code) AS places,
    bool_or(CASE WHEN nth_day >= 2 * limit_day OR nth_week >= 2 * limit_week OR nth_month >= 2 * limit_month THEN TRUE ELSE FALSE END) AS twice
  FROM limited
  GROUP BY psn_no, scene_class, month
)
SELECT
  l.psn_no, l.scene_class, l.month, s.setl_id, s.fixmedins_code, s.mdtrt_id, l.svc_date AS occurred_on,
  m.month_visits, m.week_visits, m.day_visits, m.places, l.limit_month, l.limit_week, l.limit_day,
  CASE WHEN l.scene_class = 'PH' THEN '购药' ELSE '门诊' END AS class_zh,
  CASE WHEN m.twice THEN 2 ELSE 3 END AS sev_deg,
  CASE WHEN l.proxy THEN 'proxy' END AS soft,
  CASE WHEN l.scene_class = 'PH' THEN 'GZ10000204003000' ELSE 'GZ10000204002000' END AS national_code,
  CASE WHEN l.scene_class = 'PH' THEN 'drug_resale' ELSE 'over_treatment' END AS behaviour
FROM limited AS l
JOIN person_month AS m ON m.psn_no = l.psn_no AND m.scene_class = l.scene_class AND m.month = l.month
JOIN setl_net AS s ON s.psn_no = l.psn_no AND s.fixmedins_code = l.fixmedins_code AND s.setl_date = l.svc_date AND s.scene = l.scene
WHERE (l.nth_day > l.limit_day OR l.nth_week > l.limit_week OR l.nth_month > l.limit_month) AND s.in_scope
