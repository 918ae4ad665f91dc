/*---
code: LMT-011
version: 1
title: 限科室使用
status: active
national_code: [GZ10000102008000, GZ10000303002000]
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [IP, OP, NET]
stages: [1, 2, 3]
law: [735-38-6]
message: "{svc_date} {item_name} 限 {limit_text} 科室使用，开单科室 {bilg_dept}、受单科室 {acord_dept}，涉及 {checkout_amt} 元。"
verify: 核对会诊记录、申请单与执行记录，查明实际执行的科室和人员。
defence: 会诊后在本科室执行；科室编码对照有误。
known_gaps: 科室限定由本地知识表给出；没有送受单科室，或科室编码不是诊疗科目的，不作判断。
evidence: [limit_text, bilg_dept, acord_dept, kp_ref]
cases:
  - name: 康复项目由眼科开单、眼科执行
    given:
      fee_list_d: [{med_list_codg: "003402000010000", medins_list_name: 康复项目, cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: A10}]
    knowledge: &rehab
      dept_limit: [{item_code: "003402", match: ^, dept_prefix: A21, icu_ok: 1}, {item_code: "003402", match: ^, dept_prefix: A50, icu_ok: 1}]
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 2, fund_amt: 48.00, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000102008000, evidence: {limit_text: "A21、A50", bilg_dept: A10, acord_dept: A10}}
  - name: 骨科开单，康复医学科执行
    given:
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A04.04, acord_dept_codg: A21}]
    knowledge: *rehab
    finds: []
  - name: 康复医学科开单，病房执行
    given:
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A21.01, acord_dept_codg: A04.04}]
    knowledge: *rehab
    finds: []
  - name: 耗材与科室不符
    given:
      fee_list_d: [{med_list_codg: C0199900000000000001, cnt: 1, pric: 300, bilg_dept_codg: A03, acord_dept_codg: A03}]
    knowledge:
      dept_limit: [{item_code: C01999, match: ^, dept_prefix: A10, icu_ok: 0}]
    finds: [{checkout_amt: 300.00, sev_deg: 2, national_code: GZ10000303002000}]
  - name: 重症医学科可以使用
    given:
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A28, acord_dept_codg: A28}]
    knowledge: *rehab
    finds: []
  - name: 重症医学科不可以使用
    given:
      fee_list_d: [{med_list_codg: C0199900000000000001, cnt: 1, pric: 300, bilg_dept_codg: A28, acord_dept_codg: A28}]
    knowledge:
      dept_limit: [{item_code: C01999, match: ^, dept_prefix: A10, icu_ok: 0}]
    finds: [{checkout_amt: 300.00, sev_deg: 2}]
  - name: 手术室、供应室等各科室均可
    given:
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: A10}]
    knowledge:
      dept_limit: [{item_code: "003402", match: ^, dept_prefix: A21, icu_ok: 0}, {item_code: "003402", match: ^, dept_prefix: "*", icu_ok: 0}]
    finds: []
  - name: 急诊
    given:
      mdtrt_d: [{med_type: "13"}]
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: A10}]
    knowledge: *rehab
    finds: []
  - name: 没有受单科室，不作判断
    given:
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10}]
    knowledge: *rehab
    finds: []
  - name: 受单科室不是诊疗科目编码，不作判断
    given:
      fee_list_d:
        - {med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: "0312"}
        - {med_list_codg: "001101000010000", acord_dept_codg: A10, repeat: {n: 9}}
    knowledge: *rehab
    finds: []
  - name: 机构当月科室编码多未贯标，不作判断
    given:
      fee_list_d:
        - {med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: A10}
        - {med_list_codg: "001101000010000", acord_dept_codg: "0312"}
    knowledge: *rehab
    finds: []
  - name: 限定生效恰好 30 日，降为轻度可疑
    given:
      fee_list_d: [{med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: A10}]
    knowledge:
      dept_limit: [{item_code: "003402", match: ^, dept_prefix: A21, icu_ok: 1, begndate: "2026-01-31"}]
    finds: [{checkout_amt: 60.00, sev_deg: 3, evidence: {soft: [transition]}}]
  - name: 已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003402000010000", cnt: 2, pric: 30, bilg_dept_codg: A10, acord_dept_codg: A10}
        - {bkkp_sn: B, med_list_codg: "003402000010000", cnt: -2, pric: 30, init_feedetl_sn: A}
    knowledge: *rehab
    finds: []
---*/
WITH limited AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
    f.amt, f.kind, optional(f.bilg_dept) AS bilg_dept, f.acord_dept, k.dept_prefix, k.kp_ref, k.rule_code, k.sev,
    k_soft(k, f) AS soft,
    k.dept_prefix = '*' OR starts_with(f.acord_dept, k.dept_prefix)
      OR COALESCE(starts_with(optional(f.bilg_dept), k.dept_prefix), FALSE)
      OR (k.icu_ok = 1 AND (
        matches(f.acord_dept, '^A(20|28)') OR COALESCE(matches(optional(f.bilg_dept), '^A(20|28)'), FALSE)
      )) AS fits
  FROM fee_net AS f
  JOIN dept_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND NOT f.x1 AND f.scene <> 'PH'
    -- Who carried it out decides: without a known executing department nothing can be said.
    AND matches(f.acord_dept, '^A[0-9]{2}')
    AND COALESCE(matches(optional(f.bilg_dept), '^A[0-9]{2}'), TRUE)
), judged AS (
  SELECT bkkp_sn, bool_or(fits) AS fits, joined(dept_prefix) AS prefixes FROM limited GROUP BY bkkp_sn
)
SELECT
  l.*,
  REPLACE(TRIM(REPLACE(j.prefixes, '|', ' ')), ' ', '、') AS limit_text,
  COALESCE(
    l.rule_code,
    CASE l.kind WHEN 'cons' THEN 'GZ10000303002000' WHEN 'service' THEN 'GZ10000102008000' ELSE '' END
  ) AS national_code,
  COALESCE(l.sev, CASE l.kind WHEN 'cons' THEN 2 ELSE 1 END) AS sev_deg
FROM limited AS l
JOIN judged AS j ON j.bkkp_sn = l.bkkp_sn
LEFT JOIN code_gap AS g ON g.fixmedins_code = l.fixmedins_code AND g.month = month_of(l.svc_date)
WHERE NOT j.fits AND NOT COALESCE(g.dept_gap, FALSE)
