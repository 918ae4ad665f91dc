/*---
code: INS-003
version: 2
title: 超执业范围、无资质项目
status: active
behaviour: unqualified_practice
severity: 2
subject: fee
grain: [staff_code, svc_date, measured]
amount: all
scenes: [IP, OP]
stages: [3]
law: [735-39-3, agreement]
params:
  exempt: {type: text, default: '|全科|急救|', source: 不核对的执业范围（代码或其中的文字），可按统筹区配置}
message: "{svc_date} {staff_code}（执业范围 {scope}）{reason}，{line_cnt} 笔、{checkout_amt} 元。"
verify: 核对执业证书的类别和范围、报告和治疗记录的签名人。
defence: 西医学习中医证书；带教老师共同签名；执业范围变更未登记。
known_gaps: 执业范围代码没有公开的全国编码表，对照由本地导入，没有导入的不查；西学中证书、带教签名需现场排除。
evidence: [reason, scope, prac_psn_type, measured, kp_ref]
cases:
  - name: 骨科医师执行心脏彩超
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 骨科}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002206000040000", pric: 120, acord_dr_code: R1}
        - {bkkp_sn: B, med_list_codg: "002206000050000", pric: 80, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 超声, cls: ECHO}, {cls: ECHO, need_type: "4"}]
    finds:
      - {staff_code: R1, checkout_amt: 200.00, checkout_cnt: 2, fund_amt: 160.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A, B], evidence: {branch: [b], measured: ECHO, scope: 骨科}}
  - name: 全科医师开心电图
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 全科}]
      fee_list_d:
        - {med_list_codg: "002206000040000", pric: 120, bilg_dr_code: R1, acord_dr_code: R1, bilg_dept_codg: A04}
    knowledge:
      prac_scope: [{scope: 超声, cls: ECHO}, {scope: 全科, dept_prefix: A02}]
    finds: []
  - name: 超声医师执行心脏彩超
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 超声医学}]
      fee_list_d:
        - {med_list_codg: "002206000040000", pric: 120, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 超声, cls: ECHO}]
    finds: []
  - name: 医技人员按人员类别可以执行
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "4", dr_prac_scp_code: 康复技师}]
      fee_list_d:
        - {med_list_codg: "003402000200000", pric: 50, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 康复, cls: REHAB}, {cls: REHAB, need_type: "4"}]
    finds: []
  - name: 护士执行康复训练
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "2", dr_prac_scp_code: 护理}]
      fee_list_d:
        - {med_list_codg: "003402000200000", pric: 50, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 康复, cls: REHAB, kp_ref: PL71}, {cls: REHAB, need_type: "4", kp_ref: PL71}]
    finds:
      - {checkout_amt: 50.00, sev_deg: 2, evidence: {measured: REHAB}}
  - name: 口腔医师在骨科开单
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 口腔}]
      fee_list_d:
        - {bkkp_sn: A, pric: 30, bilg_dr_code: R1, bilg_dept_codg: A04.03}
    knowledge:
      prac_scope: [{scope: 口腔, dept_prefix: A12}]
    finds:
      - {staff_code: R1, checkout_amt: 30.00, bkkp_sns: [A], evidence: {branch: [a], measured: 科室}}
  - name: 口腔医师在口腔科开单
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 口腔}]
      fee_list_d:
        - {pric: 30, bilg_dr_code: R1, bilg_dept_codg: A12}
    knowledge:
      prac_scope: [{scope: 口腔, dept_prefix: A12}]
    finds: []
  - name: 口腔医师在急诊科值班
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 口腔}]
      fee_list_d:
        - {pric: 30, bilg_dr_code: R1, bilg_dept_codg: A20}
    knowledge:
      prac_scope: [{scope: 口腔, dept_prefix: A12}]
    finds: []
  - name: 急诊抢救
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "1301"}]
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 口腔}]
      fee_list_d:
        - {pric: 30, bilg_dr_code: R1, bilg_dept_codg: A04}
    knowledge:
      prac_scope: [{scope: 口腔, dept_prefix: A12}]
    finds: []
  - name: 执业范围未填
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1"}]
      fee_list_d:
        - {med_list_codg: "002206000040000", pric: 120, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 超声, cls: ECHO}]
    finds: []
  - name: 心脏彩超已退费
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 骨科}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002206000040000", pric: 120, acord_dr_code: R1}
        - {med_list_codg: "002206000040000", pric: 120, cnt: -1, init_feedetl_sn: A, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 超声, cls: ECHO}]
    finds: []
  - name: 本地规定施行满 30 日当天仍属过渡期，降为轻度可疑
    given:
      staff_b: [{prac_psn_code: R1, prac_psn_type: "1", dr_prac_scp_code: 骨科}]
      fee_list_d:
        - {med_list_codg: "002206000040000", pric: 120, acord_dr_code: R1}
    knowledge:
      prac_scope: [{scope: 超声, cls: ECHO, begndate: 2026-01-31}]
    finds:
      - {checkout_amt: 120.00, sev_deg: 3, evidence: {soft: [transition]}}
---*/
WITH post AS (
  SELECT s.prac_psn_code, s.fixmedins_code, MIN(s.prac_psn_type) AS prac_psn_type, MIN(s.dr_prac_scp_code) AS scope
  FROM staff_b AS s
  WHERE s.dr_prac_scp_code IS NOT NULL
  GROUP BY s.prac_psn_code, s.fixmedins_code
  HAVING MIN(s.dr_prac_scp_code) = MAX(s.dr_prac_scp_code)
), listed_cls AS (
  SELECT DISTINCT cls FROM prac_scope WHERE cls IS NOT NULL
), done AS (
  -- Each line by each listed class it belongs to, with who carried it out.
  SELECT f.*, f.acord_dr AS staff_code, c.cls AS measured, p.scope, p.prac_psn_type
  FROM fee_net AS f
  JOIN post AS p ON p.prac_psn_code = f.acord_dr AND p.fixmedins_code = f.fixmedins_code
  JOIN listed_cls AS c ON has_cls(f.cls, c.cls)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.cls IS NOT NULL AND NOT f.x1
), ordered AS (
  SELECT f.*, f.bilg_dr AS staff_code, '科室' AS measured, p.scope, p.prac_psn_type
  FROM fee_net AS f
  JOIN post AS p ON p.prac_psn_code = f.bilg_dr AND p.fixmedins_code = f.fixmedins_code
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND NOT f.x1
    AND matches(f.bilg_dept, '^A[0-9][0-9]') AND NOT starts_with(f.bilg_dept, 'A20')
    AND p.scope IN (
      SELECT q.scope FROM post AS q JOIN prac_scope AS k ON starts_with(q.scope, k.scope) WHERE k.dept_prefix IS NOT NULL
    )
), judged AS (
  SELECT
    d.bkkp_sn, d.measured, MAX(CASE WHEN k.scope IS NULL OR starts_with(d.scope, k.scope) THEN
      CASE WHEN k.need_type IS NULL OR k.need_type = d.prac_psn_type THEN 1 ELSE 0 END ELSE 0 END) AS fits,
    MIN(k.sev) AS sev, MAX(k_soft(k, d)) AS soft, joined(k.kp_ref) AS kp_ref
  FROM done AS d
  JOIN prac_scope AS k
    ON k.cls = d.measured AND k.kreg = d.kreg AND d.svc_date >= k.k_from AND d.svc_date < k.k_to
  GROUP BY d.bkkp_sn, d.measured
), placed AS (
  SELECT
    o.bkkp_sn, MAX(CASE WHEN starts_with(o.bilg_dept, k.dept_prefix) THEN 1 ELSE 0 END) AS fits,
    MIN(k.sev) AS sev, MAX(k_soft(k, o)) AS soft, joined(k.kp_ref) AS kp_ref
  FROM ordered AS o
  JOIN prac_scope AS k
    ON k.dept_prefix IS NOT NULL AND k.kreg = o.kreg AND o.svc_date >= k.k_from AND o.svc_date < k.k_to
    AND starts_with(o.scope, k.scope)
  GROUP BY o.bkkp_sn
), hit AS (
  SELECT
    d.*, 'b' AS branch, '执行了执业范围、人员类别以外的项目' AS reason, COALESCE(j.sev, 2) AS sev_deg, j.soft, j.kp_ref
  FROM done AS d
  JOIN judged AS j ON j.bkkp_sn = d.bkkp_sn AND j.measured = d.measured
  WHERE j.fits = 0
  UNION ALL
  SELECT o.*, 'a', '在执业范围以外的科室开单', COALESCE(p.sev, 2), p.soft, p.kp_ref
  FROM ordered AS o
  JOIN placed AS p ON p.bkkp_sn = o.bkkp_sn
  WHERE p.fits = 0
)
SELECT
  h.*, COUNT(*) OVER (PARTITION BY h.staff_code, h.svc_date, h.measured) AS checkout_cnt
FROM hit AS h
LEFT JOIN code_gap AS g ON g.fixmedins_code = h.fixmedins_code AND g.month = month_of(h.svc_date)
WHERE NOT COALESCE(g.item_gap, FALSE) AND NOT (h.branch = 'a' AND COALESCE(g.dept_gap, FALSE))
  AND NOT contains(param('exempt', h.svc_date, h.admdvs), '|' || h.scope || '|')
