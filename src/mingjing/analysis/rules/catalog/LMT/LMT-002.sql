/*---
code: LMT-002
version: 1
title: 中药饮片不予支付
status: active
national_code: [GZ10000101003000, GZ10000101004000]
behaviour: out_of_scope
severity: 1
subject: fee
grain: [mdtrt_id, rx_key, svc_date]
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
message: "{svc_date} 处方 {rx_key} 的 {pieces} 味饮片中，{unpaid_pieces} 味不予支付，金额 {checkout_amt} 元。"
verify: 调取纸质处方和煎药记录，确认是否另有饮片写在同方的其他页上。
defence: 属复方的一部分，其余饮片开在另一页或另一张处方上。
known_gaps: 处方之间从不合并；处方号、开单医师都没有时，同次就诊同日的饮片按一张处方对待。
evidence: [pieces, unpaid_pieces, listed_pieces, tcm_single, kp_ref]
cases:
  - name: 处方只有一味单方不付的饮片
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R}
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 30, fund_amt: 48.00, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000101004000, evidence: {branch: [b], pieces: 1}}
  - name: 处方各味都在不付之列
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R}
        - {bkkp_sn: B, med_list_codg: T000100170, cnt: 10, pric: 1, rx_drord_no: R}
    finds:
      - {checkout_amt: 70.00, sev_deg: 1, bkkp_sns: [A, B], evidence: {pieces: 2, unpaid_pieces: 2}}
  - name: 复方中有一味可以支付
    given:
      fee_list_d:
        - {med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R}
        - {med_list_codg: T999999999, medins_list_name: 白术, cnt: 10, pric: 1, rx_drord_no: R}
    finds: []
  - name: 可以支付的一味由患者自费，仍属复方
    given:
      fee_list_d:
        - {med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R}
        - {med_list_codg: T999999999, medins_list_name: 白术, cnt: 10, pric: 1, rx_drord_no: R, inscp_amt: 0, fulamt_ownpay_amt: 10}
    finds: []
  - name: 可以支付的一味开在另一张处方上，处方不合并
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R}
        - {bkkp_sn: B, med_list_codg: T999999999, medins_list_name: 白术, cnt: 10, pric: 1, rx_drord_no: R2}
    finds:
      - {checkout_amt: 60.00, bkkp_sns: [A]}
  - name: 单复方均不付的饮片，在复方中也不付，只计该味
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000200537, cnt: 5, pric: 8, rx_drord_no: R}
        - {bkkp_sn: B, med_list_codg: T999999999, medins_list_name: 白术, cnt: 10, pric: 1, rx_drord_no: R}
    finds:
      - {checkout_amt: 40.00, sev_deg: 1, bkkp_sns: [A], national_code: GZ10000101003000, evidence: {branch: [a]}}
  - name: 登记为单方使用的处方，同方另有可付的一味
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R, tcmdrug_used_way: "2"}
        - {bkkp_sn: B, med_list_codg: T999999999, medins_list_name: 白术, cnt: 10, pric: 1, rx_drord_no: R, tcmdrug_used_way: "2"}
    finds:
      - {checkout_amt: 60.00, bkkp_sns: [A]}
  - name: 配方颗粒不在不付之列
    given:
      fee_list_d:
        - {med_list_codg: T999999998, medins_list_name: 人参配方颗粒, list_type: "106", cnt: 6, pric: 5, rx_drord_no: R}
    finds: []
  - name: 配方颗粒由本地名录列为不付
    given:
      fee_list_d:
        - {med_list_codg: K0001, medins_list_name: 人参配方颗粒, list_type: "106", cnt: 6, pric: 5, rx_drord_no: R}
    knowledge:
      tcm_unpaid:
        - {item_code: K0001, kind: single, is_category: 0, rule_code: GZ10000101004000}
    finds:
      - {checkout_amt: 30.00, sev_deg: 1}
  - name: 按类别名录认定的饮片，降为高度可疑
    given:
      fee_list_d:
        - {med_list_codg: K0002, medins_list_name: 羚羊角粉, list_type: "102", cnt: 1, pric: 90, rx_drord_no: R}
    knowledge:
      tcm_unpaid:
        - {item_code: K0002, kind: compound_and_single, is_category: 1, rule_code: GZ10000101003000}
    finds:
      - {checkout_amt: 90.00, sev_deg: 2}
  - name: 不付的饮片已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T000100057, cnt: 30, pric: 2, rx_drord_no: R}
        - {bkkp_sn: B, med_list_codg: T000100057, cnt: -30, pric: 2, rx_drord_no: R, init_feedetl_sn: A}
    finds: []
  - name: 没有处方号和开单医师，同日另有可付的一味
    given:
      fee_list_d:
        - {med_list_codg: T000100057, cnt: 30, pric: 2}
        - {med_list_codg: T999999999, medins_list_name: 白术, cnt: 10, pric: 1}
    finds: []
---*/
WITH piece AS (
  SELECT f.*, COALESCE(optional(f.rx_no), optional(f.bilg_dr), '') AS rx_key
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND (f.list_type IN ('102', '106') OR starts_with(f.item, 'T'))
), known AS (
  SELECT
    f.*, k.item_code IS NOT NULL AS is_listed, COALESCE(k.kind, '') AS unpaid_kind, k.is_category, k.kp_ref,
    k.rule_code AS national_code, k.sev, k_soft(k, f) AS soft
  FROM piece AS f
  LEFT JOIN tcm_unpaid AS k ON k_match(k, f)
), rx AS (
  SELECT
    mdtrt_id, rx_key, svc_date,
    COUNT(DISTINCT item) AS pieces,
    COUNT(DISTINCT CASE WHEN is_listed THEN item END) AS listed_pieces,
    COUNT(DISTINCT CASE WHEN unpaid_kind = 'compound_and_single' THEN item END) AS never_pieces,
    COALESCE(bool_or(optional(tcm_way) = '2'), FALSE) AS tcm_single
  FROM known
  GROUP BY mdtrt_id, rx_key, svc_date
)
SELECT
  p.*,
  r.pieces,
  r.listed_pieces,
  r.tcm_single,
  CASE WHEN r.listed_pieces = r.pieces OR r.tcm_single THEN r.listed_pieces ELSE r.never_pieces END AS unpaid_pieces,
  CASE WHEN p.unpaid_kind = 'compound_and_single' THEN 'a' ELSE 'b' END AS branch,
  COALESCE(p.sev, CASE WHEN p.is_category = 1 THEN 2 ELSE 1 END) AS sev_deg
FROM known AS p
JOIN rx AS r ON r.mdtrt_id = p.mdtrt_id AND r.rx_key = p.rx_key AND r.svc_date = p.svc_date
WHERE p.is_listed AND p.amt > 0
  AND (p.unpaid_kind = 'compound_and_single' OR r.listed_pieces = r.pieces OR r.tcm_single)
