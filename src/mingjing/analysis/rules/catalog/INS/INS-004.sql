/*---
code: INS-004
version: 1
title: 未注册、离职、停权人员开单
status: active
behaviour: unqualified_practice
severity: 1
subject: staff
amount: all
scenes: [IP, OP, PH]
stages: [2, 3]
law: [735-39-3, agreement]
params:
  lag: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；注册、变更信息滞后的容许天数}
message: "{svc_date} 由 {staff_code} 开单 {line_cnt} 笔，{reason}，金额 {checkout_amt} 元。"
verify: 核对执业注册、排班表和开单账号的实际使用人。
defence: 人员库更新不及时；科室共用账号；外请专家已备案。
known_gaps: 外请专家备案、科室账号需现场排除；药师审方不在本条。
evidence: [reason, prac_stas, left_on, begun_on]
cases:
  - name: 3 月 31 日离职，4 月 12 日仍在开单
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", endtime: "2026-03-31 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bkkp_sn: A, pric: 30, bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
        - {bkkp_sn: B, pric: 20, bilg_dr_code: R1, fee_ocur_time: "2026-04-12 11:00:00"}
    finds:
      - {staff_code: R1, checkout_amt: 50.00, fund_amt: 40.00, checkout_cnt: 2, sev_deg: 1, occurred_on: "2026-04-12", bkkp_sns: [A, B]}
  - name: 医保支付资格暂停
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", prac_stas: "3"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {sev_deg: 1, evidence: {branch: [c]}}
  - name: 在本机构没有注册信息，属高度可疑
    given:
      staff_b:
        - {prac_psn_code: R9, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {sev_deg: 2, evidence: {branch: [a]}}
  - name: 离职当日开立的医嘱次日执行
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", endtime: "2026-03-31 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {mdtrt_id: I1, bilg_dr_code: R1, rx_drord_no: O1, fee_ocur_time: "2026-03-31 10:00:00"}
        - {mdtrt_id: I1, bilg_dr_code: R1, rx_drord_no: O1, fee_ocur_time: "2026-04-02 10:00:00"}
    finds: []
  - name: 新入职，注册信息二十天后生效
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2026-05-02 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 离职当日开单
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", endtime: "2026-03-31 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-03-31 16:00:00"}
    finds: []
  - name: 急诊抢救时开单
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", endtime: "2026-03-31 00:00:00", prac_stas: "1"}
      mdtrt_d:
        - {mdtrt_id: E, med_type: "1301"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 开单医师未填
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 离职后的开单已退费
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", endtime: "2026-03-31 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bkkp_sn: A, bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
        - {bkkp_sn: B, cnt: -1, bilg_dr_code: R1, init_feedetl_sn: A, fee_ocur_time: "2026-04-12 12:00:00"}
    finds: []
---*/
WITH place AS (
  SELECT DISTINCT s.fixmedins_code FROM staff_b AS s
), post AS (
  -- One row per person and place: registered since and until, whether every row says so much, current state.
  SELECT
    s.prac_psn_code, s.fixmedins_code,
    MIN(as_date(optional(s.begntime))) AS begun_on,
    CASE WHEN COUNT(*) = COUNT(optional(s.endtime)) THEN MAX(as_date(optional(s.endtime))) END AS left_on,
    bool_or(CASE WHEN coalesce(optional(s.prac_stas), '1') IN ('1', '2') AND coalesce(optional(s.hi_dr_flag), '1') <> '0' THEN TRUE ELSE FALSE END) AS allowed,
    MIN(optional(s.prac_stas)) AS prac_stas
  FROM staff_b AS s
  GROUP BY s.prac_psn_code, s.fixmedins_code
), roster AS (
  SELECT DISTINCT f.bilg_dr AS staff_code, f.fixmedins_code, f.svc_date, f.admdvs
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND f.bilg_dr IS NOT NULL AND (f.amt > 0 OR f.has_acct) AND NOT f.x1
), judged AS (
  SELECT
    r.staff_code, r.fixmedins_code, r.svc_date, p.begun_on, p.left_on, p.prac_stas,
    CASE
      WHEN p.prac_psn_code IS NULL THEN 'a'
      WHEN p.left_on < r.svc_date OR days_between(r.svc_date, p.begun_on) > param('lag', r.svc_date, r.admdvs) THEN 'b'
      WHEN NOT p.allowed THEN 'c'
    END AS branch
  FROM roster AS r
  JOIN place AS q ON q.fixmedins_code = r.fixmedins_code
  LEFT JOIN post AS p ON p.prac_psn_code = r.staff_code AND p.fixmedins_code = r.fixmedins_code
), suspect AS (
  SELECT
    j.*,
    CASE
      WHEN EXISTS (
        SELECT 1 FROM staff_b AS o JOIN inst AS i ON i.fixmedins_code = o.fixmedins_code JOIN inst AS h ON h.inst_key = i.inst_key
        WHERE o.prac_psn_code = j.staff_code AND h.fixmedins_code = j.fixmedins_code AND o.fixmedins_code <> j.fixmedins_code
      ) THEN TRUE ELSE FALSE
    END AS sister_post
  FROM judged AS j
  WHERE j.branch IS NOT NULL
), ordered AS (
  -- First day of each order number, so that an order given in office and carried out later is not counted.
  SELECT f.fixmedins_code, f.bilg_dr, f.rx_no, MIN(f.svc_date) AS first_on
  FROM fee_net AS f
  JOIN (SELECT DISTINCT staff_code, fixmedins_code FROM suspect) AS s ON s.staff_code = f.bilg_dr AND s.fixmedins_code = f.fixmedins_code
  WHERE f.scene IN ('IP', 'OP') AND optional(f.rx_no) IS NOT NULL
  GROUP BY f.fixmedins_code, f.bilg_dr, f.rx_no
)
SELECT
  f.*, s.staff_code, s.branch, s.prac_stas, s.left_on, s.begun_on,
  CASE s.branch WHEN 'a' THEN '在本机构没有注册信息' WHEN 'b' THEN '开单日期不在执业注册期间' ELSE '已暂停或终止医保支付资格' END AS reason,
  CASE s.branch WHEN 'a' THEN 2 ELSE 1 END AS sev_deg
FROM suspect AS s
JOIN fee_net AS f ON f.bilg_dr = s.staff_code AND f.fixmedins_code = s.fixmedins_code AND f.svc_date = s.svc_date
LEFT JOIN ordered AS o ON o.fixmedins_code = f.fixmedins_code AND o.bilg_dr = f.bilg_dr AND o.rx_no = optional(f.rx_no)
WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND (f.amt > 0 OR f.has_acct) AND NOT f.x1
  AND NOT s.sister_post
  AND NOT coalesce(s.branch = 'b' AND o.first_on <= s.left_on, FALSE)
