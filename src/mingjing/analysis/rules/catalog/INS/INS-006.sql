/*---
code: INS-006
version: 1
title: 医保管理人员、药师、部门配备不足
status: active
behaviour: unqualified_practice
severity: 3
subject: institution
amount: none
scenes: [OP, IP, PH]
stages: [3]
law: [735-39-1, 735-14, agreement]
params:
  shop_mgr: {type: integer, default: 2, unit: 人, source: 零售药店医疗保障定点管理暂行办法：至少两名熟悉医保规定的专兼职管理人员}
  shop_phar: {type: integer, default: 1, unit: 人, source: 零售药店医疗保障定点管理暂行办法：至少一名注册在该店的执业药师或者药学技术人员}
  beds: {type: integer, default: 100, unit: 张, source: 医疗机构医疗保障定点管理暂行办法：一百张床位以上应设内部医保管理部门、配专职人员}
  new_d: {type: integer, default: 90, unit: 日, source: 协议开始后的准备期；无官方数值，可按统筹区配置}
message: "{fixmedins_code} {period} 年：{reason}。"
verify: 核对劳动合同（一年以上）、资格证书、注册证和医保管理部门设置文件。
defence: 人员空缺不满三十日；经批准的远程药师；登记人数未更新。
known_gaps: 短期空缺、远程药师需现场排除；人数为登记数，没有变更日期。
evidence: [reason, aprv_bed_cnt, hi_mgr_psncnt, phar_psncnt, pharmacists]
cases:
  - name: 一百二十张床位没有医保管理人员
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 120, hi_mgr_psncnt: 0}]
      fee_list_d: [{pric: 10}]
    finds:
      - {fixmedins_code: H, checkout_amt: null, sev_deg: 3, occurred_on: "2026-03-02", evidence: {branch: [bureau], aprv_bed_cnt: 120}}
  - name: 八十张床位没有医保管理人员
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 80, hi_mgr_psncnt: 0}]
      fee_list_d: [{pric: 10}]
    finds: []
  - name: 一百张床位有一名管理人员，恰为下限
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 100, hi_mgr_psncnt: 1}]
      fee_list_d: [{pric: 10}]
    finds: []
  - name: 药店只有一名医保管理人员
    given:
      fixmedins_b: [{fixmedins_code: D, hi_mgr_psncnt: 1, phar_psncnt: 1}]
      staff_b: [{prac_psn_code: R1, fixmedins_code: D, prac_psn_type: "3"}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D}]
    finds:
      - {fixmedins_code: D, sev_deg: 3, evidence: {branch: [manager], hi_mgr_psncnt: 1}}
  - name: 药店登记一名药师，人员库中该年没有有效的药师
    given:
      fixmedins_b: [{fixmedins_code: D, hi_mgr_psncnt: 2, phar_psncnt: 1}]
      staff_b:
        - {prac_psn_code: R1, fixmedins_code: D, prac_psn_type: "3", begntime: "2020-01-01 00:00:00", endtime: "2025-11-30 00:00:00"}
        - {prac_psn_code: R2, fixmedins_code: D, prac_psn_type: "2"}
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D}]
    finds:
      - {sev_deg: 3, evidence: {branch: [pharmacist], pharmacists: 0}}
  - name: 药师年中离职，年内曾有效
    given:
      fixmedins_b: [{fixmedins_code: D, hi_mgr_psncnt: 2, phar_psncnt: 1}]
      staff_b:
        - {prac_psn_code: R1, fixmedins_code: D, prac_psn_type: "3", begntime: "2020-01-01 00:00:00", endtime: "2026-03-02 00:00:00"}
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D}]
    finds: []
  - name: 药店没有任何人员记录，不以人员库判断
    given:
      fixmedins_b: [{fixmedins_code: D, hi_mgr_psncnt: 2, phar_psncnt: 1}]
      fee_list_d: [{mdtrt_id: E1, fixmedins_code: D}]
    finds: []
  - name: 登记人数未填
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 120}]
      fee_list_d: [{pric: 10}]
    finds: []
  - name: 协议开始不满 90 日
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 120, hi_mgr_psncnt: 0}]
      fixmedins_cntr_d: [{fixmedins_code: H, begndate: "2026-01-01", enddate: "2026-12-31", cntr_stas: "1"}]
      fee_list_d: [{pric: 10}]
    finds: []
  - name: 协议开始恰满 90 日
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 120, hi_mgr_psncnt: 0}]
      fixmedins_cntr_d: [{fixmedins_code: H, begndate: "2025-12-02", enddate: "2026-12-31", cntr_stas: "1"}]
      fee_list_d: [{pric: 10}]
    finds:
      - {sev_deg: 3}
  - name: 唯一的结算已全额退费
    given:
      fixmedins_b: [{fixmedins_code: H, aprv_bed_cnt: 120, hi_mgr_psncnt: 0}]
      fee_list_d: [{setl_id: S1}]
      setl_d:
        - {mdtrt_id: E, setl_id: S1}
        - {mdtrt_id: E, setl_id: S2, init_setl_id: S1, medfee_sumamt: -10, inscp_amt: -10, fund_pay_sumamt: -8}
    finds: []
---*/
WITH working AS (
  SELECT
    s.fixmedins_code, year_of(s.setl_date) AS year, MIN(s.setl_date) AS first_on, MAX(s.setl_date) AS last_on
  FROM setl_net AS s
  WHERE s.in_scope
  GROUP BY s.fixmedins_code, year_of(s.setl_date)
), pharmacist AS (
  SELECT
    w.fixmedins_code, w.year,
    COUNT(s.fixmedins_code) AS rows_here,
    COUNT(CASE
      WHEN s.prac_psn_type = '3' AND COALESCE(as_date(optional(s.begntime)), w.first_on) <= w.last_on
        AND COALESCE(as_date(optional(s.endtime)), w.last_on) >= w.first_on THEN 1
    END) AS pharmacists
  FROM working AS w
  LEFT JOIN staff_b AS s ON s.fixmedins_code = w.fixmedins_code
  GROUP BY w.fixmedins_code, w.year
), agreed AS (
  SELECT w.fixmedins_code, MIN(c.begndate) AS since
  FROM working AS w
  LEFT JOIN fixmedins_cntr_d AS c ON c.fixmedins_code = w.fixmedins_code
  GROUP BY w.fixmedins_code
), place AS (
  SELECT
    w.fixmedins_code, w.year, w.last_on, i.admdvs, i.fixmedins_type, optional(i.aprv_bed_cnt) AS aprv_bed_cnt,
    optional(b.hi_mgr_psncnt) AS hi_mgr_psncnt, optional(b.phar_psncnt) AS phar_psncnt, p.rows_here, p.pharmacists
  FROM working AS w
  JOIN inst AS i ON i.fixmedins_code = w.fixmedins_code
  JOIN fixmedins_b AS b ON b.fixmedins_code = w.fixmedins_code
  JOIN pharmacist AS p ON p.fixmedins_code = w.fixmedins_code AND p.year = w.year
  JOIN agreed AS a ON a.fixmedins_code = w.fixmedins_code
  WHERE NOT COALESCE(days_between(a.since, w.last_on) < param('new_d', w.last_on, i.admdvs), FALSE)
), broken AS (
  SELECT p.*, 'bureau' AS branch, '批准床位 ' || CAST(p.aprv_bed_cnt AS VARCHAR) || ' 张，没有专职医保管理人员' AS reason
  FROM place AS p
  WHERE p.fixmedins_type = '1' AND p.hi_mgr_psncnt < 1 AND p.aprv_bed_cnt >= param('beds', p.last_on, p.admdvs)
  UNION ALL
  SELECT p.*, 'manager', '医保管理人员只有 ' || CAST(p.hi_mgr_psncnt AS VARCHAR) || ' 名'
  FROM place AS p
  WHERE p.fixmedins_type = '2' AND p.hi_mgr_psncnt < param('shop_mgr', p.last_on, p.admdvs)
  UNION ALL
  SELECT p.*, 'pharmacist', '没有有效的药师'
  FROM place AS p
  WHERE p.fixmedins_type = '2'
    AND (p.phar_psncnt < param('shop_phar', p.last_on, p.admdvs) OR (p.rows_here > 0 AND p.pharmacists = 0))
)
SELECT
  b.fixmedins_code, CAST(b.year AS VARCHAR) AS period, b.branch AS measure, b.branch, b.reason, b.last_on AS occurred_on,
  b.aprv_bed_cnt, b.hi_mgr_psncnt, b.phar_psncnt, b.pharmacists
FROM broken AS b
