/*---
code: LMT-008
version: 1
title: 超门诊慢特病病种目录
status: active
national_code: GZ10000101011000
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [OP, PH]
stages: [1, 2, 3]
law: [735-38-6]
params:
  hist_days: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；此前多少日内的其他病种也看其目录}
message: "{svc_date} 病种 {dise_no} 结算 {item_name}，不在该病种用药目录内，涉及 {checkout_amt} 元。"
verify: 对照参保地病种用药目录，核对资格认定材料和复诊记录。
defence: 用于该病种的并发症，经办机构已认可；患者另有其他病种。
known_gaps: 病种目录由参保地导入，没有行的病种不作判断；只检查药品。
evidence: [dise_no, insu_admdvs, kp_ref]
cases:
  - name: 高血压门特结算目录之外的他汀
    given: &statin
      mdtrt_d: [{med_type: "14", dise_no: M01, dscg_maindiag_code: I10.x00}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
        - {bkkp_sn: B, med_list_codg: XC08CAA001A001010100001, cnt: 28, pric: 1}
    knowledge: &list
      dise_drug: [{dise_no: M01, item_code: XC08CA, match: ^}, {dise_no: M02, item_code: XC10AA, match: ^}]
    finds:
      - {checkout_amt: 56.00, checkout_cnt: 28, fund_amt: 44.80, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [A], national_code: GZ10000101011000, evidence: {dise_no: M01}}
  - name: 目录内有他汀
    given: *statin
    knowledge:
      dise_drug: [{dise_no: M01, item_code: XC08CA, match: ^}, {dise_no: M01, item_code: XC10AA, match: ^}]
    finds: []
  - name: 两病用药同样检查
    given:
      mdtrt_d: [{med_type: "9901", dise_no: M01}]
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 10, pric: 2}
        - {med_list_codg: XC08CAA001A001010100001, cnt: 28, pric: 1}
    knowledge: *list
    finds: [{checkout_amt: 20.00, sev_deg: 1}]
  - name: 目录自次月起生效，当月不检查
    given: *statin
    knowledge:
      dise_drug: [{dise_no: M01, item_code: XC08CA, match: ^, begndate: "2026-04-01"}]
    finds: []
  - name: 目录生效恰好 30 日，降为轻度可疑
    given: *statin
    knowledge:
      dise_drug: [{dise_no: M01, item_code: XC08CA, match: ^, begndate: "2026-01-31"}]
    finds: [{checkout_amt: 56.00, sev_deg: 3, evidence: {soft: [transition]}}]
  - name: 目录生效第 31 日
    given: *statin
    knowledge:
      dise_drug: [{dise_no: M01, item_code: XC08CA, match: ^, begndate: "2026-01-30"}]
    finds: [{checkout_amt: 56.00, sev_deg: 1}]
  - name: 一年内另有病种的目录包括该药，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: E1, med_type: "14", dise_no: M02, begntime: "2025-06-01 09:00:00"}
        - {mdtrt_id: E2, med_type: "14", dise_no: M01}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H, med_list_codg: "001101000010000"}
        - {mdtrt_id: E2, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
        - {mdtrt_id: E2, med_list_codg: XC08CAA001A001010100001, cnt: 28, pric: 1}
    knowledge: *list
    finds: [{checkout_amt: 56.00, sev_deg: 3, evidence: {soft: [other_programme]}}]
  - name: 该病种没有目录，不作判断
    given:
      mdtrt_d: [{med_type: "14", dise_no: M09}]
      fee_list_d: [{med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}]
    knowledge: *list
    finds: []
  - name: 该病种不限药品
    given: *statin
    knowledge:
      dise_drug: [{dise_no: M01}, {dise_no: M01, item_code: XC08CA, match: ^}]
    finds: []
  - name: 没有病种编号
    given:
      mdtrt_d: [{med_type: "14"}]
      fee_list_d: [{med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}, {med_list_codg: XC08CAA001A001010100001}]
    knowledge: *list
    finds: []
  - name: 普通门诊不受病种目录限制
    given:
      mdtrt_d: [{med_type: "11", dise_no: M01}]
      fee_list_d: [{med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}, {med_list_codg: XC08CAA001A001010100001}]
    knowledge: *list
    finds: []
  - name: 目录外的药已退费
    given:
      mdtrt_d: [{med_type: "14", dise_no: M01}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 28, pric: 2}
        - {bkkp_sn: C, med_list_codg: XC10AAA001A001010100001, cnt: -28, pric: 2, init_feedetl_sn: A}
        - {bkkp_sn: B, med_list_codg: XC08CAA001A001010100001, cnt: 28, pric: 1}
    knowledge: *list
    finds: []
---*/
WITH programme AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.insu_admdvs, f.svc_date, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.dise_no
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind = 'drug' AND f.scene IN ('OP', 'PH')
    AND (starts_with(f.med_type, '14') OR f.med_type = '9901') AND f.dise_no IS NOT NULL
), line AS (
  SELECT p.*, COALESCE(r.kreg, 0) AS kreg
  FROM programme AS p
  LEFT JOIN region_class AS r ON r.admdvs = p.insu_admdvs
), listed AS (
  -- A disease programme has a catalogue on the days on which any of its rows is in force.
  SELECT dise_no, kreg, svc_date, CASE WHEN COUNT(*) = COUNT(begndate) THEN MIN(begndate) END AS begndate,
    MIN(kp_ref) AS kp_ref, MAX(sev) AS sev, bool_or(item_code IS NULL) AS any_drug
  FROM (
    SELECT DISTINCT l.dise_no, l.kreg, l.svc_date, k.item_code, k.begndate, k.kp_ref, k.sev
    FROM line AS l
    JOIN dise_drug AS k
      ON k.dise_no = l.dise_no AND k.kreg = l.kreg AND l.svc_date >= k.k_from AND l.svc_date < k.k_to
  ) AS dated
  GROUP BY dise_no, kreg, svc_date
), outside AS (
  SELECT l.*, c.begndate, c.kp_ref, c.sev
  FROM line AS l
  JOIN listed AS c ON c.dise_no = l.dise_no AND c.kreg = l.kreg AND c.svc_date = l.svc_date
  LEFT JOIN dise_drug AS k ON k_match(k, l) AND k.dise_no = l.dise_no
  WHERE k.item_code IS NULL AND NOT c.any_drug
), other AS (
  SELECT DISTINCT o.bkkp_sn
  FROM outside AS o
  JOIN enc AS e ON e.psn_no = o.psn_no AND e.dise_no <> o.dise_no
  JOIN dise_drug AS k ON k_match(k, o) AND k.dise_no = e.dise_no
  WHERE days_between(e.adm_date, o.svc_date) BETWEEN 0 AND param('hist_days', o.svc_date, o.admdvs)
)
SELECT
  o.*,
  'GZ10000101011000' AS national_code,
  COALESCE(o.sev, 1) AS sev_deg,
  CASE
    WHEN days_between(o.begndate, o.svc_date) <= 30 THEN 'transition'
    WHEN x.bkkp_sn IS NOT NULL THEN 'other_programme'
  END AS soft
FROM outside AS o
LEFT JOIN other AS x ON x.bkkp_sn = o.bkkp_sn
