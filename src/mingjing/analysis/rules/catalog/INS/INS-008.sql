/*---
code: INS-008
version: 1
title: 暂停、终止医保支付资格期间提供服务
status: active
behaviour: unqualified_practice
severity: 1
subject: staff
amount: all
scenes: [IP, OP, PH]
stages: [2, 3]
law: [735-39-3, agreement]
params:
  orders: {type: integer, default: 1, source: 暂停前开立、其后继续执行的医嘱不计（1），计入（0），可按统筹区配置}
message: "{staff_code} 自 {from_date} 起被{halt_name}医保支付资格，{svc_date} 仍由其{act} {line_cnt} 笔，金额 {checkout_amt} 元。"
verify: 核对暂停、终止医保支付资格通知书和送达日期，查明开单账号的实际使用人，是否借他人名义结算。
defence: 急诊、抢救；暂停前开立的医嘱；通知书尚未送达。
known_gaps: 借用他人工号结算的须现场查明；抢救未上传急诊类别、抢救项目的需现场排除。
evidence: [halt, act, from_date, to_date, kp_ref]
cases:
  - name: 暂停期间开单，期前、期后的不计
    given:
      fee_list_d:
        - {bkkp_sn: A, pric: 30, bilg_dr_code: "=DR8001", fee_ocur_time: "2026-03-31 10:00:00"}
        - {bkkp_sn: B, pric: 20, bilg_dr_code: "=DR8001", fee_ocur_time: "2026-04-01 10:00:00"}
        - {bkkp_sn: C, pric: 40, bilg_dr_code: "=DR8001", fee_ocur_time: "2026-05-31 10:00:00"}
        - {bkkp_sn: D, pric: 50, bilg_dr_code: "=DR8001", fee_ocur_time: "2026-06-01 10:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: suspended, begndate: 2026-04-01, enddate: 2026-05-31}]
    finds:
      - {staff_code: DR8001, checkout_amt: 20.00, fund_amt: 16.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-04-01", bkkp_sns: [B], evidence: {halt: suspended, act: 开单, from_date: "2026-04-01", to_date: "2026-05-31"}}
      - {staff_code: DR8001, checkout_amt: 40.00, occurred_on: "2026-05-31", bkkp_sns: [C]}
  - name: 终止而没有重新登记，一直计入
    given:
      fee_list_d:
        - {bkkp_sn: A, pric: 30, bilg_dr_code: "=DR8001", fee_ocur_time: "2026-06-12 10:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: terminated, begndate: 2025-04-01}]
    finds:
      - {staff_code: DR8001, checkout_amt: 30.00, sev_deg: 1, bkkp_sns: [A], evidence: {halt: terminated, to_date: "9999-12-30"}}
  - name: 未停权的医师开单
    given:
      fee_list_d:
        - {bilg_dr_code: "=DR8002", fee_ocur_time: "2026-04-12 10:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: suspended, begndate: 2026-04-01, enddate: 2026-05-31}]
    finds: []
  - name: 由停权人员执行
    given:
      fee_list_d:
        - {bkkp_sn: A, pric: 30, bilg_dr_code: "=DR8002", acord_dr_code: "=DR8001", fee_ocur_time: "2026-04-12 10:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: suspended, begndate: 2026-04-01, enddate: 2026-05-31}]
    finds:
      - {staff_code: DR8001, checkout_amt: 30.00, bkkp_sns: [A], evidence: {act: 执行}}
  - name: 急诊抢救时开单
    given:
      mdtrt_d:
        - {mdtrt_id: E, med_type: "1301"}
      fee_list_d:
        - {bilg_dr_code: "=DR8001", fee_ocur_time: "2026-04-12 10:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: suspended, begndate: 2026-04-01, enddate: 2026-05-31}]
    finds: []
  - name: 暂停前开立的医嘱其后执行
    given:
      fee_list_d:
        - {mdtrt_id: I1, bilg_dr_code: "=DR8001", rx_drord_no: O1, fee_ocur_time: "2026-03-31 10:00:00"}
        - {mdtrt_id: I1, bilg_dr_code: "=DR8001", rx_drord_no: O1, fee_ocur_time: "2026-04-02 10:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: suspended, begndate: 2026-04-01, enddate: 2026-05-31}]
    finds: []
  - name: 停权期间的开单已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, bilg_dr_code: "=DR8001", fee_ocur_time: "2026-04-12 10:00:00"}
        - {bkkp_sn: B, cnt: -1, bilg_dr_code: "=DR8001", init_feedetl_sn: A, fee_ocur_time: "2026-04-12 12:00:00"}
    knowledge:
      staff_halt: [{prac_psn_code: DR8001, halt: suspended, begndate: 2026-04-01, enddate: 2026-05-31}]
    finds: []
  - name: 药店由停权的药师审方
    given:
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: S1, bkkp_sn: A, med_list_codg: XA01AAA001A001010100001, pric: 30, fee_ocur_time: "2026-04-12 10:00:00"}
      selinfo_d:
        - {sel_sn: N1, fixmedins_code: D, setl_id: S1, med_list_codg: XA01AAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-04-12 10:00:00", rx_flag: "1", phar_code: "=YS8001"}
    knowledge:
      staff_halt: [{prac_psn_code: YS8001, halt: terminated, begndate: 2026-04-01}]
    finds:
      - {staff_code: YS8001, checkout_amt: 30.00, bkkp_sns: [A], evidence: {act: 审方调配}}
---*/
WITH ordered AS (
  -- First day of each order number, so that an order given before the halt and carried out later is not counted.
  SELECT f.fixmedins_code, f.bilg_dr, f.rx_no, MIN(f.svc_date) AS first_on
  FROM fee_net AS f
  JOIN (SELECT DISTINCT prac_psn_code FROM staff_halt) AS s ON s.prac_psn_code = f.bilg_dr
  WHERE f.scene IN ('IP', 'OP') AND optional(f.rx_no) IS NOT NULL
  GROUP BY f.fixmedins_code, f.bilg_dr, f.rx_no
), signed AS (
  SELECT f.*, f.bilg_dr AS staff_code, '开单' AS act, o.first_on
  FROM fee_net AS f
  JOIN (SELECT DISTINCT prac_psn_code FROM staff_halt) AS s ON s.prac_psn_code = f.bilg_dr
  LEFT JOIN ordered AS o ON o.fixmedins_code = f.fixmedins_code AND o.bilg_dr = f.bilg_dr AND o.rx_no = optional(f.rx_no)
  WHERE f.scene IN ('IP', 'OP')
  UNION ALL
  SELECT f.*, optional(f.acord_dr) AS staff_code, '执行' AS act, f.svc_date AS first_on
  FROM fee_net AS f
  JOIN (SELECT DISTINCT prac_psn_code FROM staff_halt) AS s ON s.prac_psn_code = optional(f.acord_dr)
  WHERE f.scene IN ('IP', 'OP') AND coalesce(f.bilg_dr, '') <> optional(f.acord_dr)
  UNION ALL
  SELECT f.*, c.staff_code, '审方调配' AS act, f.svc_date AS first_on
  FROM fee_net AS f
  JOIN (
    -- Pharmacies: who checked the sale; the sales register is joined outwards so that hospitals do without it.
    SELECT DISTINCT p.bkkp_sn, s.phar_code AS staff_code
    FROM fee_net AS p
    LEFT JOIN selinfo_d AS s ON s.setl_id = p.setl_id AND s.med_list_codg = p.med_list_codg AND s.sel_retn_cnt > 0
    WHERE p.scene = 'PH' AND s.phar_code IS NOT NULL
  ) AS c ON c.bkkp_sn = f.bkkp_sn
)
SELECT
  f.*, k.halt, k.kp_ref, k.k_from AS from_date, add_days(k.k_to, -1) AS to_date,
  CASE k.halt WHEN 'suspended' THEN '暂停' ELSE '终止' END AS halt_name
FROM signed AS f
JOIN staff_halt AS k
  ON k.prac_psn_code = f.staff_code AND k.kreg = f.kreg AND f.svc_date >= k.k_from AND f.svc_date < k.k_to
WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND NOT f.x1
  AND NOT (param('orders', f.svc_date, f.admdvs) = 1 AND coalesce(f.first_on < k.k_from, FALSE))
