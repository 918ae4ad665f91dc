/*---
code: DAT-002
version: 1
title: 结算明细、金额勾稽异常
status: active
national_code: GZ10000201002000
behaviour: record_anomaly
severity: 3
subject: visit
grain: [fixmedins_code, mdtrt_id, month]
amount: estimate
scenes: [IP, OP]
stages: [3]
law: [735-39-3, agreement]
params:
  line_tol: {type: decimal, default: 0.01, unit: 元, source: 单价乘数量与金额之差；无官方数值，可按统筹区配置}
  split_tol: {type: decimal, default: 0.05, unit: 元, source: 各部分之和与总额之差；无官方数值，可按统筹区配置}
  fee_tol: {type: integer, default: 1, unit: 元, source: 总额与明细合计之差，取此数与千分之五中较大者；无官方数值，可按统筹区配置}
  gap_share: {type: integer, default: 20, unit: '%', source: 缺项超过此比例的机构月份视为接口、对照问题，不作判断}
message: "{reason}。"
verify: 核对 HIS 收费明细、结算单、退费单和上传日志，查明差额来源；涉及金额的核对资金流向。
defence: 接口取整；退费、冲正未上传；折扣直接计入金额。
known_gaps: 没有上传明细的结算不比较总额；基金各分项未全部交付的，只查分项之和大于总额的；缺科室、医师、诊断和编码不规范的按机构和月份合并。
evidence: [reason, medfee, lines_amt, over_amt, fund, parts, bad_lines, month, missing_cnt, line_cnt_all, missing]
cases:
  - name: 结算总额 8000 元，明细合计 6900 元
    given:
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 8000, inscp_amt: 8000, fund_pay_sumamt: 6400}]
      fee_list_d:
        - {mdtrt_id: I1, pric: 6900}
    finds:
      - {mdtrt_id: I1, checkout_amt: 1100.00, fund_amt: null, checkout_cnt: 1, amount_basis: estimate, sev_deg: 2, subject_type: visit, occurred_on: "2026-03-02", evidence: {branch: [c], medfee: 8000, lines_amt: 6900}}
  - name: 总额少于明细合计，没有金额
    given:
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 6900, inscp_amt: 6900, fund_pay_sumamt: 5520}]
      fee_list_d:
        - {mdtrt_id: I1, pric: 8000}
    finds:
      - {checkout_amt: null, amount_basis: none, sev_deg: 3, evidence: {branch: [c]}}
  - name: 取整差 0.02 元
    given:
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 100.02, inscp_amt: 100, fund_pay_sumamt: 80}]
      fee_list_d:
        - {mdtrt_id: I1, pric: 100}
    finds: []
  - name: 差额恰为千分之五
    given:
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 10000, inscp_amt: 10000, fund_pay_sumamt: 8000}]
      fee_list_d:
        - {mdtrt_id: I1, pric: 9950}
    finds: []
  - name: 单价乘数量与金额不等
    given:
      fee_list_d:
        - {mdtrt_id: E1, cnt: 3, pric: 10, det_item_fee_sumamt: 30.02, inscp_amt: 30.02}
    finds:
      - {mdtrt_id: E1, checkout_amt: null, amount_basis: none, sev_deg: 3, evidence: {branch: [a], bad_lines: 1}}
  - name: 单价乘数量与金额差 0.01 元
    given:
      fee_list_d:
        - {mdtrt_id: E1, cnt: 3, pric: 10, det_item_fee_sumamt: 30.01, inscp_amt: 30.01}
    finds: []
  - name: 明细各部分之和少于总额
    given:
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, inscp_amt: 80, fulamt_ownpay_amt: 10, preselfpay_amt: 5, overlmt_selfpay: 4.94}
    finds:
      - {sev_deg: 3, evidence: {branch: [b], bad_lines: 1}}
  - name: 各部分之和恰差 0.05 元，或有部分未填
    given:
      fee_list_d:
        - {mdtrt_id: E1, pric: 100, inscp_amt: 80, fulamt_ownpay_amt: 10, preselfpay_amt: 5, overlmt_selfpay: 4.95}
        - {mdtrt_id: E1, pric: 100, inscp_amt: 80, fulamt_ownpay_amt: null}
    finds: []
  - name: 基金总额少于各分项之和
    given:
      setl_d: [{mdtrt_id: E1, fund_pay_sumamt: 80, hifp_pay: 60, hifmi_pay: 15, cvlserv_pay: 6, hifob_pay: 0, maf_pay: 0, othfund_pay: 0}]
      fee_list_d:
        - {mdtrt_id: E1, pric: 100}
    finds:
      - {sev_deg: 3, evidence: {branch: [d], fund: 80, parts: 81}}
  - name: 统筹基金分项未填、分项之和相等
    given:
      setl_d:
        - {mdtrt_id: E1, fund_pay_sumamt: 80, hifp_pay: null, hifmi_pay: 15}
        - {mdtrt_id: E2, fund_pay_sumamt: 80, hifp_pay: 65, hifmi_pay: 15.05}
      fee_list_d:
        - {mdtrt_id: E1, pric: 100}
        - {mdtrt_id: E2, pric: 100}
    finds: []
  - name: 退费多于原收费
    given:
      setl_d: [{mdtrt_id: E1, setl_time: "2026-03-02 12:00:00", medfee_sumamt: 40, inscp_amt: 40, fund_pay_sumamt: 32}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, cnt: 2, pric: 30, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E1, cnt: -3, pric: 30, init_feedetl_sn: A, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E1, cnt: 1, pric: 40, fee_ocur_time: "2026-03-02 09:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 2, evidence: {branch: [e], over_amt: 30}}
  - name: 退费等于原收费，差额已经退清
    given:
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 80}
        - {mdtrt_id: E1, setl_id: S2, init_setl_id: S1, medfee_sumamt: -60, inscp_amt: -60, fund_pay_sumamt: -48}
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: S1, cnt: 2, pric: 30}
        - {mdtrt_id: E1, cnt: -2, pric: 30, setl_id: S2, init_feedetl_sn: A}
        - {mdtrt_id: E1, setl_id: S1, pric: 40}
    finds: []
  - name: 手工报销不比较
    given:
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 8000, inscp_amt: 8000, fund_pay_sumamt: 6400, pay_loc: "1"}]
      fee_list_d:
        - {mdtrt_id: I1, pric: 6900}
    finds: []
  - name: 没有上传明细、数据开始以前入院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-02-01 09:00:00", endtime: "2026-03-05 09:00:00"}
        - {mdtrt_id: E1, psn_no: P3}
      setl_d:
        - {mdtrt_id: I1, medfee_sumamt: 8000, inscp_amt: 8000, fund_pay_sumamt: 6400}
        - {mdtrt_id: I2, medfee_sumamt: 8000, inscp_amt: 8000, fund_pay_sumamt: 6400}
        - {mdtrt_id: E1}
      fee_list_d:
        - {mdtrt_id: I2, pric: 6900, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: E1}
    finds: []
  - name: 五条明细中一条缺开单医师，按机构和月份记一条
    given:
      mdtrt_d: [{mdtrt_id: E1, dscg_maindiag_code: I10.x00}]
      fee_list_d:
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: DR1}
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: DR1}
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: DR1}
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: DR1}
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: null}
    finds:
      - {mdtrt_id: null, subject_type: institution, checkout_amt: null, checkout_cnt: 1, sev_deg: 3, evidence: {branch: [f], missing: 缺开单医师 1 条, month: 2026-03}}
  - name: 多数明细缺开单医师，属接口问题
    given:
      mdtrt_d: [{mdtrt_id: E1, dscg_maindiag_code: I10.x00}]
      fee_list_d:
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: DR1}
        - {mdtrt_id: E1, bilg_dept_codg: A03, bilg_dr_code: DR1}
        - {mdtrt_id: E1, bilg_dept_codg: A03}
        - {mdtrt_id: E1, bilg_dept_codg: A03}
    finds: []
---*/
WITH billed AS (
  SELECT f.mdtrt_id, CAST(SUM(f.gross) AS DECIMAL(16,2)) AS lines_amt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP')
  GROUP BY f.mdtrt_id
), odd_line AS (
  SELECT f.mdtrt_id, 'a' AS branch
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP')
    AND abs(product(f.pric, f.cnt) - f.gross) > param('line_tol', f.svc_date, f.admdvs)
  UNION ALL
  SELECT f.mdtrt_id, 'b' AS branch
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP')
    AND abs(f.gross - optional(f.inscp_amt) - optional(f.ownpay) - optional(f.overlmt) - optional(f.preself))
      > param('split_tol', f.svc_date, f.admdvs)
), parted AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.fund_pay_sumamt AS fund,
    optional(s.hifp_pay) + coalesce(optional(s.cvlserv_pay), 0) + coalesce(optional(s.hifmi_pay), 0) + coalesce(optional(s.hifob_pay), 0)
      + coalesce(optional(s.maf_pay), 0) + coalesce(optional(s.othfund_pay), 0) AS parts,
    optional(s.cvlserv_pay) + optional(s.hifmi_pay) + optional(s.hifob_pay) + optional(s.maf_pay) + optional(s.othfund_pay)
      IS NOT NULL AS complete
  FROM setl_d AS s
), unequal AS (
  SELECT n.mdtrt_id, p.fund, CAST(p.parts AS DECIMAL(16,2)) AS parts
  FROM parted AS p
  JOIN setl_net AS n ON n.setl_id = p.setl_id
  WHERE n.in_scope AND n.scene IN ('IP', 'OP')
    AND CASE WHEN p.complete THEN abs(p.fund - p.parts) ELSE p.parts - p.fund END > param('split_tol', n.setl_date, n.admdvs)
), refunded AS (
  SELECT r.mdtrt_id, CAST(SUM(r.over_amt) AS DECIMAL(16,2)) AS over_amt FROM fee_over_refund AS r GROUP BY r.mdtrt_id
), odd AS (
  SELECT
    b.mdtrt_id, 'c' AS branch, CASE WHEN e.medfee > b.lines_amt THEN e.medfee - b.lines_amt END AS hit_amt, e.medfee, b.lines_amt,
    CAST(NULL AS DECIMAL(16,2)) AS over_amt, CAST(NULL AS DECIMAL(16,2)) AS fund, CAST(NULL AS DECIMAL(16,2)) AS parts,
    CAST(NULL AS BIGINT) AS bad_lines,
    '结算总额 ' || CAST(e.medfee AS VARCHAR) || ' 元、明细合计 ' || CAST(b.lines_amt AS VARCHAR) || ' 元' AS label
  FROM billed AS b
  JOIN enc AS e ON e.mdtrt_id = b.mdtrt_id
  WHERE abs(e.medfee - b.lines_amt) > greatest(CAST(param('fee_tol', e.adm_date, e.admdvs) AS DECIMAL(16,2)), abs(e.medfee) * 0.005)
  UNION ALL
  SELECT
    l.mdtrt_id, l.branch, NULL AS hit_amt, NULL AS medfee, NULL AS lines_amt, NULL AS over_amt, NULL AS fund, NULL AS parts,
    COUNT(*) AS bad_lines,
    CAST(COUNT(*) AS VARCHAR) || CASE l.branch WHEN 'a' THEN ' 条明细单价乘数量与金额不等' ELSE ' 条明细各部分之和与总额不等' END AS label
  FROM odd_line AS l
  GROUP BY l.mdtrt_id, l.branch
  UNION ALL
  SELECT
    u.mdtrt_id, 'd' AS branch, NULL AS hit_amt, NULL AS medfee, NULL AS lines_amt, NULL AS over_amt, u.fund, u.parts, NULL AS bad_lines,
    '基金支付总额 ' || CAST(u.fund AS VARCHAR) || ' 元、各分项之和 ' || CAST(u.parts AS VARCHAR) || ' 元' AS label
  FROM unequal AS u
  UNION ALL
  SELECT
    r.mdtrt_id, 'e' AS branch, r.over_amt AS hit_amt, NULL AS medfee, NULL AS lines_amt, r.over_amt, NULL AS fund, NULL AS parts,
    NULL AS bad_lines, '退费超过原收费 ' || CAST(r.over_amt AS VARCHAR) || ' 元' AS label
  FROM refunded AS r
), visit_odd AS (
  SELECT o.*, e.psn_no, e.fixmedins_code, e.adm_date
  FROM odd AS o
  JOIN enc AS e ON e.mdtrt_id = o.mdtrt_id
  LEFT JOIN span AS d ON d.city4 = left(e.admdvs, 4)
  WHERE e.in_scope AND e.n_setl > 0 AND e.scene IN ('IP', 'OP') AND coalesce(optional(e.pay_loc), '') <> '1'
    AND coalesce(e.adm_date >= d.first_date, TRUE)
), spoken AS (
  SELECT mdtrt_id, remove_matches(replace(joined(label), '|', '；'), '^；|；$') AS labels FROM visit_odd GROUP BY mdtrt_id
), month_sum AS (
  SELECT
    f.fixmedins_code, f.admdvs, month_start(f.svc_date) AS month_day, MAX(f.svc_date) AS last_date, COUNT(*) AS n,
    SUM(CASE WHEN f.kind IS NULL THEN 1 ELSE 0 END) AS no_code,
    SUM(CASE WHEN optional(f.dept) IS NULL THEN 1 ELSE 0 END) AS no_dept,
    SUM(CASE WHEN optional(f.bilg_dr) IS NULL THEN 1 ELSE 0 END) AS no_dr,
    SUM(CASE WHEN optional(f.main_diag) IS NULL THEN 1 ELSE 0 END) AS no_diag
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND f.pay_loc IS DISTINCT FROM '1'
  GROUP BY f.fixmedins_code, f.admdvs, month_start(f.svc_date)
), gap AS (
  SELECT fixmedins_code, admdvs, month_day, last_date, n, no_code AS missing_cnt, '编码不规范' AS label FROM month_sum
  UNION ALL
  SELECT fixmedins_code, admdvs, month_day, last_date, n, no_dept AS missing_cnt, '缺科室' AS label FROM month_sum
  UNION ALL
  SELECT fixmedins_code, admdvs, month_day, last_date, n, no_dr AS missing_cnt, '缺开单医师' AS label FROM month_sum
  UNION ALL
  SELECT fixmedins_code, admdvs, month_day, last_date, n, no_diag AS missing_cnt, '缺诊断' AS label FROM month_sum
), incomplete AS (
  SELECT
    fixmedins_code, month_of(month_day) AS month, MAX(last_date) AS last_date, MAX(n) AS line_cnt_all, MAX(missing_cnt) AS missing_cnt,
    remove_matches(replace(joined(label || ' ' || CAST(missing_cnt AS VARCHAR) || ' 条'), '|', '、'), '^、|、$') AS missing
  FROM gap
  WHERE missing_cnt > 0 AND missing_cnt * 100 <= n * param('gap_share', last_date, admdvs)
  GROUP BY fixmedins_code, month_day
)
SELECT
  'visit' AS subject, o.branch, CASE WHEN o.hit_amt > 0 THEN 2 ELSE 3 END AS sev_deg, o.mdtrt_id, o.psn_no, o.fixmedins_code,
  o.adm_date AS occurred_on, o.hit_amt, o.medfee, o.lines_amt, o.over_amt, o.fund, o.parts, o.bad_lines, CAST(NULL AS VARCHAR) AS month,
  CAST(NULL AS BIGINT) AS missing_cnt, CAST(NULL AS BIGINT) AS line_cnt_all, CAST(NULL AS VARCHAR) AS missing,
  CAST(NULL AS DECIMAL(16,4)) AS checkout_cnt,
  CAST(o.adm_date AS VARCHAR) || ' 的就诊' || s.labels AS reason
FROM visit_odd AS o
JOIN spoken AS s ON s.mdtrt_id = o.mdtrt_id
UNION ALL
SELECT
  'institution' AS subject, 'f' AS branch, 3 AS sev_deg, CAST(NULL AS VARCHAR) AS mdtrt_id, CAST(NULL AS VARCHAR) AS psn_no, i.fixmedins_code,
  i.last_date AS occurred_on, NULL AS hit_amt, NULL AS medfee, NULL AS lines_amt, NULL AS over_amt, NULL AS fund, NULL AS parts,
  NULL AS bad_lines, i.month, i.missing_cnt, i.line_cnt_all, i.missing, CAST(i.missing_cnt AS DECIMAL(16,4)) AS checkout_cnt,
  i.month || ' 上传明细 ' || CAST(i.line_cnt_all AS VARCHAR) || ' 条，' || i.missing AS reason
FROM incomplete AS i
