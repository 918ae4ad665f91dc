/*---
code: DAT-004
version: 1
title: 诊断与手术操作不符
status: active
national_code: GZ10000201006000
behaviour: record_anomaly
severity: 3
subject: visit
amount: none
scenes: [IP]
stages: [3]
law: [735-39-3, agreement]
message: "{adm_date} 入院，主要诊断 {main_diag}，主要手术 {oprn_code}（{oprn_name}），诊断与手术不相符，其他诊断中也没有相应疾病。"
verify: 调阅手术记录、病理报告和病程记录，核对主要诊断和手术操作编码，判明是编码错误还是虚构手术。
defence: 一次住院治疗两种疾病；诊断编码取舍不同。
known_gaps: 只查部位与疾病对应明显的手术；其他诊断相符的由 DRG-003 判断。
evidence: [main_diag, oprn_code, oprn_name, diag]
cases:
  - name: 主要诊断椎间盘突出，主要手术白内障
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "13.4100", main_oprn_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1}]
    finds:
      - {mdtrt_id: I1, checkout_amt: null, checkout_cnt: 1, amount_basis: none, sev_deg: 3, national_code: GZ10000201006000, occurred_on: "2026-03-09", evidence: {main_diag: M51.200, oprn_code: "13.4100"}}
  - name: 白内障列在第二诊断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: H25.900, diag_srt_no: 2}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "13.4100", main_oprn_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1}]
    finds: []
  - name: 主要诊断相符
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1}]
    finds: []
  - name: 肺炎患者做阑尾切除
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J18.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "47.0900", oprn_oprt_name: 阑尾切除, main_oprn_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1}]
    finds:
      - {sev_deg: 3, evidence: {oprn_name: 阑尾切除}}
  - name: 不是主要手术
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J18.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "47.0900", main_oprn_flag: "0"}]
      fee_list_d: [{mdtrt_id: I1}]
    finds: []
  - name: 手术并发症再手术、术后取出内固定、骨科随诊
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: T81.400}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: Z47.000}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "47.0900", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "13.4100", main_oprn_flag: "1"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}]
    finds: []
  - name: 本地只列了两行对应诊断的手术不判断，三行的判断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J18.900}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J18.900}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "39.5000", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "38.5900", main_oprn_flag: "1"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}]
    knowledge:
      diag_oprn:
        - {oprn_prefix: "39.5", icd_prefix: I70}
        - {oprn_prefix: "39.5", icd_prefix: I74}
        - {oprn_prefix: "38.5", icd_prefix: I83}
        - {oprn_prefix: "38.5", icd_prefix: I87}
        - {oprn_prefix: "38.5", icd_prefix: I86}
    finds:
      - {mdtrt_id: I2}
  - name: 内镜下操作随带检查
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J18.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "45.2300", main_oprn_flag: "1"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "003109030050000"}]
    knowledge:
      diag_oprn:
        - {oprn_prefix: "45.2", icd_prefix: K51}
        - {oprn_prefix: "45.2", icd_prefix: K63}
        - {oprn_prefix: "45.2", icd_prefix: C18}
    finds: []
  - name: 主要诊断未填，或住院已全额退费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J18.900}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "47.0900", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "47.0900", main_oprn_flag: "1"}
      setl_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2, setl_id: S1, medfee_sumamt: 10, inscp_amt: 10, fund_pay_sumamt: 8}
        - {mdtrt_id: I2, setl_id: S2, init_setl_id: S1, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2, setl_id: S1}]
    finds: []
---*/
SELECT
  m.stay_id, m.stay_id AS mdtrt_id, m.psn_no, m.fixmedins_code, m.adm_date, m.dscg_date AS occurred_on, m.main_diag, m.diag,
  m.oprn_code, coalesce(m.oprn_name, m.name) AS oprn_name
FROM oprn_mismatch AS m
WHERE NOT m.secondary_fits
