/*---
code: STY-009
version: 1
title: 住院明细雷同
status: active
behaviour: forged_record
severity: 2
subject: group
amount: stay
scenes: [IP]
stages: [3]
law: [735-40-2]
params:
  min_items: {type: integer, default: 15, unit: 个, source: 相同项目的最少个数；无官方数值，可按统筹区配置}
  min_persons: {type: integer, default: 5, unit: 人, source: 无官方数值，可按统筹区配置}
message: "{quarter} 出院的 {persons} 名患者住院明细雷同：{items} 个项目及其日均数量完全相同，住院费用合计 {checkout_amt} 元。"
verify: 调阅各份病历，比对病程记录、护理记录、签名和检查报告，逐一询问患者是否住院及所做治疗。
defence: 按临床路径诊疗；同一套餐医嘱。
known_gaps: 已备案的临床路径须现场出示；明细逐字相同以外的近似雷同由模型识别。
evidence: [quarter, persons, items, main_diags, first_adm, last_dscg, fingerprint]
cases:
  - name: 5 人住院 6 夜，15 个项目数量完全相同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: &same
        - {repeat: {m: 5, n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I<m>, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
    finds:
      - {checkout_amt: 450.00, fund_amt: 360.00, checkout_cnt: 5, sev_deg: 2, occurred_on: "2026-03-08", evidence: {items: 15, persons: 5}}
  - name: 另有床位、护理费数量不同，仍属雷同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {repeat: {m: 5, n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I<m>, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 40}
        - {mdtrt_id: I2, med_list_codg: "001109000010000", cnt: 2, pric: 40}
        - {mdtrt_id: I3, med_list_codg: "001109000010000", cnt: 3, pric: 40}
        - {mdtrt_id: I4, med_list_codg: "001109000010000", cnt: 4, pric: 40}
        - {mdtrt_id: I5, med_list_codg: "001109000010000", cnt: 5, pric: 40}
    finds:
      - {checkout_cnt: 5, checkout_amt: 1050.00}
  - name: 只有 14 个项目相同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {repeat: {m: 5, n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", 10, 11, 12, 13, 14]}, mdtrt_id: I<m>, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
    finds: []
  - name: 两个项目的数量不同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {repeat: {n: ["01", "02", "03"]}, mdtrt_id: I1, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {m: ["04", "05"]}, mdtrt_id: I1, med_list_codg: XA<m>AAA001A001010100001, cnt: 4, pric: 2}
        - {repeat: {n: ["06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I1, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {n: ["01", "02", "03"]}, mdtrt_id: I2, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {m: ["04", "05"]}, mdtrt_id: I2, med_list_codg: XA<m>AAA001A001010100001, cnt: 5, pric: 2}
        - {repeat: {n: ["06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I2, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {n: ["01", "02", "03"]}, mdtrt_id: I3, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {m: ["04", "05"]}, mdtrt_id: I3, med_list_codg: XA<m>AAA001A001010100001, cnt: 6, pric: 2}
        - {repeat: {n: ["06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I3, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {n: ["01", "02", "03"]}, mdtrt_id: I4, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {m: ["04", "05"]}, mdtrt_id: I4, med_list_codg: XA<m>AAA001A001010100001, cnt: 7, pric: 2}
        - {repeat: {n: ["06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I4, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {n: ["01", "02", "03"]}, mdtrt_id: I5, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {m: ["04", "05"]}, mdtrt_id: I5, med_list_codg: XA<m>AAA001A001010100001, cnt: 8, pric: 2}
        - {repeat: {n: ["06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I5, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
    finds: []
  - name: 其中一人住院多一夜，日均数量不同
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-12 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *same
    finds: []
  - name: 只有 4 人
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P4, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *same
    finds: []
  - name: 按单病种付费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      setl_d:
        - {repeat: {n: 5}, mdtrt_id: I<n>, clr_way: "2"}
      fee_list_d: *same
    finds: []
  - name: 登记了病种编号、日间手术、生育住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200, med_type: "28"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200, med_type: "52"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200, dise_no: M1}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200, med_type: "28"}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200, med_type: "52"}
      fee_list_d: *same
    finds: []
  - name: 肿瘤按方案化疗
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: Z51.100}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: Z51.100}
      fee_list_d: *same
    finds: []
  - name: 住院两夜
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-04 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-03 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-04 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-03 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-04 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *same
    finds: []
  - name: 维持性透析
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d:
        - {repeat: {m: 5, n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I<m>, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {n: 5}, mdtrt_id: I<n>, med_list_codg: "003110000060000", cnt: 2, pric: 400}
    finds: []
  - name: 一人的费用已全额退还
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      setl_d:
        - {repeat: {n: 5}, mdtrt_id: I<n>, setl_id: S<n>}
        - {mdtrt_id: I1, setl_id: S9, init_setl_id: S1, medfee_sumamt: -90, inscp_amt: -90, fund_pay_sumamt: -72}
      fee_list_d:
        - {repeat: {n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I1, setl_id: S1, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
        - {repeat: {m: [2, 3, 4, 5], n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", 10, 11, 12, 13, 14, 15]}, mdtrt_id: I<m>, med_list_codg: XA<n>AAA001A001010100001, cnt: 3, pric: 2}
    finds: []
  - name: 一人未出院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-01 09:00:00", endtime: null, dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-03-01 09:00:00", endtime: "2026-03-07 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I5, psn_no: P5, begntime: "2026-03-02 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *same
    finds: []
---*/
WITH eligible AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.admdvs, s.adm_date, s.dscg_date, s.bill_days, optional(s.main_diag) AS main_diag,
    quarter_of(s.dscg_date) AS quarter
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND s.nights > 2 AND NOT s.x3 AND s.med_type NOT IN ('28', '52')
    AND coalesce(optional(s.clr_way), '') <> '2' AND optional(s.dise_no) IS NULL
), billed AS (
  SELECT e.stay_id, f.item, SUM(f.cnt) AS cnt, MAX(CASE WHEN has_cls(f.cls, 'HD') THEN 1 ELSE 0 END) AS dialysed
  FROM fee_net AS f
  JOIN stay_enc AS n ON n.mdtrt_id = f.mdtrt_id
  JOIN eligible AS e ON e.stay_id = n.stay_id
  WHERE f.is_ip AND NOT has_cls(coalesce(f.cls, ''), 'BED') AND NOT has_cls(coalesce(f.cls, ''), 'NURS')
    AND NOT has_cls(coalesce(f.cls, ''), 'DXFEE')
  GROUP BY e.stay_id, f.item
), printed AS (
  -- Hundredths of a unit a day, half up, as a whole number.
  SELECT
    b.stay_id, COUNT(*) AS items,
    md5_of(joined(b.item || ':' || CAST(floor_int(ratio(b.cnt * 200 + e.bill_days, e.bill_days * 2)) AS VARCHAR))) AS fingerprint
  FROM billed AS b
  JOIN eligible AS e ON e.stay_id = b.stay_id
  GROUP BY b.stay_id
  HAVING COUNT(*) >= MIN(param('min_items', e.dscg_date, e.admdvs)) AND MAX(b.dialysed) = 0
), alike AS (
  SELECT
    e.fixmedins_code, e.quarter, p.fingerprint, MIN(p.items) AS items, COUNT(DISTINCT e.psn_no) AS persons,
    joined(e.psn_no) AS members, joined(e.main_diag) AS main_diags, MIN(e.adm_date) AS first_adm, MAX(e.dscg_date) AS last_dscg,
    MIN(e.admdvs) AS admdvs
  FROM printed AS p
  JOIN eligible AS e ON e.stay_id = p.stay_id
  GROUP BY e.fixmedins_code, e.quarter, p.fingerprint
  HAVING COUNT(DISTINCT e.psn_no) >= 2
)
SELECT
  left(md5_of(a.members), 16) AS group_id, e.psn_no AS member, e.stay_id, e.fixmedins_code, a.last_dscg AS occurred_on,
  a.quarter, a.persons, a.items, a.main_diags, a.first_adm, a.last_dscg, a.fingerprint
FROM alike AS a
JOIN printed AS p ON p.fingerprint = a.fingerprint
JOIN eligible AS e ON e.stay_id = p.stay_id AND e.fixmedins_code = a.fixmedins_code AND e.quarter = a.quarter
WHERE a.persons >= param('min_persons', a.last_dscg, a.admdvs)
