/*---
code: INS-004
version: 2
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
  active: {type: text, default: '|1|', source: 执业状态码表中允许开单的状态（1 在岗），可按统筹区配置}
message: "{svc_date} 由 {staff_code} {act} {line_cnt} 笔，{reason}，金额 {checkout_amt} 元。"
verify: 核对执业注册、排班表和开单账号的实际使用人。
defence: 人员库更新不及时；科室共用账号；外请专家已备案。
known_gaps: 外请专家备案、科室账号需现场排除；药店处方的开方医师由处方来源规则（PHA-006）核查；执业状态为交付时的状态，没有变更日期。
evidence: [reason, act, prac_stas, hi_dr_flag, left_on, begun_on]
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
        - {bilg_dr_code: D510100000001, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {staff_code: D510100000001, checkout_amt: 10.00, sev_deg: 2, evidence: {branch: [a]}}
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
  - name: 开单代码既非国家编码又不在人员库，该机构当月编码未贯标，不评估
    given:
      staff_b:
        - {prac_psn_code: R9, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 自编代码恰占两成，仍评估
    given:
      staff_b:
        - {prac_psn_code: R9, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R9, fee_ocur_time: "2026-04-11 10:00:00"}
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {staff_code: R1, sev_deg: 2}
  - name: 机构没有交付人员库，不评估
    given:
      staff_b:
        - {prac_psn_code: R9, fixmedins_code: H2, prac_psn_type: "1", begntime: "2020-01-01 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: D510100000001, fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 在同一信用代码的另一院区注册
    given:
      fixmedins_b:
        - {fixmedins_code: H, uscc: U}
        - {fixmedins_code: H2, uscc: U}
      staff_b:
        - {prac_psn_code: R9, fixmedins_code: H, prac_psn_type: "1", prac_stas: "1"}
        - {prac_psn_code: D510100000001, fixmedins_code: H2, prac_psn_type: "1", prac_stas: "1"}
      fee_list_d:
        - {fixmedins_code: H, bilg_dr_code: D510100000001, fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 注册信息在开单三十一天后才开始
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", begntime: "2026-05-13 00:00:00", prac_stas: "1"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {sev_deg: 1, evidence: {branch: [b]}}
  - name: 登记为离职、有离职日期，离职前的开单不算
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", endtime: "2026-05-31 00:00:00", prac_stas: "2"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds: []
  - name: 登记为离职而没有离职日期，降为轻度可疑
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", prac_stas: "2"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {sev_deg: 3, evidence: {branch: [c], soft: [leave_undated]}}
  - name: 不是医保医师
    given:
      staff_b:
        - {prac_psn_code: R1, prac_psn_type: "1", prac_stas: "1", hi_dr_flag: "0"}
      fee_list_d:
        - {bilg_dr_code: R1, fee_ocur_time: "2026-04-12 10:00:00"}
    finds:
      - {sev_deg: 1, evidence: {branch: [c]}}
  - name: 药店由已离职的药师审方
    given:
      staff_b:
        - {prac_psn_code: Y1, fixmedins_code: D, prac_psn_type: "3", endtime: "2026-03-31 00:00:00", prac_stas: "2"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: S1, bkkp_sn: A, med_list_codg: XA01AAA001A001010100001, pric: 30, fee_ocur_time: "2026-04-12 10:00:00"}
        - {mdtrt_id: E, fixmedins_code: D, setl_id: S1, bkkp_sn: B, med_list_codg: XA02AAA001A001010100001, pric: 20, fee_ocur_time: "2026-04-12 10:00:00"}
      selinfo_d:
        - {sel_sn: N1, fixmedins_code: D, setl_id: S1, med_list_codg: XA01AAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-04-12 10:00:00", rx_flag: "1", phar_code: Y1}
    finds:
      - {staff_code: Y1, checkout_amt: 30.00, fund_amt: 24.00, checkout_cnt: 1, sev_deg: 1, bkkp_sns: [A], evidence: {branch: [b], act: 审方调配}}
  - name: 药店药师在岗，医保医师标志不适用于药师
    given:
      staff_b:
        - {prac_psn_code: Y1, fixmedins_code: D, prac_psn_type: "3", prac_stas: "1", hi_dr_flag: "0"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: S1, med_list_codg: XA01AAA001A001010100001, pric: 30, fee_ocur_time: "2026-04-12 10:00:00"}
      selinfo_d:
        - {sel_sn: N1, fixmedins_code: D, setl_id: S1, med_list_codg: XA01AAA001A001010100001, sel_retn_cnt: 1, sel_retn_time: "2026-04-12 10:00:00", rx_flag: "1", phar_code: Y1}
    finds: []
---*/
WITH post AS (
  SELECT
    s.prac_psn_code, s.fixmedins_code, i.inst_key,
    as_date(optional(s.begntime)) AS begun_on,
    as_date(optional(s.endtime)) AS left_on,
    optional(s.prac_stas) AS prac_stas,
    CASE WHEN s.prac_psn_type = '1' THEN optional(s.hi_dr_flag) END AS hi_dr_flag
  FROM staff_b AS s
  JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
), checked AS (
  -- Pharmacies: who checked the sale. The sales register is joined outwards so that hospitals do without it.
  SELECT DISTINCT f.bkkp_sn, s.phar_code AS staff_code, f.fixmedins_code, f.svc_date
  FROM fee_net AS f
  LEFT JOIN selinfo_d AS s ON s.setl_id = f.setl_id AND s.med_list_codg = f.med_list_codg AND s.sel_retn_cnt > 0
  WHERE f.in_scope AND f.settled AND f.scene = 'PH' AND (f.amt > 0 OR f.has_acct) AND s.phar_code IS NOT NULL
), roster AS (
  SELECT f.bilg_dr AS staff_code, f.fixmedins_code, f.svc_date, COUNT(*) AS n
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND f.bilg_dr IS NOT NULL AND (f.amt > 0 OR f.has_acct) AND NOT f.x1
  GROUP BY f.bilg_dr, f.fixmedins_code, f.svc_date
  UNION ALL
  SELECT staff_code, fixmedins_code, svc_date, COUNT(*) AS n
  FROM checked
  GROUP BY staff_code, fixmedins_code, svc_date
), gap AS (
  -- X9: months in which more than 20 % of an institution's lines name somebody by a code of its own making.
  SELECT r.fixmedins_code, month_of(r.svc_date) AS month
  FROM roster AS r
  LEFT JOIN (SELECT DISTINCT prac_psn_code FROM post) AS p ON p.prac_psn_code = r.staff_code
  GROUP BY r.fixmedins_code, month_of(r.svc_date)
  HAVING 5 * SUM(CASE WHEN p.prac_psn_code IS NULL AND NOT matches(r.staff_code, '^[A-Z][A-Z]?[0-9]{12}') THEN r.n ELSE 0 END) > SUM(r.n)
), judged AS (
  SELECT
    r.staff_code, r.fixmedins_code, r.svc_date, p.begun_on, p.left_on, p.prac_stas, p.hi_dr_flag,
    CASE
      WHEN p.prac_psn_code IS NULL THEN 'a'
      WHEN p.left_on < r.svc_date OR days_between(r.svc_date, p.begun_on) > param('lag', r.svc_date, i.admdvs) THEN 'b'
      WHEN p.hi_dr_flag = '0' THEN 'c'
      -- Somebody who left on a known date is judged by that date alone.
      WHEN NOT has_cls(param('active', r.svc_date, i.admdvs), p.prac_stas) AND NOT (p.prac_stas = '2' AND p.left_on IS NOT NULL) THEN 'c'
    END AS branch
  FROM roster AS r
  JOIN inst AS i ON i.fixmedins_code = r.fixmedins_code
  JOIN (SELECT DISTINCT fixmedins_code FROM post) AS q ON q.fixmedins_code = r.fixmedins_code
  LEFT JOIN post AS p ON p.prac_psn_code = r.staff_code AND p.fixmedins_code = r.fixmedins_code
), suspect AS (
  SELECT j.*
  FROM judged AS j
  JOIN inst AS i ON i.fixmedins_code = j.fixmedins_code
  WHERE j.branch IS NOT NULL
    AND NOT EXISTS (
      SELECT 1 FROM post AS o
      WHERE o.prac_psn_code = j.staff_code AND o.inst_key = i.inst_key AND o.fixmedins_code <> j.fixmedins_code
    )
    AND NOT (j.branch = 'a' AND EXISTS (
      SELECT 1 FROM gap AS g WHERE g.fixmedins_code = j.fixmedins_code AND g.month = month_of(j.svc_date)
    ))
), ordered AS (
  -- First day of each order number, so that an order given in office and carried out later is not counted.
  SELECT f.fixmedins_code, f.bilg_dr, f.rx_no, MIN(f.svc_date) AS first_on
  FROM fee_net AS f
  JOIN (SELECT DISTINCT staff_code, fixmedins_code FROM suspect WHERE branch = 'b') AS s
    ON s.staff_code = f.bilg_dr AND s.fixmedins_code = f.fixmedins_code
  WHERE f.scene IN ('IP', 'OP') AND optional(f.rx_no) IS NOT NULL
  GROUP BY f.fixmedins_code, f.bilg_dr, f.rx_no
), signed AS (
  SELECT f.*, f.bilg_dr AS staff_code, '开单' AS act
  FROM fee_net AS f
  JOIN suspect AS s ON s.staff_code = f.bilg_dr AND s.fixmedins_code = f.fixmedins_code AND s.svc_date = f.svc_date
  LEFT JOIN ordered AS o ON o.fixmedins_code = f.fixmedins_code AND o.bilg_dr = f.bilg_dr AND o.rx_no = optional(f.rx_no)
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND (f.amt > 0 OR f.has_acct) AND NOT f.x1
    AND NOT coalesce(s.branch = 'b' AND o.first_on <= s.left_on, FALSE)
  UNION ALL
  SELECT f.*, c.staff_code, '审方调配' AS act
  FROM fee_net AS f
  JOIN checked AS c ON c.bkkp_sn = f.bkkp_sn
  WHERE f.scene = 'PH'
)
SELECT
  f.*, s.branch, s.prac_stas, s.hi_dr_flag, s.left_on, s.begun_on,
  CASE s.branch WHEN 'a' THEN '在本机构没有注册信息' WHEN 'b' THEN '该日不在其执业注册期间' ELSE '其执业状态或医保医师资格不允许' END AS reason,
  CASE s.branch WHEN 'a' THEN 2 ELSE 1 END AS sev_deg,
  CASE WHEN s.branch = 'c' AND s.prac_stas = '2' AND coalesce(s.hi_dr_flag, '1') <> '0' THEN 'leave_undated' END AS soft
FROM signed AS f
JOIN suspect AS s ON s.staff_code = f.staff_code AND s.fixmedins_code = f.fixmedins_code AND s.svc_date = f.svc_date
