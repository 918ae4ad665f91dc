/*---
code: CHG-002
version: 1
title: 手术项目未按规定折价收费
status: active
national_code: GZ10000102002000
behaviour: over_price
severity: 1
subject: fee
amount: share
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  ratio: {type: decimal, default: 0.5, source: 同切口第二个及以后手术的计价比例；国家知识点没有公布比例，按当地价格规定配置}
  look_days: {type: integer, default: 365, unit: 日, source: 没有限价时，在本机构前后多少日内找该项目的最高单价；无官方数值，可按统筹区配置}
  apart_min: {type: integer, default: 60, unit: 分钟, source: 两台手术相隔达到此时长的，视为先后两次手术；无官方数值，可按统筹区配置}
message: "{svc_date} 同组手术第 {rank_no} 项 {item_name} 全价 {full_price} 元，应按 {allowed_ratio} 计价，多收 {checkout_amt} 元。"
verify: 核对手术记录的切口、入路和起止时间，核对麻醉记录单，确认是否经同一切口。
defence: 两台手术经不同切口，或先后两次麻醉下分别实施。
known_gaps: 明细不记切口；没有当地限价时，以本机构所收的最高单价为全价。
evidence: [group_name, rank_no, full_price, full_source, allowed_ratio, kp_ref]
cases:
  - name: 胆囊切除 1200 元、胆总管探查 900 元都按全价收费
    given:
      hilist_lmtpric_d:
        - {hilist_code: "003310060020000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 1200}
        - {hilist_code: "003310060080000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 900}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 10:30:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "51.5100", oprn_oprt_begntime: "2026-03-02 10:30:00", oprn_oprt_endtime: "2026-03-02 11:30:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003310060080000", cnt: 1, pric: 900}
    finds:
      - {checkout_amt: 450.00, checkout_cnt: 1, fund_amt: 360.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [B], related_ids: [A]}
  - name: 第二项以数量 0.5 折价
    given:
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      hilist_lmtpric_d:
        - {hilist_code: "003310060080000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 900}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 0.5, pric: 900}
    finds: []
  - name: 第二项做了两次，各以数量 0.5 折价
    given:
      hilist_lmtpric_d:
        - {hilist_code: "003310060080000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 900}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 0.5, pric: 900}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 0.5, pric: 900}
    finds: []
  - name: 第二项按一半的单价收费，正好到限
    given:
      hilist_lmtpric_d:
        - {hilist_code: "003310060080000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 900}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 1, pric: 450}
    finds: []
  - name: 第二项已退费
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003310060080000", cnt: 1, pric: 900}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: "003310060080000", cnt: -1, pric: 900, init_feedetl_sn: B}
    finds: []
  - name: 两台手术相隔正好六十分钟，先后两次手术
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2200", oprn_oprt_begntime: "2026-03-02 09:00:00", oprn_oprt_endtime: "2026-03-02 10:30:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "51.5100", oprn_oprt_begntime: "2026-03-02 11:30:00", oprn_oprt_endtime: "2026-03-02 12:30:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 1, pric: 900}
    finds: []
  - name: 没有手术时间，也没有限价，以本机构另一日收过的全价为准，降为高度可疑
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003310060020000", cnt: 1, pric: 1200}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003310060080000", cnt: 1, pric: 700}
        - {mdtrt_id: I2, psn_no: P2, bkkp_sn: C, med_list_codg: "003310060080000", cnt: 1, pric: 900, fee_ocur_time: "2025-12-01 09:00:00"}
    finds:
      - {checkout_amt: 250.00, sev_deg: 2, bkkp_sns: [B], evidence: {full_price: 900, full_source: 本机构最高单价}}
  - name: 两项同价，一项全价一项半价，全价的是第一项
    given:
      hilist_lmtpric_d:
        - {hilist_code: "003310060020000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 1000}
        - {hilist_code: "003310060080000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 1000}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: 1, pric: 500}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 1, pric: 1000}
    finds: []
  - name: 本地规定第二项按八成计价，双侧器官降为高度可疑
    given:
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "50.2900", oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      hilist_lmtpric_d:
        - {hilist_code: "009900000000031", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 1000}
        - {hilist_code: "009900000000032", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 500}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "009900000000031", cnt: 1, pric: 1000}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "009900000000032", cnt: 2, pric: 500}
    knowledge:
      discount_surgery:
        - {group_name: 双侧组, item_code: "009900000000031", second_and_later_ratio: 0.8}
        - {group_name: 双侧组, item_code: "009900000000032", second_and_later_ratio: 0.8, side_ok: 1}
    finds:
      - {checkout_amt: 200.00, checkout_cnt: 2, sev_deg: 2, bkkp_sns: [B]}
  - name: 两项不在同一手术组
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009900000000033", cnt: 1, pric: 1000}
        - {mdtrt_id: I1, med_list_codg: "009900000000034", cnt: 1, pric: 500}
    knowledge:
      discount_surgery:
        - {group_name: 甲组, item_code: "009900000000033"}
        - {group_name: 乙组, item_code: "009900000000034"}
    finds: []
  - name: 第一项全自费，不与第二项比较
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: 1, pric: 1200, inscp_amt: 0, fulamt_ownpay_amt: 1200}
        - {mdtrt_id: I1, med_list_codg: "003310060080000", cnt: 1, pric: 900}
    finds: []
---*/
WITH surgery AS (
  SELECT
    f.*, k.group_name, k.side_ok, k.kp_ref, COALESCE(e.stay_id, f.mdtrt_id) AS session_id,
    COALESCE(k.second_and_later_ratio, param('ratio', f.svc_date, f.admdvs)) AS allowed_ratio,
    k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN discount_surgery AS k ON k_match(k, f)
  LEFT JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP')
    AND (k.rule_code IS NULL OR k.rule_code = 'GZ10000102002000')
), session AS (
  SELECT session_id, svc_date, group_name
  FROM surgery
  GROUP BY session_id, svc_date, group_name
  HAVING COUNT(DISTINCT item) >= 2
), own_price AS (
  SELECT DISTINCT fixmedins_code, item, svc_date, pric FROM surgery
), item_of AS (
  SELECT
    s.session_id, s.svc_date, s.group_name, s.item,
    MIN(s.fixmedins_code) AS fixmedins_code, MIN(s.admdvs) AS admdvs, MIN(s.hosp_group) AS hosp_group,
    SUM(s.gross) AS gross, SUM(ceil_int(s.cnt)) AS units, joined(s.bkkp_sn) AS bkkp_sns
  FROM surgery AS s
  JOIN session AS n
    ON n.session_id = s.session_id AND n.svc_date = s.svc_date AND n.group_name = s.group_name
  GROUP BY s.session_id, s.svc_date, s.group_name, s.item
), dearest AS (
  SELECT i.session_id, i.svc_date, i.group_name, i.item, MAX(o.pric) AS pric
  FROM item_of AS i
  JOIN own_price AS o ON o.fixmedins_code = i.fixmedins_code AND o.item = i.item
  WHERE ABS(days_between(o.svc_date, i.svc_date)) <= param('look_days', i.svc_date, i.admdvs)
  GROUP BY i.session_id, i.svc_date, i.group_name, i.item
), full_of AS (
  SELECT
    i.*, COALESCE(c.cap, d.pric) AS full_price, c.cap IS NOT NULL AS capped,
    CASE WHEN c.cap IS NOT NULL THEN '限价' ELSE '本机构最高单价' END AS full_source
  FROM item_of AS i
  JOIN dearest AS d
    ON d.session_id = i.session_id AND d.svc_date = i.svc_date AND d.group_name = i.group_name AND d.item = i.item
  LEFT JOIN price_area AS a ON a.admdvs = i.admdvs
  LEFT JOIN price_cap AS c
    ON c.item_code = i.item AND c.hosp_group = i.hosp_group AND c.area = a.area
    AND i.svc_date >= c.k_from AND i.svc_date < c.k_to
), ranked AS (
  -- Of equal full prices the one billed dearer comes first: it is the one that may stand undiscounted.
  SELECT
    f.*,
    ROW_NUMBER() OVER (
      PARTITION BY f.session_id, f.svc_date, f.group_name
      ORDER BY f.full_price DESC, ratio(f.gross, f.units) DESC, f.item
    ) AS rank_no
  FROM full_of AS f
), timed AS (
  SELECT
    COALESCE(o.stay_id, o.mdtrt_id) AS session_id, o.oprn_date AS svc_date, o.beg_ts,
    LAG(COALESCE(o.end_ts, o.beg_ts)) OVER (
      PARTITION BY COALESCE(o.stay_id, o.mdtrt_id), o.oprn_date ORDER BY o.beg_ts, o.oprn_code
    ) AS before_ts
  FROM stay_enc AS e
  LEFT JOIN oprn AS o ON o.mdtrt_id = e.mdtrt_id
  WHERE o.mdtrt_id IS NOT NULL AND has_clock(o.beg_ts)
), apart AS (
  SELECT session_id, svc_date, MAX(seconds_between(before_ts, beg_ts)) AS seconds
  FROM timed
  GROUP BY session_id, svc_date
), judged AS (
  SELECT
    s.*, r.rank_no, r.full_price, r.full_source, r.capped, t.session_id AS timed_id, m.bkkp_sns AS related_id,
    money(product(product(r.full_price, s.allowed_ratio), r.units)) AS allowed_amt,
    r.gross AS item_gross
  FROM surgery AS s
  JOIN ranked AS r
    ON r.session_id = s.session_id AND r.svc_date = s.svc_date AND r.group_name = s.group_name AND r.item = s.item
  JOIN ranked AS m
    ON m.session_id = s.session_id AND m.svc_date = s.svc_date AND m.group_name = s.group_name AND m.rank_no = 1
  LEFT JOIN apart AS t ON t.session_id = s.session_id AND t.svc_date = s.svc_date
  WHERE r.rank_no >= 2
    AND COALESCE(t.seconds < param('apart_min', s.svc_date, s.admdvs) * 60, TRUE)
)
SELECT
  j.*,
  prorate(j.gross, j.item_gross - j.allowed_amt, j.item_gross) AS hit_amt,
  CASE WHEN j.side_ok = 1 OR j.timed_id IS NULL OR NOT j.capped THEN 2 ELSE 1 END AS sev_deg
FROM judged AS j
WHERE j.item_gross > j.allowed_amt + 0.01
