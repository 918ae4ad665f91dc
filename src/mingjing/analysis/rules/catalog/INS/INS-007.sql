/*---
code: INS-007
version: 1
title: 无设备、场所、资质收费
status: active
behaviour: fictitious_item
severity: 2
subject: institution
grain: [fixmedins_code, item, month]
amount: all
scenes: [IP, OP]
stages: [3]
law: [735-40-3, 735-38-4]
params:
  grace_d: {type: integer, default: 30, unit: 日, source: 设备登记结束后的容许天数；无官方数值，可按统筹区配置}
message: "{month} {item_name} 收费 {checkout_cnt} 次、{checkout_amt} 元，机构没有登记{equ_types}。"
verify: 现场查看并拍摄设备、场所，核对维修保养记录和日开机能力。
defence: 租用或与他院共用设备；设备登记没有更新；外送检查。
known_gaps: 租用、共用需现场排除；设备登记没有交付的机构，以及同市没有一家登记过的设备类型不评估；恢复室、集中配液等项目没有公开的国家编码，须由本地补充对照。
evidence: [month, equ_types, last_end, kp_ref]
cases:
  - name: 没有术后恢复室，却收恢复室监护费
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: CT, begndate: "2020-01-01"}
        - {fixmedins_code: H2, equ_type: 麻醉恢复室, begndate: "2020-01-01"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "009900000000012", medins_list_name: 麻醉恢复室监护, pric: 80}
        - {mdtrt_id: I2, psn_no: P2, bkkp_sn: B, med_list_codg: "009900000000012", medins_list_name: 麻醉恢复室监护, pric: 80, fee_ocur_time: "2026-03-09 10:00:00"}
    knowledge:
      item_equ: [{item_code: "009900000000012", equ_type: 麻醉恢复室, kp_ref: PL162}]
    finds:
      - {fixmedins_code: H, checkout_amt: 160.00, fund_amt: 128.00, checkout_cnt: 2, sev_deg: 2, occurred_on: "2026-03-09", bkkp_sns: [A, B], evidence: {month: "2026-03"}}
  - name: 五月三日装机，五月五日收费
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: CT, begndate: "2026-05-03"}
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 五月三日装机，五月二日已收费
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: CT, begndate: "2026-05-03"}
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-05-02 10:00:00"}
        - {med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-05-03 10:00:00"}
    finds:
      - {checkout_amt: 200.00, checkout_cnt: 1, bkkp_sns: [A], evidence: {equ_types: CT}}
  - name: 设备登记结束恰 30 日
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: CT, begndate: "2020-01-01", enddate: "2026-04-05"}
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-05-05 10:00:00"}
    finds: []
  - name: 设备登记结束已 31 日
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: CT, begndate: "2020-01-01", enddate: "2026-04-04"}
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 200, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_amt: 200.00, sev_deg: 2, evidence: {last_end: "2026-04-04"}}
  - name: 机构没有任何设备登记，不评估
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H2, equ_type: CT, begndate: "2020-01-01"}
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 200}
    finds: []
  - name: 同市没有一家登记过这类设备，登记用词可能不同
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: 螺旋CT机, begndate: "2020-01-01"}
      fee_list_d:
        - {med_list_codg: "002103000010000", pric: 200}
    finds: []
  - name: 同一信用代码的另一院区有设备
    given:
      fixmedins_b: [{fixmedins_code: H, uscc: U}, {fixmedins_code: H2, uscc: U}]
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: DR, begndate: "2020-01-01"}
        - {fixmedins_code: H2, equ_type: CT, begndate: "2020-01-01"}
      fee_list_d:
        - {fixmedins_code: H, med_list_codg: "002103000010000", pric: 200}
    finds: []
  - name: 无设备的收费已退费
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: DR, begndate: "2020-01-01"}
        - {fixmedins_code: H2, equ_type: CT, begndate: "2020-01-01"}
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", pric: 200}
        - {med_list_codg: "002103000010000", pric: 200, cnt: -1, init_feedetl_sn: A}
    finds: []
  - name: 项目编码未填
    given:
      fixmedins_equ_d:
        - {fixmedins_code: H, equ_type: DR, begndate: "2020-01-01"}
        - {fixmedins_code: H2, equ_type: CT, begndate: "2020-01-01"}
      fee_list_d:
        - {med_list_codg: null, list_type: "201", medins_list_name: CT平扫, pric: 200}
    finds: []
---*/
WITH registered AS (
  SELECT e.fixmedins_code, i.inst_key, i.city4, e.equ_type, e.begndate, optional(e.enddate) AS enddate
  FROM fixmedins_equ_d AS e
  JOIN inst AS i ON i.fixmedins_code = e.fixmedins_code
), reporting AS (
  SELECT DISTINCT fixmedins_code FROM registered
), known AS (
  -- A type nobody in the city registers is more likely called by another name there.
  SELECT DISTINCT city4, equ_type FROM registered
), billed AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, COALESCE(optional(f.uscc), f.fixmedins_code) AS inst_key,
    f.admdvs, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt, k.equ_type, k.kp_ref, k.sev, k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN item_equ AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
), needed AS (
  SELECT b.*, month_of(b.svc_date) AS month
  FROM billed AS b
  JOIN reporting AS r ON r.fixmedins_code = b.fixmedins_code
  JOIN known AS k ON k.city4 = LEFT(b.admdvs, 4) AND k.equ_type = b.equ_type
), owned AS (
  SELECT DISTINCT n.bkkp_sn
  FROM needed AS n
  JOIN registered AS e ON e.inst_key = n.inst_key AND e.equ_type = n.equ_type
  WHERE e.begndate <= n.svc_date
    AND (e.enddate IS NULL OR days_between(e.enddate, n.svc_date) <= param('grace_d', n.svc_date, n.admdvs))
), lacking AS (
  SELECT n.bkkp_sn, remove_matches(replace(joined(n.equ_type), '|', '、'), '^、|、$') AS equ_types, MAX(e.enddate) AS last_end
  FROM needed AS n
  LEFT JOIN owned AS o ON o.bkkp_sn = n.bkkp_sn
  LEFT JOIN registered AS e ON e.inst_key = n.inst_key AND e.equ_type = n.equ_type AND e.enddate < n.svc_date
  WHERE o.bkkp_sn IS NULL
  GROUP BY n.bkkp_sn
)
SELECT n.*, l.equ_types, l.last_end, COALESCE(n.sev, 2) AS sev_deg
FROM needed AS n
JOIN lacking AS l ON l.bkkp_sn = n.bkkp_sn
