/*---
code: CHG-007
version: 1
title: 项目与医用耗材重复收费
status: active
behaviour: duplicate_charge
severity: 1
subject: fee
amount: share
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
message: "{svc_date} {item_name} 已包含在同日收取的 {service_name} 之内，另行收费 {checkout_cnt} 件、{checkout_amt} 元，属重复收费。"
verify: 核对该项目的价格内涵和除外内容、耗材说明书和使用登记。
defence: 该耗材属于项目的除外内容，或病情需要额外使用并有记录。
known_gaps: 内含耗材依据本地价格项目，本地没有导入项目与耗材的对照时查不出；额外使用的记录不在数据中。
evidence: [nat_rule, service_code, service_name, service_cnt, day_cnt, kp_ref]
cases:
  - name: 血液透析已包含的管路另行收费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000060000", medins_list_name: 血液透析, cnt: 1, pric: 400}
        - {bkkp_sn: B, med_list_codg: C1002990000000099001, medins_list_name: 血透管路, cnt: 1, pric: 60}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 1, fund_amt: 48.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [B], related_ids: [A], national_code: "", evidence: {nat_rule: R2025-30, service_code: "003110000060000"}}
  - name: 透析器属于该项目的除外内容
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: C1001990000000099001, cnt: 1, pric: 120}
    knowledge:
      item_consumable: [{item_code: C1001990000000099001, service_code: "003110000060000", allow: 1}]
    finds: []
  - name: 同日另一项目允许单独收取该耗材
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: "003110000100000", cnt: 1, pric: 500}
        - {med_list_codg: C1002990000000099001, cnt: 1, pric: 60}
    knowledge:
      item_consumable:
        - {item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}
        - {item_code: C1002990000000099001, service_code: "003110000100000", allow: 1}
    finds: []
  - name: 耗材三件、透析一次，只有一件在项目之内
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {bkkp_sn: B, med_list_codg: C1002990000000099001, cnt: 3, pric: 60}
    knowledge:
      item_consumable: [{item_code: C10029900, match: ^, service_code: "003110000060000", allow: 0}]
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 1, bkkp_sns: [B], evidence: {day_cnt: 3, service_cnt: 1}}
  - name: 透析两次、耗材两件，恰好都在项目之内
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 2, pric: 400}
        - {bkkp_sn: B, med_list_codg: C1002990000000099001, cnt: 2, pric: 60}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds:
      - {checkout_amt: 120.00, checkout_cnt: 2}
  - name: 耗材在次日使用
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003110000060000", cnt: 1, pric: 400, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: C1002990000000099001, cnt: 1, pric: 60, fee_ocur_time: "2026-03-03 09:00:00"}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds: []
  - name: 另行收取的耗材已退费
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {bkkp_sn: B, med_list_codg: C1002990000000099001, cnt: 1, pric: 60}
        - {med_list_codg: C1002990000000099001, cnt: -1, pric: 60, init_feedetl_sn: B}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds: []
  - name: 患者自费使用的耗材
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: C1002990000000099001, cnt: 1, pric: 60, inscp_amt: 0, fulamt_ownpay_amt: 60}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds: []
  - name: 透析项目编码未填
    given:
      fee_list_d:
        - {med_list_codg: null, medins_list_name: 血液透析, list_type: "201", cnt: 1, pric: 400}
        - {med_list_codg: C1002990000000099001, cnt: 1, pric: 60}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds: []
  - name: 机构当月四分之一的项目编码没有贯标，不作判断
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: C1002990000000099001, cnt: 1, pric: 60}
        - {med_list_codg: "001101000010000", cnt: 1, pric: 5}
        - {med_list_codg: 自编护理包, cnt: 1, pric: 60}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0}]
    finds: []
  - name: 价格规定施行满 30 日当天仍属过渡期，降为轻度可疑
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: C1002990000000099001, cnt: 1, pric: 60}
    knowledge:
      item_consumable: [{item_code: C1002990000000099001, service_code: "003110000060000", allow: 0, begndate: 2026-01-31}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 3, evidence: {soft: [transition]}}
---*/
WITH consumable AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
    f.amt, k.service_code, k.allow, k.kp_ref, k.sev, k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN item_consumable AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
), service AS (
  SELECT f.mdtrt_id, f.svc_date, f.item, MIN(f.item_name) AS item_name, MIN(f.bkkp_sn) AS bkkp_sn, SUM(f.cnt) AS cnt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND f.item IN (SELECT service_code FROM item_consumable)
  GROUP BY f.mdtrt_id, f.svc_date, f.item
), met AS (
  SELECT
    c.*, s.item_name AS service_name, s.bkkp_sn AS service_sn, s.cnt AS one_cnt,
    MAX(c.allow) OVER (PARTITION BY c.bkkp_sn) AS allowed
  FROM consumable AS c
  JOIN service AS s ON s.mdtrt_id = c.mdtrt_id AND s.svc_date = c.svc_date AND s.item = c.service_code
), included AS (
  SELECT
    m.*,
    SUM(m.one_cnt) OVER (PARTITION BY m.bkkp_sn) AS service_cnt,
    SUM(m.cnt) OVER (PARTITION BY m.mdtrt_id, m.svc_date, m.item, m.service_code) AS day_cnt
  FROM met AS m
  WHERE m.allowed = 0
)
SELECT
  i.*,
  LEAST(i.day_cnt, i.service_cnt) AS checkout_cnt,
  prorate(i.amt, LEAST(i.day_cnt, i.service_cnt), i.day_cnt) AS hit_amt,
  i.service_sn AS related_id,
  'R2025-30' AS nat_rule,
  COALESCE(i.sev, 1) AS sev_deg
FROM included AS i
LEFT JOIN code_gap AS g ON g.fixmedins_code = i.fixmedins_code AND g.month = month_of(i.svc_date)
WHERE NOT COALESCE(g.item_gap, FALSE)
