/*---
code: STK-003
version: 4
title: 追溯码未采集、与品种或购进不符、拆零滥用
status: active
behaviour: record_anomaly
severity: 2
subject: fee
grain: [fixmedins_code, kind, found_in]
amount: all
scenes: [IP, OP, PH]
stages: [3]
law: [735-39-3, 735-38-4, 735-38-5, xz-9]
params:
  from_scan: {type: date, default: 2025-07-01, source: 自该日起，药店售药须扫码后方可结算}
  from_full: {type: date, default: 2026-01-01, source: 自该日起，所有定点医药机构全量采集上传追溯码}
  uncoded: {type: decimal, default: 0.05, source: 容许没有追溯码的明细比例；无官方数值，可按统筹区配置}
  lookback: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置}
  split_share: {type: decimal, default: 0.3, source: 不能拆零的药品中拆零销售的比例；无官方数值，可按统筹区配置}
message: "{found_on} {item_name}：{reason}，涉及金额 {checkout_amt} 元。"
verify: 现场扫码核对，核对随货同行单、发票和追溯码上传日志。
defence: 追溯码破损已备案；当地实施较晚；退换货。
known_gaps: 追溯码与药品的对照、最小包装数由本地导入，没有导入的不查码与品种不符、拆零滥用；破损码备案需现场排除。
works_without: [trace_ident]
evidence: [reason, code, coded_item, line_total, line_uncoded, split_cnt, pack_units, first_bought, kp_ref]
cases:
  - name: 小儿智力糖浆的追溯码用在安宫牛黄丸的明细上
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: ZA07AAA0061010501591, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: ZA07AAA0061010501591, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000123456", med_list_codg: ZA07AAA0061010501591, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    knowledge:
      trace_ident: [{prefix7: "8100001", item_code: ZA09EAX0560030104366}]
    finds:
      - {fixmedins_code: D, checkout_amt: 600.00, fund_amt: 480.00, checkout_cnt: 1, sev_deg: 2, behaviour: substitution, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [b], coded_item: "|ZA09EAX0560030104366|"}}
  - name: 追溯码与明细为同一成分的不同规格，降为轻度可疑
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000123456", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    knowledge:
      trace_ident: [{prefix7: "8100001", item_code: XC10AAA001A001010200002}]
    finds:
      - {checkout_amt: 600.00, sev_deg: 3, evidence: {branch: [b], soft: [same_ingredient]}}
  - name: 追溯码与明细的品种一致
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000123456", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    knowledge:
      trace_ident: [{prefix7: "8100001", item_code: XC10AAA001A001010100001}]
    finds: []
  - name: 同一标识对应两个编码，其一相符
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000123456", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    knowledge:
      trace_ident: [{prefix7: "8100001", item_code: XC10AAA001A001010100001}, {prefix7: "8100001", item_code: XB01AAA001A001010100001}]
    finds: []
  - name: 一年内没有购进却扫码售出
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds:
      - {checkout_amt: 600.00, sev_deg: 2, behaviour: substitution, bkkp_sns: [A], evidence: {branch: [c]}}
  - name: 恰在 365 日前购进
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-03-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 购进记录的起始不满一年，降为轻度可疑
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds:
      - {checkout_amt: 600.00, sev_deg: 3, evidence: {branch: [c], soft: [censored]}}
  - name: 购进记录起始之前已有库存
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}]
      invinfo_d: [{fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, invdate: "2025-11-30", inv_cnt: 5}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 机构没有任何购进记录，不评估
    given:
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 由连锁总部购进
    given:
      fixmedins_b: [{fixmedins_code: D, prnt_rtal_phac_code: D0}, {fixmedins_code: D0}]
      purcinfo_d: [{purc_sn: B0, fixmedins_code: D0, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 售出后退货
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XB01AAA001A001010100001, pric: 600}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T2, fixmedins_code: D, drug_trac_codg: "990000123456", med_list_codg: XB01AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 11:00:00", trdn_flag: "0", sel_retn_cnt: -1}]
    finds: []
  - name: 当月十笔药品有两笔没有追溯码
    given:
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}, {mdtrt_id: E2, setl_id: S2, fixmedins_code: D}, {mdtrt_id: E3, setl_id: S3, fixmedins_code: D}, {mdtrt_id: E4, setl_id: S4, fixmedins_code: D}, {mdtrt_id: E5, setl_id: S5, fixmedins_code: D}, {mdtrt_id: E6, setl_id: S6, fixmedins_code: D}, {mdtrt_id: E7, setl_id: S7, fixmedins_code: D}, {mdtrt_id: E8, setl_id: S8, fixmedins_code: D}, {mdtrt_id: E9, setl_id: S9, fixmedins_code: D}, {mdtrt_id: E10, setl_id: S10, fixmedins_code: D}]
      fee_list_d: [
        {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: L1, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:01:00"}, {mdtrt_id: E2, fixmedins_code: D, bkkp_sn: L2, setl_id: S2, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:02:00"}, {mdtrt_id: E3, fixmedins_code: D, bkkp_sn: L3, setl_id: S3, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:03:00"}, {mdtrt_id: E4, fixmedins_code: D, bkkp_sn: L4, setl_id: S4, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:04:00"},
        {mdtrt_id: E5, fixmedins_code: D, bkkp_sn: L5, setl_id: S5, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:05:00"}, {mdtrt_id: E6, fixmedins_code: D, bkkp_sn: L6, setl_id: S6, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:06:00"}, {mdtrt_id: E7, fixmedins_code: D, bkkp_sn: L7, setl_id: S7, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:07:00"}, {mdtrt_id: E8, fixmedins_code: D, bkkp_sn: L8, setl_id: S8, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:08:00"},
        {mdtrt_id: E9, fixmedins_code: D, bkkp_sn: L9, setl_id: S9, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:09:00"}, {mdtrt_id: E10, fixmedins_code: D, bkkp_sn: L10, setl_id: S10, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:10:00"},
      ]
      drugtrac_d: [
        {trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: L1, sel_retn_time: "2026-03-02 10:01:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T2, fixmedins_code: D, drug_trac_codg: "810000000002", med_list_codg: XC10AAA001A001010100001, setl_id: S2, bkkp_sn: L2, sel_retn_time: "2026-03-02 10:02:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T3, fixmedins_code: D, drug_trac_codg: "810000000003", med_list_codg: XC10AAA001A001010100001, setl_id: S3, bkkp_sn: L3, sel_retn_time: "2026-03-02 10:03:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T4, fixmedins_code: D, drug_trac_codg: "810000000004", med_list_codg: XC10AAA001A001010100001, setl_id: S4, bkkp_sn: L4, sel_retn_time: "2026-03-02 10:04:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T5, fixmedins_code: D, drug_trac_codg: "810000000005", med_list_codg: XC10AAA001A001010100001, setl_id: S5, bkkp_sn: L5, sel_retn_time: "2026-03-02 10:05:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T6, fixmedins_code: D, drug_trac_codg: "810000000006", med_list_codg: XC10AAA001A001010100001, setl_id: S6, bkkp_sn: L6, sel_retn_time: "2026-03-02 10:06:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T7, fixmedins_code: D, drug_trac_codg: "810000000007", med_list_codg: XC10AAA001A001010100001, setl_id: S7, bkkp_sn: L7, sel_retn_time: "2026-03-02 10:07:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T8, fixmedins_code: D, drug_trac_codg: "810000000008", med_list_codg: XC10AAA001A001010100001, setl_id: S8, bkkp_sn: L8, sel_retn_time: "2026-03-02 10:08:00", trdn_flag: "0", sel_retn_cnt: 1},
      ]
    finds:
      - {fixmedins_code: D, checkout_amt: 20.00, checkout_cnt: 2, sev_deg: 3, behaviour: record_anomaly, bkkp_sns: [L10, L9], evidence: {branch: [a], line_total: 10, line_uncoded: 2}}
  - name: 当月二十笔有一笔没有追溯码，恰为容许比例
    given:
      setl_d: [
        {mdtrt_id: E1, setl_id: S1, fixmedins_code: D}, {mdtrt_id: E2, setl_id: S2, fixmedins_code: D}, {mdtrt_id: E3, setl_id: S3, fixmedins_code: D}, {mdtrt_id: E4, setl_id: S4, fixmedins_code: D}, {mdtrt_id: E5, setl_id: S5, fixmedins_code: D}, {mdtrt_id: E6, setl_id: S6, fixmedins_code: D}, {mdtrt_id: E7, setl_id: S7, fixmedins_code: D}, {mdtrt_id: E8, setl_id: S8, fixmedins_code: D}, {mdtrt_id: E9, setl_id: S9, fixmedins_code: D}, {mdtrt_id: E10, setl_id: S10, fixmedins_code: D}, {mdtrt_id: E11, setl_id: S11, fixmedins_code: D}, {mdtrt_id: E12, setl_id: S12, fixmedins_code: D}, {mdtrt_id: E13, setl_id: S13, fixmedins_code: D},
        {mdtrt_id: E14, setl_id: S14, fixmedins_code: D}, {mdtrt_id: E15, setl_id: S15, fixmedins_code: D}, {mdtrt_id: E16, setl_id: S16, fixmedins_code: D}, {mdtrt_id: E17, setl_id: S17, fixmedins_code: D}, {mdtrt_id: E18, setl_id: S18, fixmedins_code: D}, {mdtrt_id: E19, setl_id: S19, fixmedins_code: D}, {mdtrt_id: E20, setl_id: S20, fixmedins_code: D},
      ]
      fee_list_d: [
        {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: L1, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:01:00"}, {mdtrt_id: E2, fixmedins_code: D, bkkp_sn: L2, setl_id: S2, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:02:00"}, {mdtrt_id: E3, fixmedins_code: D, bkkp_sn: L3, setl_id: S3, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:03:00"}, {mdtrt_id: E4, fixmedins_code: D, bkkp_sn: L4, setl_id: S4, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:04:00"},
        {mdtrt_id: E5, fixmedins_code: D, bkkp_sn: L5, setl_id: S5, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:05:00"}, {mdtrt_id: E6, fixmedins_code: D, bkkp_sn: L6, setl_id: S6, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:06:00"}, {mdtrt_id: E7, fixmedins_code: D, bkkp_sn: L7, setl_id: S7, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:07:00"}, {mdtrt_id: E8, fixmedins_code: D, bkkp_sn: L8, setl_id: S8, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:08:00"},
        {mdtrt_id: E9, fixmedins_code: D, bkkp_sn: L9, setl_id: S9, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:09:00"}, {mdtrt_id: E10, fixmedins_code: D, bkkp_sn: L10, setl_id: S10, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:10:00"}, {mdtrt_id: E11, fixmedins_code: D, bkkp_sn: L11, setl_id: S11, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:11:00"}, {mdtrt_id: E12, fixmedins_code: D, bkkp_sn: L12, setl_id: S12, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:12:00"},
        {mdtrt_id: E13, fixmedins_code: D, bkkp_sn: L13, setl_id: S13, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:13:00"}, {mdtrt_id: E14, fixmedins_code: D, bkkp_sn: L14, setl_id: S14, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:14:00"}, {mdtrt_id: E15, fixmedins_code: D, bkkp_sn: L15, setl_id: S15, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:15:00"}, {mdtrt_id: E16, fixmedins_code: D, bkkp_sn: L16, setl_id: S16, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:16:00"},
        {mdtrt_id: E17, fixmedins_code: D, bkkp_sn: L17, setl_id: S17, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:17:00"}, {mdtrt_id: E18, fixmedins_code: D, bkkp_sn: L18, setl_id: S18, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:18:00"}, {mdtrt_id: E19, fixmedins_code: D, bkkp_sn: L19, setl_id: S19, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:19:00"}, {mdtrt_id: E20, fixmedins_code: D, bkkp_sn: L20, setl_id: S20, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:20:00"},
      ]
      drugtrac_d: [
        {trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: L1, sel_retn_time: "2026-03-02 10:01:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T2, fixmedins_code: D, drug_trac_codg: "810000000002", med_list_codg: XC10AAA001A001010100001, setl_id: S2, bkkp_sn: L2, sel_retn_time: "2026-03-02 10:02:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T3, fixmedins_code: D, drug_trac_codg: "810000000003", med_list_codg: XC10AAA001A001010100001, setl_id: S3, bkkp_sn: L3, sel_retn_time: "2026-03-02 10:03:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T4, fixmedins_code: D, drug_trac_codg: "810000000004", med_list_codg: XC10AAA001A001010100001, setl_id: S4, bkkp_sn: L4, sel_retn_time: "2026-03-02 10:04:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T5, fixmedins_code: D, drug_trac_codg: "810000000005", med_list_codg: XC10AAA001A001010100001, setl_id: S5, bkkp_sn: L5, sel_retn_time: "2026-03-02 10:05:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T6, fixmedins_code: D, drug_trac_codg: "810000000006", med_list_codg: XC10AAA001A001010100001, setl_id: S6, bkkp_sn: L6, sel_retn_time: "2026-03-02 10:06:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T7, fixmedins_code: D, drug_trac_codg: "810000000007", med_list_codg: XC10AAA001A001010100001, setl_id: S7, bkkp_sn: L7, sel_retn_time: "2026-03-02 10:07:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T8, fixmedins_code: D, drug_trac_codg: "810000000008", med_list_codg: XC10AAA001A001010100001, setl_id: S8, bkkp_sn: L8, sel_retn_time: "2026-03-02 10:08:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T9, fixmedins_code: D, drug_trac_codg: "810000000009", med_list_codg: XC10AAA001A001010100001, setl_id: S9, bkkp_sn: L9, sel_retn_time: "2026-03-02 10:09:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T10, fixmedins_code: D, drug_trac_codg: "810000000010", med_list_codg: XC10AAA001A001010100001, setl_id: S10, bkkp_sn: L10, sel_retn_time: "2026-03-02 10:10:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T11, fixmedins_code: D, drug_trac_codg: "810000000011", med_list_codg: XC10AAA001A001010100001, setl_id: S11, bkkp_sn: L11, sel_retn_time: "2026-03-02 10:11:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T12, fixmedins_code: D, drug_trac_codg: "810000000012", med_list_codg: XC10AAA001A001010100001, setl_id: S12, bkkp_sn: L12, sel_retn_time: "2026-03-02 10:12:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T13, fixmedins_code: D, drug_trac_codg: "810000000013", med_list_codg: XC10AAA001A001010100001, setl_id: S13, bkkp_sn: L13, sel_retn_time: "2026-03-02 10:13:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T14, fixmedins_code: D, drug_trac_codg: "810000000014", med_list_codg: XC10AAA001A001010100001, setl_id: S14, bkkp_sn: L14, sel_retn_time: "2026-03-02 10:14:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T15, fixmedins_code: D, drug_trac_codg: "810000000015", med_list_codg: XC10AAA001A001010100001, setl_id: S15, bkkp_sn: L15, sel_retn_time: "2026-03-02 10:15:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T16, fixmedins_code: D, drug_trac_codg: "810000000016", med_list_codg: XC10AAA001A001010100001, setl_id: S16, bkkp_sn: L16, sel_retn_time: "2026-03-02 10:16:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T17, fixmedins_code: D, drug_trac_codg: "810000000017", med_list_codg: XC10AAA001A001010100001, setl_id: S17, bkkp_sn: L17, sel_retn_time: "2026-03-02 10:17:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T18, fixmedins_code: D, drug_trac_codg: "810000000018", med_list_codg: XC10AAA001A001010100001, setl_id: S18, bkkp_sn: L18, sel_retn_time: "2026-03-02 10:18:00", trdn_flag: "0", sel_retn_cnt: 1},
        {trac_sn: T19, fixmedins_code: D, drug_trac_codg: "810000000019", med_list_codg: XC10AAA001A001010100001, setl_id: S19, bkkp_sn: L19, sel_retn_time: "2026-03-02 10:19:00", trdn_flag: "0", sel_retn_cnt: 1},
      ]
    finds: []
  - name: 扫码结算施行之前的月份
    given:
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}, {mdtrt_id: E2, setl_id: S2, fixmedins_code: D}, {mdtrt_id: E3, setl_id: S3, fixmedins_code: D}, {mdtrt_id: E4, setl_id: S4, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: L1, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2025-06-30 10:01:00"}, {mdtrt_id: E2, fixmedins_code: D, bkkp_sn: L2, setl_id: S2, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2025-06-30 10:02:00"}, {mdtrt_id: E3, fixmedins_code: D, bkkp_sn: L3, setl_id: S3, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2025-06-30 10:03:00"}, {mdtrt_id: E4, fixmedins_code: D, bkkp_sn: L4, setl_id: S4, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2025-06-30 10:04:00"}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: L1, sel_retn_time: "2025-06-30 10:01:00", trdn_flag: "0", sel_retn_cnt: 1}, {trac_sn: T2, fixmedins_code: D, drug_trac_codg: "810000000002", med_list_codg: XC10AAA001A001010100001, setl_id: S2, bkkp_sn: L2, sel_retn_time: "2025-06-30 10:02:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 机构当月没有任何追溯记录，不评估
    given:
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}, {mdtrt_id: E2, setl_id: S2, fixmedins_code: D}, {mdtrt_id: E3, setl_id: S3, fixmedins_code: D}, {mdtrt_id: E4, setl_id: S4, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: L1, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:01:00"}, {mdtrt_id: E2, fixmedins_code: D, bkkp_sn: L2, setl_id: S2, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:02:00"}, {mdtrt_id: E3, fixmedins_code: D, bkkp_sn: L3, setl_id: S3, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:03:00"}, {mdtrt_id: E4, fixmedins_code: D, bkkp_sn: L4, setl_id: S4, med_list_codg: XC10AAA001A001010100001, pric: 10, fee_ocur_time: "2026-03-02 10:04:00"}]
    finds: []
  - name: 追溯记录没有明细流水号，按结算和品种对应
    given:
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, setl_id: S1, med_list_codg: XC10AAA001A001010100001}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: null, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 中药饮片没有追溯码
    given:
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001}, {mdtrt_id: E1, fixmedins_code: D, setl_id: S1, med_list_codg: T000100001}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}]
    finds: []
  - name: 一盒二十四片的药拆零售出三十片
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}, {mdtrt_id: E2, setl_id: S2, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001, cnt: 15, pric: 2}, {mdtrt_id: E2, fixmedins_code: D, bkkp_sn: B, setl_id: S2, med_list_codg: XC10AAA001A001010100001, cnt: 15, pric: 2}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "1", sel_retn_cnt: 15}, {trac_sn: T2, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S2, bkkp_sn: B, sel_retn_time: "2026-03-02 11:00:00", trdn_flag: "1", sel_retn_cnt: 15}]
    knowledge:
      drug_unit: [{item_code: XC10AAA001A001010100001, ingredient: 阿托伐他汀, pack_units: 24}]
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 30, sev_deg: 2, behaviour: drug_resale, bkkp_sns: [A, B], evidence: {branch: [d], split_cnt: 30, pack_units: 24}}
  - name: 拆零售出恰为一盒
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001, cnt: 24, pric: 2}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "1", sel_retn_cnt: 24}]
    knowledge:
      drug_unit: [{item_code: XC10AAA001A001010100001, ingredient: 阿托伐他汀, pack_units: 24}]
    finds: []
  - name: 单支包装的药全部记为拆零
    given:
      purcinfo_d: [{purc_sn: B1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-12-02 10:00:00"}, {purc_sn: B2, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2024-12-02 10:00:00"}]
      setl_d: [{mdtrt_id: E1, setl_id: S1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, setl_id: S1, med_list_codg: XC10AAA001A001010100001, pric: 50}]
      drugtrac_d: [{trac_sn: T1, fixmedins_code: D, drug_trac_codg: "810000000001", med_list_codg: XC10AAA001A001010100001, setl_id: S1, bkkp_sn: A, sel_retn_time: "2026-03-02 10:00:00", trdn_flag: "1", sel_retn_cnt: 1}]
    knowledge:
      drug_unit: [{item_code: XC10AAA001A001010100001, ingredient: 某单支药, pack_units: 1}]
    finds:
      - {checkout_amt: 50.00, sev_deg: 2, behaviour: drug_resale, evidence: {branch: [d]}}
---*/
WITH active AS (
  -- X10: months in which the institution sent any trace code at all.
  SELECT d.fixmedins_code, month_start(as_date(d.sel_retn_time)) AS month
  FROM drugtrac_d AS d
  WHERE COALESCE(d.sel_retn_cnt, 1) > 0
  GROUP BY d.fixmedins_code, month_start(as_date(d.sel_retn_time))
), due AS (
  SELECT f.bkkp_sn, f.fixmedins_code, f.admdvs, month_start(f.svc_date) AS month, f.setl_id, f.med_list_codg
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND f.scene IN ('IP', 'OP', 'PH') AND f.kind = 'drug'
    AND COALESCE(optional(f.list_type), '101') NOT IN ('102', '103', '106') AND NOT starts_with(f.item, 'XJ07') AND NOT starts_with(f.item, 'T')
    AND f.svc_date >= CASE
      WHEN f.scene = 'PH' THEN param('from_scan', f.svc_date, f.admdvs) ELSE param('from_full', f.svc_date, f.admdvs)
    END
), bare AS (
  SELECT d.bkkp_sn, d.fixmedins_code, d.month
  FROM due AS d
  WHERE NOT EXISTS (SELECT 1 FROM drugtrac_d AS t WHERE optional(t.bkkp_sn) = d.bkkp_sn AND COALESCE(t.sel_retn_cnt, 1) > 0)
    AND NOT EXISTS (
      SELECT 1 FROM drugtrac_d AS t
      WHERE optional(t.setl_id) = d.setl_id AND t.med_list_codg = d.med_list_codg AND optional(t.bkkp_sn) IS NULL
        AND COALESCE(t.sel_retn_cnt, 1) > 0
    )
), due_month AS (
  SELECT d.fixmedins_code, d.month, COUNT(*) AS line_total, MIN(param('uncoded', d.month, d.admdvs)) AS uncoded_share
  FROM due AS d
  GROUP BY d.fixmedins_code, d.month
), bare_month AS (
  SELECT b.fixmedins_code, b.month, COUNT(*) AS line_uncoded FROM bare AS b GROUP BY b.fixmedins_code, b.month
), lax AS (
  SELECT t.fixmedins_code, t.month, t.line_total, b.line_uncoded
  FROM due_month AS t
  JOIN bare_month AS b ON b.fixmedins_code = t.fixmedins_code AND b.month = t.month
  JOIN active AS a ON a.fixmedins_code = t.fixmedins_code AND a.month = t.month
  WHERE b.line_uncoded > t.uncoded_share * t.line_total
), bought AS (
  SELECT
    i.inst_key, i.fixmedins_code, p.med_list_codg, year_of(p.purc_retn_stoin_time) AS year,
    MIN(as_date(p.purc_retn_stoin_time)) AS first_on, MAX(as_date(p.purc_retn_stoin_time)) AS last_on
  FROM inst AS i
  LEFT JOIN purcinfo_d AS p ON p.fixmedins_code = i.fixmedins_code
  WHERE p.purc_retn_cnt > 0
  GROUP BY i.inst_key, i.fixmedins_code, p.med_list_codg, year_of(p.purc_retn_stoin_time)
), buyer AS (
  SELECT fixmedins_code, MIN(first_on) AS first_bought FROM bought GROUP BY fixmedins_code
), regular AS (
  SELECT inst_key, med_list_codg, year, MIN(first_on) AS first_on, MAX(last_on) AS last_on FROM bought GROUP BY inst_key, med_list_codg, year
), known_prefix AS (
  SELECT DISTINCT k.prefix7, k.kreg FROM trace_ident AS k
), judged AS (
  -- The first and last purchase of the year, and the last of the year before, account for nearly everything sold.
  SELECT
    t.trac_sn, t.code, t.fixmedins_code, t.admdvs, COALESCE(c.item, t.med_list_codg) AS item, t.med_list_codg,
    optional(t.bkkp_sn) AS bkkp_sn, t.setl_id, as_date(t.sold_at) AS sold_on, t.split, t.cnt, i.kreg, i.inst_key,
    optional(i.prnt_rtal_phac_code) AS parent, k.prefix7 IS NOT NULL AS known,
    COALESCE(days_between(r.first_on, t.sold_at) BETWEEN 0 AND param('lookback', as_date(t.sold_at), t.admdvs), FALSE)
      OR COALESCE(days_between(r.last_on, t.sold_at) BETWEEN 0 AND param('lookback', as_date(t.sold_at), t.admdvs), FALSE)
      OR COALESCE(days_between(l.last_on, t.sold_at) BETWEEN 0 AND param('lookback', as_date(t.sold_at), t.admdvs), FALSE)
      AS was_bought
  FROM trace_net AS t
  JOIN inst AS i ON i.fixmedins_code = t.fixmedins_code
  LEFT JOIN item_dim AS c ON c.med_list_codg = t.med_list_codg AND c.kreg = i.kreg
  LEFT JOIN regular AS r ON r.inst_key = i.inst_key AND r.med_list_codg = t.med_list_codg AND r.year = year_of(t.sold_at)
  LEFT JOIN regular AS l ON l.inst_key = i.inst_key AND l.med_list_codg = t.med_list_codg AND l.year = year_of(t.sold_at) - 1
  LEFT JOIN known_prefix AS k ON k.prefix7 = LEFT(t.code, 7) AND k.kreg = i.kreg
  WHERE t.med_list_codg IS NOT NULL
), sale AS (
  -- What any of the tests below can find fault with: only these are kept.
  SELECT * FROM judged WHERE split OR known OR NOT was_bought
), named AS (
  SELECT
    s.trac_sn, joined(k.item_code) AS coded_item, joined(k.kp_ref) AS kp_ref, bool_or(k.item_code = s.item) AS fits,
    -- Without drug_unit the ingredient is the front of the code.
    bool_or(CASE
      WHEN starts_with(s.item, 'X') THEN LEFT(k.item_code, 10) = LEFT(s.item, 10)
      ELSE LEFT(k.item_code, 11) = LEFT(s.item, 11)
    END) AS alike,
    MAX(CASE WHEN k.edition = 'unverified' THEN 'unverified' WHEN days_between(k.begndate, s.sold_on) <= 30 THEN 'transition' END) AS doubt
  FROM sale AS s
  JOIN trace_ident AS k
    ON k.prefix7 = LEFT(s.code, 7) AND k.kreg = s.kreg AND s.sold_on >= k.k_from AND s.sold_on < k.k_to
  WHERE s.known
  GROUP BY s.trac_sn
), unusual AS (
  SELECT * FROM sale WHERE NOT was_bought
), stocked AS (
  -- By the institution itself, another of its codes, or the head of its chain.
  SELECT DISTINCT s.trac_sn
  FROM unusual AS s
  JOIN inst AS i ON i.inst_key = s.inst_key
  LEFT JOIN purcinfo_d AS p ON p.fixmedins_code = i.fixmedins_code AND p.med_list_codg = s.med_list_codg
  WHERE days_between(p.purc_retn_stoin_time, s.sold_on) BETWEEN 0
    AND CASE WHEN p.purc_retn_cnt > 0 THEN param('lookback', s.sold_on, s.admdvs) ELSE -1 END
  UNION
  SELECT DISTINCT s.trac_sn
  FROM unusual AS s
  JOIN inst AS i ON i.fixmedins_code = s.parent
  LEFT JOIN purcinfo_d AS p ON p.fixmedins_code = i.fixmedins_code AND p.med_list_codg = s.med_list_codg
  WHERE days_between(p.purc_retn_stoin_time, s.sold_on) BETWEEN 0
    AND CASE WHEN p.purc_retn_cnt > 0 THEN param('lookback', s.sold_on, s.admdvs) ELSE -1 END
  UNION
  -- Or it was on the shelf when the purchases delivered begin.
  SELECT DISTINCT s.trac_sn
  FROM unusual AS s
  LEFT JOIN invinfo_d AS v ON v.fixmedins_code = s.fixmedins_code AND v.med_list_codg = s.med_list_codg
  WHERE v.inv_cnt > 0 AND days_between(v.invdate, s.sold_on) BETWEEN 0 AND param('lookback', s.sold_on, s.admdvs)
), split_pack AS (
  SELECT p.code, p.fixmedins_code, SUM(p.cnt) AS split_cnt, MAX(u.pack_units) AS pack_units,
    joined(u.unit_ref) AS unit_ref
  FROM sale AS p
  JOIN drug_dim AS u ON u.item = p.item AND u.kreg = p.kreg
  WHERE p.split AND u.pack_units >= 1
  GROUP BY p.code, p.fixmedins_code
  HAVING SUM(p.cnt) > MAX(u.pack_units)
), split_habit AS (
  SELECT t.fixmedins_code, COALESCE(c.item, t.med_list_codg) AS item, month_of(as_date(t.sold_at)) AS month, joined(u.unit_ref) AS unit_ref
  FROM trace_net AS t
  JOIN inst AS i ON i.fixmedins_code = t.fixmedins_code
  LEFT JOIN item_dim AS c ON c.med_list_codg = t.med_list_codg AND c.kreg = i.kreg
  JOIN drug_dim AS u ON u.item = COALESCE(c.item, t.med_list_codg) AND u.kreg = i.kreg
  WHERE u.pack_units = 1 AND t.fixmedins_code IN (SELECT s.fixmedins_code FROM sale AS s WHERE s.split)
  GROUP BY t.fixmedins_code, COALESCE(c.item, t.med_list_codg), month_of(as_date(t.sold_at))
  HAVING SUM(CASE WHEN t.split THEN 1 ELSE 0 END) > MIN(param('split_share', as_date(t.sold_at), t.admdvs)) * COUNT(*)
), wrong AS (
  -- UNION, though no row comes twice: after it the engine knows that there are few.
  SELECT
    s.trac_sn, s.setl_id, s.bkkp_sn, s.med_list_codg, 'b' AS branch, 'substitution' AS behaviour, '追溯码对应的药品与明细不符' AS reason,
    COALESCE(n.doubt, CASE WHEN n.alike THEN 'same_ingredient' END) AS soft, s.setl_id || '|' || s.item AS found_in,
    CAST(s.sold_on AS VARCHAR) AS found_on, s.code, n.coded_item, n.kp_ref, CAST(NULL AS DECIMAL(38,4)) AS split_cnt,
    CAST(NULL AS DECIMAL(16,4)) AS pack_units, CAST(NULL AS DATE) AS first_bought
  FROM sale AS s
  JOIN named AS n ON n.trac_sn = s.trac_sn
  WHERE NOT n.fits
  UNION
  SELECT
    s.trac_sn, s.setl_id, s.bkkp_sn, s.med_list_codg, 'c', 'substitution', '一年内没有购进却扫码售出',
    CASE WHEN days_between(b.first_bought, s.sold_on) < param('lookback', s.sold_on, s.admdvs) THEN 'censored' END,
    s.item || '|' || month_of(s.sold_on), CAST(s.sold_on AS VARCHAR), s.code, NULL, NULL, NULL, NULL, b.first_bought
  FROM unusual AS s
  JOIN buyer AS b ON b.fixmedins_code = s.fixmedins_code
  LEFT JOIN stocked AS k ON k.trac_sn = s.trac_sn
  WHERE k.trac_sn IS NULL AND b.first_bought <= s.sold_on
  UNION
  SELECT
    s.trac_sn, s.setl_id, s.bkkp_sn, s.med_list_codg, 'd', 'drug_resale', '一个包装拆零售出的数量多于包装内的数量', NULL, s.code,
    CAST(s.sold_on AS VARCHAR), s.code, NULL, x.unit_ref, x.split_cnt, x.pack_units, NULL
  FROM sale AS s
  JOIN split_pack AS x ON x.code = s.code AND x.fixmedins_code = s.fixmedins_code
  WHERE s.split
  UNION
  SELECT
    s.trac_sn, s.setl_id, s.bkkp_sn, s.med_list_codg, 'd', 'drug_resale', '不能拆零的药品多按拆零售出', NULL,
    s.item || '|' || month_of(s.sold_on), CAST(s.sold_on AS VARCHAR), s.code, NULL, x.unit_ref, NULL, 1, NULL
  FROM sale AS s
  JOIN split_habit AS x ON x.fixmedins_code = s.fixmedins_code AND x.item = s.item AND x.month = month_of(s.sold_on)
  WHERE s.split
)
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, w.branch, w.branch AS kind, w.behaviour, w.reason, w.soft, w.found_in, w.found_on, w.code, w.coded_item, w.kp_ref,
  CAST(NULL AS BIGINT) AS line_total, CAST(NULL AS BIGINT) AS line_uncoded, w.split_cnt, w.pack_units, w.first_bought, 2 AS sev_deg,
  CAST(NULL AS DECIMAL(16,4)) AS checkout_cnt
FROM wrong AS w
JOIN fee_net AS f ON f.setl_id = w.setl_id
-- Within CASE these are tested on what the join leaves; tested first, the fee lines would seem the smaller side.
WHERE CASE
    WHEN f.bkkp_sn = w.bkkp_sn OR (w.bkkp_sn IS NULL AND f.med_list_codg = w.med_list_codg) THEN
      f.kind = 'drug' AND f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct)
      AND COALESCE(optional(f.list_type), '101') NOT IN ('102', '103', '106') AND NOT starts_with(f.item, 'XJ07')
    ELSE FALSE
  END
UNION ALL
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, 'a', 'a', 'record_anomaly',
  '当月药品明细 ' || CAST(x.line_total AS VARCHAR) || ' 笔，没有追溯码 ' || CAST(x.line_uncoded AS VARCHAR) || ' 笔',
  CAST(NULL AS VARCHAR), month_of(x.month), month_of(x.month), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
  x.line_total, x.line_uncoded, CAST(NULL AS DECIMAL(38,4)), CAST(NULL AS DECIMAL(16,4)), CAST(NULL AS DATE), 3,
  CAST(x.line_uncoded AS DECIMAL(16,4))
FROM lax AS x
JOIN bare AS b ON b.fixmedins_code = x.fixmedins_code AND b.month = x.month
JOIN fee_net AS f ON f.bkkp_sn = b.bkkp_sn
