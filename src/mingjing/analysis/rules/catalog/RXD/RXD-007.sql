/*---
code: RXD-007
version: 1
title: 禁忌症、妊娠期哺乳期用药、项目禁忌
status: active
national_code: [GZ10000301008000, GZ10000301010000, GZ10000302005000]
behaviour: irrational_drug
severity: 2
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  pregnant_days: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；此前多少日内的妊娠诊断、产前检查也算}
  lactating_days: {type: integer, default: 180, unit: 日, source: 无官方数值，可按统筹区配置；分娩之后多少日内算哺乳期}
message: "{svc_date} {item_name} {level_text}于{cond_text}，涉及 {checkout_amt} 元。"
verify: 调阅病程记录、知情同意书、妊娠试验结果，请药师或专家评价。
defence: 权衡利弊后使用并已告知；诊断为既往史或已排除。
known_gaps: 药品按 ATC 亚组给出全组一致的禁忌，个别成分由本地行给出；流产、分娩之后不再按妊娠期判断；是否哺乳以 Z39.1 为据。
evidence: [cond, level, cond_text, gend, age_y, kp_ref]
cases:
  - name: 妊娠就诊使用禁用药品
    given:
      psn_info_b: [{gend: "2", brdy: "1995-01-01"}]
      setl_list_diag_d: [{diag_code: O26.900}]
      fee_list_d: [{med_list_codg: XZ99ZZA001A001010100001, medins_list_name: 利巴韦林片, cnt: 10, pric: 2}]
    knowledge: &riba
      contra_limit: [{item_code: XZ99ZZA001, match: ^, cond: pregnant, level: forbid}]
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 10, fund_amt: 16.00, sev_deg: 2, occurred_on: "2026-03-02", national_code: GZ10000301010000, behaviour: irrational_drug, evidence: {cond: pregnant}}
  - name: 药物流产使用米非司酮
    given:
      psn_info_b: [{gend: "2", brdy: "1995-01-01"}]
      setl_list_diag_d: [{diag_code: O04.900}]
      fee_list_d: [{med_list_codg: XG03XBM095A001010100225, cnt: 1, pric: 20}]
    knowledge:
      contra_limit: [{item_code: XG03XBM095, match: ^, cond: pregnant, level: forbid}]
    finds: []
  - name: 恰好 30 日前有产前检查，本次开他汀类
    given:
      psn_info_b: [{gend: "2", brdy: "1990-01-01"}]
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: Z34.900}, {mdtrt_id: E2, diag_code: E78.500}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001101000010000", fee_ocur_time: "2026-01-31 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
    finds: [{checkout_amt: 56.00, sev_deg: 2, evidence: {cond: pregnant}}]
  - name: 31 日前的产前检查不算
    given:
      psn_info_b: [{gend: "2", brdy: "1990-01-01"}]
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: Z34.900}, {mdtrt_id: E2, diag_code: E78.500}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001101000010000", fee_ocur_time: "2026-01-30 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
    finds: []
  - name: 产检之后已经分娩
    given:
      psn_info_b: [{gend: "2", brdy: "1990-01-01"}]
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: Z34.900}, {mdtrt_id: I1, diag_code: O80.000}, {mdtrt_id: E2, diag_code: I10.x00}]
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: I1, begntime: "2026-02-20 10:00:00", endtime: "2026-02-23 10:00:00"}, {mdtrt_id: E2}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "001101000010000", fee_ocur_time: "2026-02-10 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001101000010000", fee_ocur_time: "2026-02-20 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC09AAA001A001010100001, cnt: 28, pric: 2}
    finds: []
  - name: 分娩后哺乳期使用禁用药品
    given:
      psn_info_b: [{gend: "2", brdy: "1990-01-01"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: O80.000}, {mdtrt_id: E2, diag_code: Z39.100}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-01-20 10:00:00", endtime: "2026-01-23 10:00:00"}, {mdtrt_id: E2}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001101000010000", fee_ocur_time: "2026-01-20 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
    finds: [{checkout_amt: 56.00, sev_deg: 2, evidence: {cond: lactating}}]
  - name: 分娩后没有哺乳的记录
    given:
      psn_info_b: [{gend: "2", brdy: "1990-01-01"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: O80.000}, {mdtrt_id: E2, diag_code: E78.500}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-01-20 10:00:00", endtime: "2026-01-23 10:00:00"}, {mdtrt_id: E2}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001101000010000", fee_ocur_time: "2026-01-20 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
    finds: []
  - name: 男性、性别不明的不按妊娠期判断
    given:
      psn_info_b: [{gend: null, brdy: "1990-01-01"}]
      setl_list_diag_d: [{diag_code: Z34.900}]
      fee_list_d: [{med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}]
    finds: []
  - name: 哮喘患者使用非选择性β受体阻滞剂
    given:
      setl_list_diag_d: [{diag_code: J45.900}]
      fee_list_d: [{med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}]
    finds: [{checkout_amt: 28.00, sev_deg: 2, national_code: GZ10000301008000, evidence: {cond: icd}}]
  - name: 急诊使用，降为轻度可疑
    given:
      setl_list_diag_d: [{diag_code: J45.900}]
      mdtrt_d: [{med_type: "13"}]
      fee_list_d: [{med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}]
    finds: [{checkout_amt: 28.00, sev_deg: 3, evidence: {soft: [emergency]}}]
  - name: 哮喘只是入院诊断，降为轻度可疑
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J45.900, inout_diag_type: "1"}, {mdtrt_id: I1, diag_code: I10.x00, inout_diag_type: "2"}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}]
    finds: [{checkout_amt: 28.00, sev_deg: 3, evidence: {soft: [admission_only]}}]
  - name: 慎用的只作轻度可疑
    given:
      setl_list_diag_d: [{diag_code: K92.200}]
      fee_list_d: [{med_list_codg: XM01AEA001A001010100001, cnt: 10, pric: 1}]
    finds: [{checkout_amt: 10.00, sev_deg: 3, evidence: {level: caution}}]
  - name: 外用不计
    given:
      setl_list_diag_d: [{diag_code: J45.900}]
      fee_list_d: [{med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}]
    knowledge:
      drug_unit: [{item_code: XC07AAA001A001010100001, route: topical}]
    finds: []
  - name: 机构当月诊断多未贯标，不作判断
    given:
      setl_list_diag_d: [{diag_code: J45.900}, {diag_code: 感冒}]
      fee_list_d: [{med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}]
    finds: []
  - name: 死胎引产
    given:
      psn_info_b: [{gend: "2", brdy: "1990-01-01"}]
      setl_list_diag_d: [{diag_code: Z34.900}, {diag_code: O36.400}]
      fee_list_d: [{med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}]
    finds: []
  - name: 医疗服务项目禁忌
    given:
      setl_list_diag_d: [{diag_code: Z95.000}]
      fee_list_d: [{med_list_codg: "009900000010000", cnt: 1, pric: 400}]
    knowledge:
      contra_limit: [{item_code: "009900000010000", cond: icd, icd_prefix: Z95.0, level: forbid}]
    finds: [{checkout_amt: 400.00, sev_deg: 2, behaviour: over_treatment, national_code: GZ10000302005000}]
  - name: 没有诊断，不作判断
    given:
      fee_list_d: [{med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}]
    finds: []
  - name: 已退费
    given:
      setl_list_diag_d: [{diag_code: J45.900}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC07AAA001A001010100001, cnt: 28, pric: 1}
        - {bkkp_sn: B, med_list_codg: XC07AAA001A001010100001, cnt: -28, pric: 1, init_feedetl_sn: A}
    finds: []
---*/
WITH candidate AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.svc_date, f.item, f.item_name,
    f.cnt, f.pric, f.gross, f.amt, f.kind, f.gend, f.age_y, f.diag, f.x1, k.cond, k.icd_prefix, k.level, k.kp_ref, k.sev,
    k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN contra_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0
    AND ((k.cond = 'icd' AND has_icd(f.diag, k.icd_prefix)) OR (k.cond <> 'icd' AND f.gend = '2' AND f.age_y BETWEEN 12 AND 55))
), woman AS (
  SELECT DISTINCT psn_no, svc_date, admdvs FROM candidate WHERE cond <> 'icd'
), mother AS (
  -- Puerperal codes (O85–O92) tell of a birth, not of a pregnancy that goes on.
  SELECT
    w.psn_no, w.svc_date,
    bool_or(
      days_between(e.adm_date, w.svc_date) <= param('pregnant_days', w.svc_date, w.admdvs)
      AND (COALESCE(matches(e.diag, '[|](O09|O[1-7][0-9]|O9[3-9]|Z3[3-6])'), FALSE) OR e.med_type IN ('51', '52'))
    ) AS pregnant,
    bool_or(
      days_between(e.adm_date, w.svc_date) <= param('pregnant_days', w.svc_date, w.admdvs)
      AND COALESCE(matches(e.diag, '[|](O0[0-8]|O36[.]4|O8[0-4]|Z37)'), FALSE)
    ) AS ended,
    bool_or(COALESCE(matches(e.diag, '[|](O8[0-4]|Z37)'), FALSE)) AS delivered,
    bool_or(COALESCE(has_icd(e.diag, 'Z39.1'), FALSE)) AS nursing
  FROM woman AS w
  JOIN enc AS e ON e.psn_no = w.psn_no
  WHERE days_between(e.adm_date, w.svc_date) BETWEEN 0 AND GREATEST(
    param('lactating_days', w.svc_date, w.admdvs), param('pregnant_days', w.svc_date, w.admdvs)
  )
  GROUP BY w.psn_no, w.svc_date
), sited AS (
  SELECT c.bkkp_sn, c.icd_prefix, bool_and(COALESCE(optional(d.inout_diag_type) = '1', FALSE)) AS admission_only
  FROM candidate AS c
  JOIN enc_diag AS d ON d.mdtrt_id = c.mdtrt_id AND starts_with(d.diag, c.icd_prefix)
  WHERE c.cond = 'icd'
  GROUP BY c.bkkp_sn, c.icd_prefix
)
SELECT
  c.*,
  CASE c.level WHEN 'forbid' THEN '禁用' ELSE '慎用' END AS level_text,
  CASE c.cond WHEN 'pregnant' THEN '妊娠期' WHEN 'lactating' THEN '哺乳期' ELSE '诊断 ' || c.icd_prefix || ' 的患者' END AS cond_text,
  CASE c.kind WHEN 'drug' THEN 'irrational_drug' ELSE 'over_treatment' END AS behaviour,
  CASE
    WHEN c.kind <> 'drug' THEN 'GZ10000302005000'
    WHEN c.cond = 'icd' THEN 'GZ10000301008000'
    ELSE 'GZ10000301010000'
  END AS national_code,
  COALESCE(c.sev, CASE c.level WHEN 'forbid' THEN 2 ELSE 3 END) AS sev_deg,
  CASE
    WHEN c.doubt IS NOT NULL THEN c.doubt
    WHEN c.x1 THEN 'emergency'
    WHEN s.admission_only THEN 'admission_only'
  END AS soft
FROM candidate AS c
LEFT JOIN mother AS m ON m.psn_no = c.psn_no AND m.svc_date = c.svc_date
LEFT JOIN sited AS s ON s.bkkp_sn = c.bkkp_sn AND s.icd_prefix = c.icd_prefix
LEFT JOIN drug_dim AS d ON d.item = c.item AND d.kreg = c.kreg
LEFT JOIN code_gap AS g ON g.fixmedins_code = c.fixmedins_code AND g.month = month_of(c.svc_date)
WHERE d.route IS DISTINCT FROM 'topical' AND NOT COALESCE(g.diag_gap, FALSE)
  AND CASE c.cond
    WHEN 'pregnant' THEN COALESCE(m.pregnant AND NOT m.ended, FALSE)
    WHEN 'lactating' THEN COALESCE(m.delivered AND m.nursing, FALSE)
    ELSE TRUE
  END
