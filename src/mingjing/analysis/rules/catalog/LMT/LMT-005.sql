/*---
code: LMT-005
version: 1
title: 限适应症支付
status: active
national_code: [GZ10000101008000, GZ10000102007000]
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  hist_days: {type: integer, default: 0, unit: 日, source: 无官方数值，可按统筹区配置；此前多少日内的诊断也算，0 为只看本次就诊}
  hist_days_ph: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；购药时此前多少日内的诊断也算}
  vague_days: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；本次只有 Z51、Z85 或中医诊断时，此前多少日内的诊断也算}
message: "{svc_date} {item_name} 限诊断 {limit_text} 支付，本次诊断为 {diag_text}，涉及 {checkout_amt} 元。"
verify: 对照药品目录备注，调阅病历、检验报告（白蛋白数值、病理、基因检测等）和既往诊断。
defence: 符合支付范围的次要诊断没有编码；检查结果已证明适应症。
known_gaps: 支付范围与诊断的对应由本产品整理，部分对应、无法对应的不作判断；诊断相符不证明符合分期、检验值等其余条件；神经系统药物的限定（第 18 批）尚无公布附件。
evidence: [limit_text, diag_text, diag_from, kp_ref]
works_without: [dise_icd]
cases:
  - name: 只有上呼吸道感染，用人血白蛋白
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J06.900}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XB05AAR021B001010100348, medins_list_name: 人血白蛋白, cnt: 2, pric: 400}]
    knowledge:
      indication_limit: [{item_code: XB05AAR021B001010100348, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: K74}, {indication: L1, icd_prefix: J91}]
    finds:
      - {checkout_amt: 800.00, checkout_cnt: 2, fund_amt: 640.00, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000101008000, evidence: {diag_text: "J06.900", diag_from: encounter}}
  - name: 第四诊断是肝硬化
    given:
      setl_list_diag_d:
        - {mdtrt_id: I1, diag_code: J06.900, diag_srt_no: 1}
        - {mdtrt_id: I1, diag_code: I10.x00, diag_srt_no: 2}
        - {mdtrt_id: I1, diag_code: E11.900, diag_srt_no: 3}
        - {mdtrt_id: I1, diag_code: K74.600, diag_srt_no: 4}
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XB05AAR021B001010100348, cnt: 2, pric: 400}]
    knowledge:
      indication_limit: [{item_code: XB05AAR021B001010100348, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: K74}, {indication: L1, icd_prefix: J91}]
    finds: []
  - name: 组合编码的星号一半符合
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: B65.200+K74.600*}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XB05AAR021B001010100348, cnt: 2, pric: 400}]
    knowledge:
      indication_limit: [{item_code: XB05AAR021B001010100348, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: K74}, {indication: L1, icd_prefix: J91}]
    finds: []
  - name: 化疗住院只编码 Z51.1，半年前编码过肺癌
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: C61.x00}, {mdtrt_id: I2, diag_code: Z51.100}]
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-09-01 08:00:00", endtime: "2025-09-05 08:00:00"}
        - {mdtrt_id: I2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 08:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: "001101000010000"}
        - {mdtrt_id: I2, med_list_codg: XZ99ZZA001A001010100001, cnt: 1, pric: 500}
    knowledge:
      indication_limit: [{item_code: XZ99ZZA001A001010100001, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: C61}]
    finds: []
  - name: 只编码 Z51.1，一年内没有相符诊断
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: C61.x00}, {mdtrt_id: I2, diag_code: Z51.100}]
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-03-01 08:00:00", endtime: "2025-03-01 18:00:00"}
        - {mdtrt_id: I2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 08:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: "001101000010000"}
        - {mdtrt_id: I2, med_list_codg: XZ99ZZA001A001010100001, cnt: 1, pric: 500}
    knowledge:
      indication_limit: [{item_code: XZ99ZZA001A001010100001, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: C61}]
    finds: [{checkout_amt: 500.00, sev_deg: 1, evidence: {diag_from: person}}]
  - name: 只编码 Z51.1，恰好 365 日前有相符诊断
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: C61.x00}, {mdtrt_id: I2, diag_code: Z51.100}]
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-03-02 08:00:00", endtime: "2025-03-02 18:00:00"}
        - {mdtrt_id: I2, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 08:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, fixmedins_code: H, med_list_codg: "001101000010000"}
        - {mdtrt_id: I2, med_list_codg: XZ99ZZA001A001010100001, cnt: 1, pric: 500, fee_ocur_time: "2026-03-02 09:00:00"}
    knowledge:
      indication_limit: [{item_code: XZ99ZZA001A001010100001, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: C61}]
    finds: []
  - name: 依据全国限定：替那帕诺只用于透析患者，诊断为便秘
    given:
      setl_list_diag_d: [{diag_code: K59.000}]
      fee_list_d: [{med_list_codg: XA06AXT235A001010185398, cnt: 14, pric: 9}]
    finds: [{checkout_amt: 126.00, sev_deg: 1, national_code: GZ10000101008000, evidence: {limit_text: "N18、N19、Z49、Z99.2", kp_ref: "12#46"}}]
  - name: 普通门诊不看既往诊断
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: C61.x00}, {mdtrt_id: E2, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001101000010000", fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XZ99ZZA001A001010100001, cnt: 1, pric: 50}
    knowledge:
      indication_limit: [{item_code: XZ99ZZA001A001010100001, indication: L1, mapped: full}]
      indication_icd: [{indication: L1, icd_prefix: C61}]
    finds: [{checkout_amt: 50.00, sev_deg: 1}]
  - name: 药店按开方就诊的诊断判断
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: I10.x00}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001101000010000", rx_drord_no: R1}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XC09DXS309A001010100553, pric: 60}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XC09DXS309A001010100553, sel_retn_cnt: 1, sel_retn_time: "2026-03-02 10:00:00", setl_id: SE2, rxno: R1}
    finds: []
  - name: 药店所凭处方的诊断不符
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001101000010000", rx_drord_no: R1}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XC09DXS309A001010100553, pric: 60}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XC09DXS309A001010100553, sel_retn_cnt: 1, sel_retn_time: "2026-03-02 10:00:00", setl_id: SE2, rxno: R1}
    finds: [{checkout_amt: 60.00, sev_deg: 1, evidence: {diag_from: prescription}}]
  - name: 药店按病种的诊断判断
    given:
      mdtrt_d: [{mdtrt_id: E2, fixmedins_code: D, dise_no: M001}]
      fee_list_d: [{mdtrt_id: E2, med_list_codg: XC09DXS309A001010100553, pric: 60}]
    knowledge:
      dise_icd: [{dise_no: M001, icd_prefix: I10}]
    finds: []
  - name: 药店没有处方、没有病种，不作判断
    given:
      fee_list_d: [{mdtrt_id: E2, fixmedins_code: D, med_list_codg: XC09DXS309A001010100553, pric: 60}]
    finds: []
  - name: 没有诊断，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: null}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: 2, pric: 400}]
    finds: []
  - name: 部分对应的限定不作判断
    given:
      setl_list_diag_d: [{diag_code: J06.900}]
      fee_list_d: [{med_list_codg: XZ99ZZA001A001010100001, cnt: 1, pric: 50}]
    knowledge:
      indication_limit: [{item_code: XZ99ZZA001A001010100001, indication: L1, mapped: partial}]
      indication_icd: [{indication: L1, icd_prefix: C61}]
    finds: []
  - name: 急诊用药降为轻度可疑
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J06.900}]
      mdtrt_d: [{mdtrt_id: I1, ipt_type: "2"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: 2, pric: 400}]
    finds: [{checkout_amt: 800.00, sev_deg: 3, evidence: {soft: [emergency]}}]
  - name: 目录生效前的费用降为轻度可疑
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J06.900}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2025-12-30 08:00:00", endtime: "2025-12-31 08:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: 2, pric: 400, fee_ocur_time: "2025-12-30 09:00:00"}]
    finds: [{checkout_amt: 800.00, sev_deg: 3, evidence: {soft: [unverified]}}]
  - name: 机构当月诊断多未贯标，不作判断
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: "感冒"}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: 2, pric: 400}]
    finds: []
  - name: 全部自费
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J06.900}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: 2, pric: 400, inscp_amt: 0, fulamt_ownpay_amt: 800}]
    finds: []
  - name: 已退费
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J06.900}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d:
        - {bkkp_sn: A, mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: 2, pric: 400}
        - {bkkp_sn: B, mdtrt_id: I1, med_list_codg: XA06AXT235A001010185398, cnt: -2, pric: 400, init_feedetl_sn: A}
    finds: []
---*/
WITH limited AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.insu_admdvs, f.kreg, f.svc_date, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.kind, f.scene, f.diag, optional(f.dise_no) AS dise_no, f.x1,
    k.indication, k.kp_ref, k.rule_code, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN indication_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND k.mapped = 'full'
    AND (k.rule_code IS NULL OR k.rule_code IN ('GZ10000101008000', 'GZ10000102007000'))
), asked AS (
  SELECT
    mdtrt_id, indication, kreg, MIN(psn_no) AS psn_no, MIN(admdvs) AS admdvs, MIN(insu_admdvs) AS insu_admdvs,
    MIN(scene) AS scene, MIN(diag) AS diag, MIN(dise_no) AS dise_no, MIN(svc_date) AS svc_date
  FROM limited
  GROUP BY mdtrt_id, indication, kreg
), programme AS (
  SELECT
    a.mdtrt_id, a.indication,
    bool_or(COALESCE(starts_with(i.icd_prefix, d.icd_prefix) OR starts_with(d.icd_prefix, i.icd_prefix), FALSE)) AS fits
  FROM asked AS a
  JOIN region_class AS r ON r.admdvs = a.insu_admdvs
  JOIN dise_icd AS d
    ON d.dise_no = a.dise_no AND d.kreg = r.kreg AND a.svc_date >= d.k_from AND a.svc_date < d.k_to
  LEFT JOIN indication_icd AS i
    ON i.indication = a.indication AND i.kreg = a.kreg AND a.svc_date >= i.k_from AND a.svc_date < i.k_to
  WHERE a.scene = 'PH'
  GROUP BY a.mdtrt_id, a.indication
), known AS (
  SELECT
    a.*, p.fits AS programme_fits,
    CASE
      WHEN a.scene = 'PH' AND x.diag IS NOT NULL THEN x.diag || COALESCE(a.diag, '')
      ELSE a.diag
    END AS known_diag,
    CASE
      WHEN a.scene = 'PH' AND x.diag IS NOT NULL THEN 'prescription'
      WHEN a.diag IS NOT NULL THEN 'encounter' ELSE 'programme' END AS diag_src
  FROM asked AS a
  LEFT JOIN programme AS p ON p.mdtrt_id = a.mdtrt_id AND p.indication = a.indication
  LEFT JOIN rx_diag AS x ON x.mdtrt_id = a.mdtrt_id
), met AS (
  SELECT DISTINCT n.mdtrt_id, n.indication
  FROM known AS n
  JOIN indication_icd AS i
    ON i.indication = n.indication AND i.kreg = n.kreg AND n.svc_date >= i.k_from AND n.svc_date < i.k_to
  WHERE has_icd(n.known_diag, i.icd_prefix)
), unmet AS (
  SELECT n.*
  FROM known AS n
  LEFT JOIN met AS m ON m.mdtrt_id = n.mdtrt_id AND m.indication = n.indication
  WHERE m.mdtrt_id IS NULL AND NOT COALESCE(n.programme_fits, FALSE)
    AND (n.known_diag IS NOT NULL OR n.programme_fits IS NOT NULL)
), plain AS (
  -- Encounters with a diagnosis that says what the person has; the others are explained by earlier ones.
  SELECT DISTINCT u.mdtrt_id
  FROM unmet AS u
  JOIN enc_diag AS d ON d.mdtrt_id = u.mdtrt_id
  WHERE COALESCE(optional(d.diag_type), '1') = '1' AND NOT starts_with(d.diag, 'Z51') AND NOT starts_with(d.diag, 'Z85')
), windowed AS (
  SELECT
    u.*, p.mdtrt_id IS NULL AS vague,
    CASE
      WHEN u.scene = 'PH' THEN param('hist_days_ph', u.svc_date, u.admdvs)
      WHEN p.mdtrt_id IS NULL THEN param('vague_days', u.svc_date, u.admdvs)
      ELSE param('hist_days', u.svc_date, u.admdvs)
    END AS hist_days
  FROM unmet AS u
  LEFT JOIN plain AS p ON p.mdtrt_id = u.mdtrt_id
), earlier AS (
  SELECT DISTINCT w.mdtrt_id, w.indication
  FROM windowed AS w
  JOIN enc AS e ON e.psn_no = w.psn_no AND days_between(e.adm_date, w.svc_date) BETWEEN 0 AND w.hist_days
  JOIN indication_icd AS i
    ON i.indication = w.indication AND i.kreg = w.kreg AND w.svc_date >= i.k_from AND w.svc_date < i.k_to
  WHERE w.hist_days > 0 AND e.mdtrt_id <> w.mdtrt_id AND has_icd(e.diag, i.icd_prefix)
), payable AS (
  SELECT indication, kreg, joined(icd_prefix) AS prefixes
  FROM indication_icd
  GROUP BY indication, kreg
)
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, f.kp_ref,
  REPLACE(TRIM(REPLACE(q.prefixes, '|', ' ')), ' ', '、') AS limit_text,
  COALESCE(REPLACE(TRIM(REPLACE(REPLACE(w.known_diag, '||', '|'), '|', ' ')), ' ', '、'), '病种 ' || f.dise_no) AS diag_text,
  CASE WHEN w.vague AND w.scene <> 'PH' THEN 'person' ELSE w.diag_src END AS diag_from,
  COALESCE(f.rule_code, CASE f.kind WHEN 'drug' THEN 'GZ10000101008000' ELSE 'GZ10000102007000' END) AS national_code,
  COALESCE(f.sev, 1) AS sev_deg,
  CASE WHEN f.doubt IS NOT NULL THEN f.doubt WHEN f.x1 THEN 'emergency' END AS soft
FROM limited AS f
JOIN windowed AS w ON w.mdtrt_id = f.mdtrt_id AND w.indication = f.indication
LEFT JOIN payable AS q ON q.indication = f.indication AND q.kreg = f.kreg
LEFT JOIN earlier AS e ON e.mdtrt_id = f.mdtrt_id AND e.indication = f.indication
LEFT JOIN code_gap AS g ON g.fixmedins_code = f.fixmedins_code AND g.month = month_of(f.svc_date)
WHERE e.mdtrt_id IS NULL AND NOT COALESCE(g.diag_gap, FALSE)
