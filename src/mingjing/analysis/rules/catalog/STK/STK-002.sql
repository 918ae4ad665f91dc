/*---
code: STK-002
version: 4
title: 追溯码重复结算
status: active
behaviour: drug_resale
severity: 2
subject: fee
grain: [code]
amount: all
scenes: [IP, OP, PH]
stages: [3]
law: [735-38-5, 735-40-1, 735-41-3]
params:
  many: {type: integer, default: 20, unit: 次, source: 无官方数值，同一机构重复次数超过此数时疑为录入习惯，可按统筹区配置}
message: "追溯码 {code} 在 {first_on} 已结算，{occurred_on} 前又结算 {again} 次（{reuse_zh}），重复结算金额 {checkout_amt} 元。"
verify: 核对供货单位、随货同行单和发票，查清是谁把药卖回；调看结算时刻录像。
defence: 扫了陈列盒或包装箱上的码；退货后再售未登记退货。
known_gaps: 陈列盒上的码需现场排除。
evidence: [code, first_on, first_place, again, reuse, places, persons]
cases:
  - name: 11 月在甲店售出，次年 1 月又在乙站结算
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D1, psn_no: P1}, {mdtrt_id: E2, fixmedins_code: D2, psn_no: P2}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D1, psn_no: P1, med_list_codg: XA10BAA001A001010100001, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D2, psn_no: P2, med_list_codg: XA10BAA001A001010100001, pric: 52, fee_ocur_time: "2026-01-19 10:00:00"}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: "81234560000000000001", fixmedins_code: D1, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "0"}
        - {trac_sn: X2, drug_trac_codg: "81234560000000000001", fixmedins_code: D2, setl_id: T2, bkkp_sn: B, sel_retn_time: "2026-01-19 10:00:00", trdn_flag: "0"}
    finds:
      - {fixmedins_code: D2, checkout_amt: 52.00, fund_amt: 41.60, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-01-19", bkkp_sns: [B], evidence: {reuse: cross-institution, again: 1}}
  - name: 同店两人，第二次结算命中
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D, psn_no: P1}, {mdtrt_id: E2, fixmedins_code: D, psn_no: P2}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D, psn_no: P1, med_list_codg: XA10BAA001A001010100001, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D, psn_no: P2, med_list_codg: XA10BAA001A001010100001, pric: 52, fee_ocur_time: "2025-11-15 10:00:00"}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "0"}
        - {trac_sn: X2, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T2, bkkp_sn: B, sel_retn_time: "2025-11-15 10:00:00", trdn_flag: "0"}
    finds:
      - {psn_no: P2, checkout_amt: 52.00, evidence: {reuse: cross-person}}
  - name: 11 月 13 日退货登记后再售
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D, pric: 52, fee_ocur_time: "2025-11-15 10:00:00"}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}
        - {trac_sn: X3, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, sel_retn_time: "2025-11-13 10:00:00", trdn_flag: "0", sel_retn_cnt: -1}
        - {trac_sn: X2, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T2, bkkp_sn: B, sel_retn_time: "2025-11-15 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}
    finds: []
  - name: 拆零销售，同一码多次结算
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D, pric: 52, fee_ocur_time: "2025-11-15 10:00:00"}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "1"}
        - {trac_sn: X2, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T2, bkkp_sn: B, sel_retn_time: "2025-11-15 10:00:00", trdn_flag: "1"}
    finds: []
  - name: 无码药品统一填报的占位码
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D, pric: 52, fee_ocur_time: "2025-11-15 10:00:00"}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: NMLC99900, fixmedins_code: D, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "0"}
        - {trac_sn: X2, drug_trac_codg: NMLC99900, fixmedins_code: D, setl_id: T2, bkkp_sn: B, sel_retn_time: "2025-11-15 10:00:00", trdn_flag: "0"}
    finds: []
  - name: 后一次结算已撤销
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D, pric: 52, fee_ocur_time: "2025-11-15 10:00:00"}
      setl_d:
        - {setl_id: T1, mdtrt_id: E1}
        - {setl_id: T2, mdtrt_id: E2}
        - {setl_id: T3, mdtrt_id: E2, init_setl_id: T2, medfee_sumamt: -52, inscp_amt: -52, fund_pay_sumamt: -41.6}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "0"}
        - {trac_sn: X2, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T2, bkkp_sn: B, sel_retn_time: "2025-11-15 10:00:00", trdn_flag: "0"}
    finds: []
  - name: 同店一分钟内重复上传
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, setl_id: T1, fixmedins_code: D, pric: 50, fee_ocur_time: "2025-11-12 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, setl_id: T2, fixmedins_code: D, pric: 52, fee_ocur_time: "2025-11-12 10:00:40"}
      drugtrac_d:
        - {trac_sn: X1, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, bkkp_sn: A, sel_retn_time: "2025-11-12 10:00:00", trdn_flag: "0"}
        - {trac_sn: X2, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T2, bkkp_sn: B, sel_retn_time: "2025-11-12 10:00:40", trdn_flag: "0"}
    finds: []
---*/
WITH sale AS (
  SELECT t.trac_sn, t.code, t.fixmedins_code, t.admdvs, t.setl_id, t.bkkp_sn, t.psn_no, t.med_list_codg, t.sold_at
  FROM trace_net AS t
  WHERE t.recurs AND NOT t.split AND NOT t.hollow AND NOT coalesce(optional(t.carton), FALSE)
), shared AS (
  SELECT code FROM sale GROUP BY code HAVING COUNT(DISTINCT setl_id) >= 2
), ordered AS (
  SELECT
    s.*,
    LAG(s.sold_at) OVER (PARTITION BY s.code, s.fixmedins_code ORDER BY s.sold_at, s.trac_sn) AS last_here,
    FIRST_VALUE(s.setl_id) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS first_setl,
    FIRST_VALUE(s.fixmedins_code) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS first_place,
    FIRST_VALUE(s.sold_at) OVER (PARTITION BY s.code ORDER BY s.sold_at, s.trac_sn) AS first_at,
    COUNT(*) OVER (PARTITION BY s.code, s.fixmedins_code) AS here
  FROM sale AS s
  JOIN shared AS h ON h.code = s.code
), again AS (
  SELECT o.*
  FROM ordered AS o
  WHERE o.setl_id <> o.first_setl
    AND NOT coalesce(seconds_between(o.last_here, o.sold_at) <= 60, FALSE)
), counted AS (
  SELECT
    a.code, COUNT(DISTINCT a.setl_id) AS again,
    COUNT(DISTINCT CASE WHEN a.fixmedins_code <> a.first_place THEN a.fixmedins_code END) AS elsewhere
  FROM again AS a
  GROUP BY a.code
), touched AS (
  SELECT s.code, COUNT(DISTINCT s.psn_no) AS persons, COUNT(DISTINCT s.fixmedins_code) AS places, MAX(s.sold_at) AS last_at
  FROM sale AS s
  JOIN counted AS c ON c.code = s.code
  GROUP BY s.code
)
SELECT
  f.*, a.code, as_date(a.first_at) AS first_on, a.first_place, a.first_setl AS related_id, c.again, t.places, t.persons,
  as_date(t.last_at) AS occurred_on,
  CASE WHEN t.places > 1 THEN 'cross-institution' WHEN t.persons > 1 THEN 'cross-person' ELSE 'same-person' END AS reuse,
  CASE WHEN t.places > 1 THEN '跨机构' WHEN t.persons > 1 THEN '跨人员' ELSE '同一人' END AS reuse_zh,
  CASE WHEN a.here > param('many', as_date(a.sold_at), a.admdvs) THEN 'habit' END AS soft
FROM again AS a
JOIN counted AS c ON c.code = a.code
JOIN touched AS t ON t.code = a.code
JOIN fee_net AS f ON f.setl_id = a.setl_id
WHERE f.kind = 'drug' AND f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct)
  AND (f.bkkp_sn = optional(a.bkkp_sn) OR (optional(a.bkkp_sn) IS NULL AND f.med_list_codg = optional(a.med_list_codg)))
