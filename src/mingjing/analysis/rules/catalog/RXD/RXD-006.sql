/*---
code: RXD-006
version: 1
title: 超说明书适应症、超适应症、限疾病使用
status: active
national_code: [GZ10000301007000, GZ10000302006000]
behaviour: irrational_drug
severity: 2
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  hist_days: {type: integer, default: 0, unit: 日, source: 无官方数值，可按统筹区配置；此前多少日内的诊断也算，0 为只看本次就诊}
  hist_days_ph: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；购药时此前多少日内的诊断也算}
message: "{svc_date} {item_name} 的适应症为 {limit_text}，本次诊断为 {diag_text}，涉及 {checkout_amt} 元。"
verify: 对照说明书、技术操作规范，调阅病程记录、处方点评和超说明书用药备案。
defence: 有超说明书用药备案、诊疗指南依据；符合的次要诊断没有编码。
known_gaps: 适应症由本地知识表给出，没有行的药品、项目不作判断；已有限适应症支付规定的药品由 LMT-005 检查。
evidence: [limit_text, diag_text, nat_rule, kp_ref]
works_without: [dise_icd]
cases:
  - name: 只有高血压，用骨肽
    given:
      setl_list_diag_d: [{diag_code: I10.x00}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, medins_list_name: 骨肽注射液, cnt: 5, pric: 20}]
    knowledge: &bone
      use_indication:
        - {basis: label, item_code: XZ99ZZA001, match: ^, icd_prefix: M80, codable: 1}
        - {basis: label, item_code: XZ99ZZA001, match: ^, icd_prefix: M81, codable: 1}
    finds:
      - {checkout_amt: 100.00, checkout_cnt: 5, fund_amt: 80.00, sev_deg: 2, occurred_on: "2026-03-02", behaviour: irrational_drug, national_code: GZ10000301007000, evidence: {limit_text: "M80、M81", diag_text: I10.X00}}
  - name: 骨质疏松在第五诊断
    given:
      setl_list_diag_d: [{diag_code: I10.x00}, {diag_code: E11.900}, {diag_code: J06.900}, {diag_code: K29.500}, {diag_code: M81.900}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge: *bone
    finds: []
  - name: 医疗服务项目超适应症
    given:
      setl_list_diag_d: [{diag_code: I10.x00}]
      fee_list_d: [{med_list_codg: "009900000010000", cnt: 1, pric: 80}]
    knowledge:
      use_indication: [{basis: label, item_code: "009900000010000", icd_prefix: M81, codable: 1}]
    finds: [{checkout_amt: 80.00, sev_deg: 2, behaviour: over_treatment, national_code: GZ10000302006000}]
  - name: 耗材限疾病使用，尚无公开的国家编码
    given:
      setl_list_diag_d: [{diag_code: I10.x00}]
      fee_list_d: [{med_list_codg: C0199900000000000001, cnt: 1, pric: 80}]
    knowledge:
      use_indication: [{basis: label, item_code: C0199900000000000001, icd_prefix: M81, codable: 1}]
    finds: [{checkout_amt: 80.00, behaviour: over_treatment, evidence: {nat_rule: R2025-88}}]
  - name: 已有限适应症支付规定的药品不重复检查
    given:
      setl_list_diag_d: [{diag_code: K59.000}]
      fee_list_d: [{med_list_codg: XA06AXT235A001010185398, cnt: 14, pric: 9}]
    knowledge:
      use_indication: [{basis: label, item_code: XA06AXT235A001010185398, icd_prefix: N18, codable: 1}]
    finds: []
  - name: 只有症状诊断，降为轻度可疑
    given:
      setl_list_diag_d: [{diag_code: R52.900}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge: *bone
    finds: [{checkout_amt: 100.00, sev_deg: 3, evidence: {soft: [symptom_only]}}]
  - name: 急诊用药降为轻度可疑
    given:
      setl_list_diag_d: [{diag_code: I10.x00}]
      mdtrt_d: [{med_type: "13"}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge: *bone
    finds: [{checkout_amt: 100.00, sev_deg: 3, evidence: {soft: [emergency]}}]
  - name: 本地例外诊断
    given:
      setl_list_diag_d: [{diag_code: C90.000}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge:
      use_indication: [{basis: label, item_code: XZ99ZZA001, match: ^, icd_prefix: M81, codable: 1}]
      icd_except: [{list: use_indication, item_code: XZ99ZZA001, match: ^, icd_prefix: C90}]
    finds: []
  - name: 适应症不能用诊断表达的不作判断
    given:
      setl_list_diag_d: [{diag_code: I10.x00}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge:
      use_indication: [{basis: label, item_code: XZ99ZZA001, match: ^, codable: 0}]
    finds: []
  - name: 机构当月诊断多未贯标，不作判断
    given:
      setl_list_diag_d: [{diag_code: 感冒}]
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge: *bone
    finds: []
  - name: 没有诊断，不作判断
    given:
      fee_list_d: [{med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge: *bone
    finds: []
  - name: 药店购药没有处方、没有病种，不作判断
    given:
      fee_list_d: [{fixmedins_code: D, med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}]
    knowledge: *bone
    finds: []
  - name: 药店所凭处方的诊断不符，但恰好 365 日前的就诊有相符诊断
    given:
      setl_list_diag_d: [{mdtrt_id: E0, diag_code: M81.900}, {mdtrt_id: E1, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-03-02 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: "001101000010000", rx_drord_no: R1}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XZ99ZZA001B001010100001, pric: 60}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XZ99ZZA001B001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-03-02 10:00:00", setl_id: SE2, rxno: R1}
    knowledge: *bone
    finds: []
  - name: 药店所凭处方的诊断不符，366 日前才有相符诊断
    given:
      setl_list_diag_d: [{mdtrt_id: E0, diag_code: M81.900}, {mdtrt_id: E1, diag_code: J06.900}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-03-01 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: "001101000010000", rx_drord_no: R1}
        - {mdtrt_id: E2, fixmedins_code: D, med_list_codg: XZ99ZZA001B001010100001, pric: 60}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XZ99ZZA001B001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-03-02 10:00:00", setl_id: SE2, rxno: R1}
    knowledge: *bone
    finds: [{checkout_amt: 60.00, sev_deg: 2}]
  - name: 已退费
    given:
      setl_list_diag_d: [{diag_code: I10.x00}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XZ99ZZA001B001010100001, cnt: 5, pric: 20}
        - {bkkp_sn: B, med_list_codg: XZ99ZZA001B001010100001, cnt: -5, pric: 20, init_feedetl_sn: A}
    knowledge: *bone
    finds: []
---*/
WITH labelled AS (
  SELECT DISTINCT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.insu_admdvs, f.kreg, f.svc_date, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.kind, f.scene, f.gend, f.diag, optional(f.dise_no) AS dise_no, f.x1,
    k.kp_ref, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN use_indication AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND k.basis = 'label' AND k.codable = 1
), limited AS (
  SELECT f.*
  FROM labelled AS f
  LEFT JOIN indication_limit AS k ON k_match(k, f)
  WHERE k.item_code IS NULL
), asked AS (
  SELECT
    mdtrt_id, item, kreg, MIN(psn_no) AS psn_no, MIN(admdvs) AS admdvs, MIN(insu_admdvs) AS insu_admdvs,
    MIN(scene) AS scene, MIN(diag) AS diag, MIN(dise_no) AS dise_no, MIN(svc_date) AS svc_date
  FROM limited
  GROUP BY mdtrt_id, item, kreg
), programme AS (
  SELECT
    a.mdtrt_id, a.item,
    bool_or(COALESCE(starts_with(i.icd_prefix, d.icd_prefix) OR starts_with(d.icd_prefix, i.icd_prefix), FALSE)) AS fits
  FROM asked AS a
  JOIN region_class AS r ON r.admdvs = a.insu_admdvs
  JOIN dise_icd AS d
    ON d.dise_no = a.dise_no AND d.kreg = r.kreg AND a.svc_date >= d.k_from AND a.svc_date < d.k_to
  LEFT JOIN use_indication AS i ON k_match(i, a) AND i.basis = 'label'
  WHERE a.scene = 'PH'
  GROUP BY a.mdtrt_id, a.item
), known AS (
  SELECT
    a.*, p.fits AS programme_fits,
    CASE WHEN a.scene = 'PH' AND x.diag IS NOT NULL THEN x.diag || COALESCE(a.diag, '') ELSE a.diag END AS known_diag
  FROM asked AS a
  LEFT JOIN programme AS p ON p.mdtrt_id = a.mdtrt_id AND p.item = a.item
  LEFT JOIN rx_diag AS x ON x.mdtrt_id = a.mdtrt_id
), met AS (
  SELECT DISTINCT n.mdtrt_id, n.item
  FROM known AS n
  JOIN use_indication AS i ON k_match(i, n) AND i.basis = 'label'
  WHERE has_icd(n.known_diag, i.icd_prefix)
), unmet AS (
  SELECT
    n.*,
    CASE n.scene WHEN 'PH' THEN param('hist_days_ph', n.svc_date, n.admdvs)
      ELSE param('hist_days', n.svc_date, n.admdvs) END AS hist_days
  FROM known AS n
  LEFT JOIN met AS m ON m.mdtrt_id = n.mdtrt_id AND m.item = n.item
  WHERE m.mdtrt_id IS NULL AND NOT COALESCE(n.programme_fits, FALSE)
    AND (n.known_diag IS NOT NULL OR n.programme_fits IS NOT NULL)
), earlier AS (
  SELECT DISTINCT u.mdtrt_id, u.item
  FROM unmet AS u
  JOIN enc AS e ON e.psn_no = u.psn_no AND days_between(e.adm_date, u.svc_date) BETWEEN 0 AND u.hist_days
  JOIN use_indication AS i ON k_match(i, u) AND i.basis = 'label'
  WHERE u.hist_days > 0 AND e.mdtrt_id <> u.mdtrt_id AND has_icd(e.diag, i.icd_prefix)
), named AS (
  SELECT u.mdtrt_id, u.item, joined(i.icd_prefix) AS prefixes
  FROM unmet AS u
  JOIN use_indication AS i ON k_match(i, u) AND i.basis = 'label'
  GROUP BY u.mdtrt_id, u.item
), hit AS (
  SELECT f.*, u.known_diag, q.prefixes
  FROM limited AS f
  JOIN unmet AS u ON u.mdtrt_id = f.mdtrt_id AND u.item = f.item
  LEFT JOIN named AS q ON q.mdtrt_id = f.mdtrt_id AND q.item = f.item
  LEFT JOIN earlier AS e ON e.mdtrt_id = f.mdtrt_id AND e.item = f.item
  WHERE e.mdtrt_id IS NULL
), excepted AS (
  SELECT h.bkkp_sn, MIN(COALESCE(x.sev, 0)) AS sev
  FROM hit AS h
  JOIN icd_except AS x
    ON x.kreg = h.kreg AND h.svc_date >= x.k_from AND h.svc_date < x.k_to
    AND (x.item_code IS NULL OR x.item_code = h.item) AND (x.gend IS NULL OR x.gend = h.gend)
    AND has_icd(h.known_diag, x.icd_prefix)
  WHERE x.list = 'use_indication'
  GROUP BY h.bkkp_sn
)
SELECT
  h.bkkp_sn, h.mdtrt_id, h.setl_id, h.psn_no, h.fixmedins_code, h.svc_date, h.item, h.item_name, h.cnt, h.pric, h.gross,
  h.amt, h.kp_ref,
  REPLACE(TRIM(REPLACE(h.prefixes, '|', ' ')), ' ', '、') AS limit_text,
  COALESCE(REPLACE(TRIM(REPLACE(REPLACE(h.known_diag, '||', '|'), '|', ' ')), ' ', '、'), '病种 ' || h.dise_no) AS diag_text,
  CASE h.kind WHEN 'drug' THEN 'irrational_drug' ELSE 'over_treatment' END AS behaviour,
  CASE h.kind WHEN 'drug' THEN 'GZ10000301007000' WHEN 'service' THEN 'GZ10000302006000' ELSE '' END AS national_code,
  CASE WHEN h.kind NOT IN ('drug', 'service') THEN 'R2025-88' END AS nat_rule,
  GREATEST(COALESCE(h.sev, 2), COALESCE(x.sev, 1)) AS sev_deg,
  CASE
    WHEN h.doubt IS NOT NULL THEN h.doubt
    WHEN h.x1 THEN 'emergency'
    WHEN NOT matches(h.known_diag, '[|][A-QS-Z]') THEN 'symptom_only'
  END AS soft
FROM hit AS h
LEFT JOIN excepted AS x ON x.bkkp_sn = h.bkkp_sn
LEFT JOIN code_gap AS g ON g.fixmedins_code = h.fixmedins_code AND g.month = month_of(h.svc_date)
WHERE COALESCE(x.sev, 1) > 0 AND NOT COALESCE(g.diag_gap, FALSE)
