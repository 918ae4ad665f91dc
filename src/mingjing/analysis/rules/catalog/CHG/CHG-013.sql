/*---
code: CHG-013
version: 1
title: 加收、递减计价错误
status: active
behaviour: over_price
severity: 1
subject: fee
amount: share
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
message: "{svc_date} {item_name} {reason}，多收 {checkout_amt} 元。"
verify: 核对检查、手术记录中的部位、血管支数和手术方式，对照本地价格项目的加收和递减规定。
defence: 主项目另记在他处；报告写明多个部位；本地把加收编码定为全价。
known_gaps: 部位、血管支数没有记录；递减计价的起点和比例依据本地价格规定，本地没有导入时只查手术加收有无主项目。
evidence: [reason, base_codes, day_cnt, first_n, next_ratio, full_price, kp_ref]
cases:
  - name: 没有手术主项目，单收经腹腔镜加收，由编码结构推出，为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003309000180001", medins_list_name: 脾切除术（经腹腔镜加收）, cnt: 1, pric: 500}
    finds:
      - {checkout_amt: 500.00, checkout_cnt: 1, fund_amt: 400.00, sev_deg: 3, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [a], base_codes: "|00330900018|"}}
  - name: 主项目与加收同日收取
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003309000180001", cnt: 1, pric: 500}
        - {mdtrt_id: I1, med_list_codg: "003309000180000", cnt: 1, pric: 1500}
    finds: []
  - name: 主项目由患者自费
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003309000180001", cnt: 1, pric: 500}
        - {mdtrt_id: I1, med_list_codg: "003309000180000", cnt: 1, pric: 1500, inscp_amt: 0, fulamt_ownpay_amt: 1500}
    finds: []
  - name: 主项目记在前一日
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003309000180001", cnt: 1, pric: 500, fee_ocur_time: "2026-03-03 00:10:00"}
        - {mdtrt_id: I1, med_list_codg: "003309000180000", cnt: 1, pric: 1500, fee_ocur_time: "2026-03-02 22:00:00"}
    finds: []
  - name: 主项目记在前两日
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003309000180001", cnt: 1, pric: 500, fee_ocur_time: "2026-03-04 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003309000180000", cnt: 1, pric: 1500, fee_ocur_time: "2026-03-02 22:00:00"}
    finds:
      - {checkout_amt: 500.00, sev_deg: 3, bkkp_sns: [A]}
  - name: 主项目已退费，加收没有退
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003309000180001", cnt: 1, pric: 500}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003309000180000", cnt: 1, pric: 1500}
        - {mdtrt_id: I1, med_list_codg: "003309000180000", cnt: -1, pric: 1500, init_feedetl_sn: B}
    finds:
      - {checkout_amt: 500.00, bkkp_sns: [A]}
  - name: 加收已退费
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003309000180001", cnt: 1, pric: 500}
        - {mdtrt_id: I1, med_list_codg: "003309000180001", cnt: -1, pric: 500, init_feedetl_sn: A}
    finds: []
  - name: 第三支血管按全价收，本地规定按两成
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003205000030000", medins_list_name: 支架置入, cnt: 3, pric: 1000}
    knowledge:
      addon_price: [{item_code: "003205000030000", first_n: 2, next_ratio: 0.2, kp_ref: PL21}]
    finds:
      - {checkout_amt: 800.00, checkout_cnt: 1, sev_deg: 1, bkkp_sns: [A], evidence: {branch: [b], full_price: 1000, first_n: 2, next_ratio: 0.2}}
  - name: 第三支血管按两成折成数量
    given:
      fee_list_d:
        - {med_list_codg: "003205000030000", cnt: 2, pric: 1000}
        - {med_list_codg: "003205000030000", cnt: 0.2, pric: 1000}
    knowledge:
      addon_price: [{item_code: "003205000030000", first_n: 2, next_ratio: 0.2}]
    finds: []
  - name: 第三支血管按两成的单价收
    given:
      fee_list_d:
        - {med_list_codg: "003205000030000", cnt: 2, pric: 1000}
        - {med_list_codg: "003205000030000", cnt: 1, pric: 200}
    knowledge:
      addon_price: [{item_code: "003205000030000", first_n: 2, next_ratio: 0.2}]
    finds: []
  - name: 两支血管，恰为全价的支数
    given:
      fee_list_d:
        - {med_list_codg: "003205000030000", cnt: 2, pric: 1000}
    knowledge:
      addon_price: [{item_code: "003205000030000", first_n: 2, next_ratio: 0.2}]
    finds: []
  - name: 三支血管分在两日
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003205000030000", cnt: 2, pric: 1000, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003205000030000", cnt: 1, pric: 1000, fee_ocur_time: "2026-03-05 10:00:00"}
    knowledge:
      addon_price: [{item_code: "003205000030000", first_n: 2, next_ratio: 0.2}]
    finds: []
  - name: 递减比例未填，不判断
    given:
      fee_list_d:
        - {med_list_codg: "003205000030000", cnt: 3, pric: 1000}
    knowledge:
      addon_price: [{item_code: "003205000030000", first_n: 2}]
    finds: []
---*/
WITH listed AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, optional(f.hosp_group) AS hosp_group, f.svc_date, f.item, f.item_name,
    f.cnt, f.pric, f.gross, f.amt, k.base_code, k.first_n, k.next_ratio, k.kp_ref, k.sev, k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN addon_price AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
), base AS (
  -- Self-paid lines of the encounters with an add-on count as well.
  SELECT DISTINCT f.mdtrt_id, f.svc_date, f.item
  FROM fee_net AS f
  WHERE f.scene IN ('IP', 'OP') AND f.kind = 'service' AND f.mdtrt_id IN (SELECT mdtrt_id FROM listed WHERE base_code IS NOT NULL)
), found AS (
  SELECT DISTINCT l.bkkp_sn
  FROM listed AS l
  JOIN base AS b
    ON b.mdtrt_id = l.mdtrt_id AND b.item <> l.item AND starts_with(b.item, l.base_code)
    AND days_between(b.svc_date, l.svc_date) BETWEEN 0 AND 1
  -- Another add-on is no base; the codes of add-ons end in something other than 00.
  LEFT JOIN addon_price AS o ON o.item_code = b.item AND o.base_code IS NOT NULL
  WHERE l.base_code IS NOT NULL AND o.item_code IS NULL
), orphan AS (
  SELECT
    l.bkkp_sn, joined(l.base_code) AS base_codes
  FROM listed AS l
  LEFT JOIN found AS d ON d.bkkp_sn = l.bkkp_sn
  WHERE l.base_code IS NOT NULL AND d.bkkp_sn IS NULL
  GROUP BY l.bkkp_sn
), tier AS (
  SELECT
    l.*, ceil_int(l.cnt) AS units, money(ratio(l.gross, ceil_int(l.cnt))) AS unit_price,
    CASE WHEN c.cap IS NULL THEN MAX(l.pric) OVER (PARTITION BY l.mdtrt_id, l.item, l.svc_date) ELSE c.cap END AS full_price
  FROM listed AS l
  LEFT JOIN price_area AS a ON a.admdvs = l.admdvs
  LEFT JOIN price_cap AS c
    ON c.item_code = l.item AND c.hosp_group = l.hosp_group AND c.area = a.area
    AND l.svc_date >= c.k_from AND l.svc_date < c.k_to
  WHERE l.base_code IS NULL AND l.first_n IS NOT NULL AND l.next_ratio IS NOT NULL
), ranked AS (
  -- The dearest are the first; what comes after first_n has to be at the reduced price.
  SELECT
    t.*,
    SUM(t.units) OVER (
      PARTITION BY t.mdtrt_id, t.item, t.svc_date ORDER BY t.unit_price DESC, t.bkkp_sn
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS upto,
    SUM(t.cnt) OVER (PARTITION BY t.mdtrt_id, t.item, t.svc_date) AS day_cnt
  FROM tier AS t
), excess AS (
  SELECT r.*, LEAST(CAST(r.units AS DECIMAL(16,4)), r.upto - r.first_n) AS over_units
  FROM ranked AS r
  WHERE r.day_cnt > r.first_n AND r.upto > r.first_n
)
SELECT
  l.bkkp_sn, l.mdtrt_id, l.setl_id, l.psn_no, l.fixmedins_code, l.svc_date, l.item, l.item_name, l.cnt, l.pric, l.gross,
  l.amt, 'a' AS branch, '没有同日收取的主项目' AS reason, o.base_codes, l.amt AS hit_amt, l.cnt AS checkout_cnt,
  CAST(NULL AS DECIMAL(38,4)) AS day_cnt, CAST(NULL AS DECIMAL(16,4)) AS first_n, CAST(NULL AS DECIMAL(16,4)) AS next_ratio,
  CAST(NULL AS DECIMAL(16,6)) AS full_price, l.kp_ref, COALESCE(l.sev, 1) AS sev_deg, l.soft
FROM listed AS l
JOIN orphan AS o ON o.bkkp_sn = l.bkkp_sn
UNION ALL
SELECT
  e.bkkp_sn, e.mdtrt_id, e.setl_id, e.psn_no, e.fixmedins_code, e.svc_date, e.item, e.item_name, e.cnt, e.pric, e.gross,
  e.amt, 'b', '超过规定数量的部分没有递减计价', CAST(NULL AS VARCHAR),
  LEAST(e.amt, money(e.over_units * (e.unit_price - e.next_ratio * e.full_price))), e.over_units,
  e.day_cnt, e.first_n, e.next_ratio, e.full_price, e.kp_ref, COALESCE(e.sev, 1), e.soft
FROM excess AS e
WHERE e.unit_price > e.next_ratio * e.full_price + 0.01
