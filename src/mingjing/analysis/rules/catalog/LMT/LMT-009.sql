/*---
code: LMT-009
version: 1
title: 限医疗机构级别
status: active
national_code: [GZ10000101012000, GZ10000102011000]
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [IP, OP, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  first_days: {type: integer, default: 180, unit: 日, source: 无官方数值，可按统筹区配置；首次处方之前应有的数据长度，不足时只作轻度可疑}
message: "{svc_date} {item_name} 限{level_text}医疗机构{scope_text}支付，该机构为{group_text}，涉及 {checkout_amt} 元。"
verify: 核对费用发生日的医疗机构执业许可证级别；限首次处方的，调阅患者此前在上级医院的处方。
defence: 机构级别已调整而登记未更新；患者此前在外地上级医院首次开具。
known_gaps: 机构级别按登记现值判断，未登记级别的机构不作判断；数据起始之前的首次处方看不到。
evidence: [min_level, hosp_lv, hosp_group, specialist_type, specialist_min_level, scope, data_from, kp_ref]
cases:
  - name: 卫生院使用限二级及以上医疗机构的药品
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9", medins_type: C}]
      fee_list_d: [{bkkp_sn: A, med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30}]
    finds:
      - {checkout_amt: 120.00, checkout_cnt: 4, fund_amt: 96.00, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000101012000, bkkp_sns: [A]}
  - name: 二级医院使用限二级及以上医疗机构的药品
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "7"}]
      fee_list_d: [{med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30}]
    finds: []
  - name: 外购处方在双通道药店取药
    given:
      fixmedins_b: [{fixmedins_code: D, hosp_lv: "9"}]
      fee_list_d: [{fixmedins_code: D, med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30}]
    finds: []
  - name: 处方流转到卫生院取药
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9"}]
      fee_list_d: [{med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30, rx_circ_flag: "1"}]
    finds: []
  - name: 卫生院急诊使用，降为轻度可疑
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9"}]
      mdtrt_d: [{mdtrt_id: E, med_type: "13"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30}]
    finds:
      - {checkout_amt: 120.00, sev_deg: 3, evidence: {soft: [emergency]}}
  - name: 二级眼科医院使用限三级医院的眼科药品
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "6", medins_type: A512}]
      fee_list_d: [{med_list_codg: XS01LAA308G003010104021, cnt: 1, pric: 3500}]
    finds: []
  - name: 二级综合医院的眼科
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "6", medins_type: A1}]
      fee_list_d: [{med_list_codg: XS01LAA308G003010104021, cnt: 1, pric: 3500, bilg_dept_codg: A10}]
    finds: []
  - name: 二级口腔医院不是眼科专科
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "6", medins_type: A511}]
      fee_list_d: [{med_list_codg: XS01LAA308G003010104021, cnt: 1, pric: 3500, bilg_dept_codg: A12}]
    finds:
      - {checkout_amt: 3500.00, sev_deg: 1}
  - name: 一级眼科医院低于专科的最低级别
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9", medins_type: A512}]
      fee_list_d: [{med_list_codg: XS01LAA308G003010104021, cnt: 1, pric: 3500}]
    finds:
      - {checkout_amt: 3500.00, sev_deg: 1}
  - name: 限首次处方的药品，只查卫生院开出的第一次
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9"}]
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P0, cnt: 1, pric: 1, fee_ocur_time: "2025-03-01 09:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XA10BJD332B002010178403, cnt: 1, pric: 100, fee_ocur_time: "2026-02-02 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XA10BJD332B002010278403, cnt: 1, pric: 100}
    finds:
      - {checkout_amt: 100.00, sev_deg: 1, occurred_on: "2026-02-02", bkkp_sns: [A]}
  - name: 首次处方在三级医院，以后在卫生院续方
    given:
      fixmedins_b: [{fixmedins_code: H1}, {fixmedins_code: H2, hosp_lv: "9"}]
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: XA10BJD332B002010178403, cnt: 1, pric: 100, fee_ocur_time: "2026-02-02 09:00:00"}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: XA10BJD332B002010178403, cnt: 1, pric: 100}
    finds: []
  - name: 数据起始不足半年，首次处方只作轻度可疑
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9"}]
      fee_list_d: [{med_list_codg: XA10BJD332B002010178403, cnt: 1, pric: 100}]
    finds:
      - {checkout_amt: 100.00, sev_deg: 3, evidence: {soft: [censored], data_from: "2026-03-02"}}
  - name: 机构级别没有登记，不作判断
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: null}]
      fee_list_d: [{med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30}]
    finds: []
  - name: 限级别的药品已退费
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "9"}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC01EBC109B001010102049, cnt: 4, pric: 30}
        - {bkkp_sn: B, med_list_codg: XC01EBC109B001010102049, cnt: -4, pric: 30, init_feedetl_sn: A}
    finds: []
---*/
WITH limited AS (
  SELECT
    f.*, k.min_level, k.specialist_type, k.specialist_min_level, k.scope, k.kp_ref, k.rule_code, k.sev,
    k_soft(k, f) AS doubt,
    CASE WHEN starts_with(f.item, 'Z') THEN LEFT(f.item, 11) ELSE LEFT(f.item, 10) END AS drug
  FROM fee_net AS f
  JOIN hosp_lv_limit AS k ON k_match(k, f)
  -- Of a drug whose first prescription is limited, lines at every level tell which one came first.
  WHERE f.in_scope AND (k.scope = 'first_prescription' OR f.hosp_group < k.min_level)
), numbered AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY psn_no, scope, drug ORDER BY fee_ocur_time, bkkp_sn) AS nth
  FROM limited
)
SELECT
  n.*,
  CASE n.min_level WHEN 3 THEN '三级' ELSE '二级及以上' END AS level_text,
  CASE n.scope WHEN 'first_prescription' THEN '首次处方' ELSE '' END AS scope_text,
  CASE n.hosp_group WHEN 2 THEN '二级' ELSE '一级及以下' END AS group_text,
  CASE WHEN n.scope = 'first_prescription' THEN s.first_date END AS data_from,
  COALESCE(n.rule_code, 'GZ10000101012000') AS national_code,
  COALESCE(n.sev, 1) AS sev_deg,
  CASE
    WHEN n.doubt IS NOT NULL THEN n.doubt
    WHEN n.x1 THEN 'emergency'
    WHEN n.scope = 'first_prescription'
      AND days_between(s.first_date, n.svc_date) < param('first_days', n.svc_date, n.admdvs) THEN 'censored'
  END AS soft
FROM numbered AS n
LEFT JOIN span AS s ON s.city4 = LEFT(n.admdvs, 4)
WHERE n.settled AND n.amt > 0 AND n.scene IN ('IP', 'OP', 'NET') AND n.fixmedins_type <> '2'
  AND n.hosp_group < n.min_level
  AND n.rx_circ_flag IS DISTINCT FROM '1'
  AND (n.scope = 'institution' OR n.nth = 1)
  AND NOT (
    n.hosp_group >= COALESCE(n.specialist_min_level, 9)
    AND CASE n.specialist_type
      -- An ophthalmic hospital (A512), a specialist hospital of no stated kind, or the department of ophthalmology.
      WHEN '眼科' THEN COALESCE(starts_with(n.medins_type, 'A512') OR n.medins_type = 'A5', FALSE)
        OR COALESCE(starts_with(n.dept, 'A10'), FALSE)
      ELSE COALESCE(starts_with(n.medins_type, 'A5'), FALSE)
    END
  )
