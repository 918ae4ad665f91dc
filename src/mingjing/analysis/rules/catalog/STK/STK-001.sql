/*---
code: STK-001
version: 3
title: 药品、耗材进销存异常
status: active
national_code: [GZ10000202001000, GZ10000203001000]
behaviour: stock_mismatch
severity: 2
subject: institution
grain: [fixmedins_code, item, from_date]
amount: estimate
scenes: [IP, OP, PH]
stages: [3]
law: [735-40-3, 735-39-2]
params:
  tol_units: {type: integer, default: 2, unit: 件, source: 无官方数值，可按统筹区配置}
  tol_pct: {type: integer, default: 3, unit: '%', source: 无官方数值，可按统筹区配置}
  herb_pct: {type: integer, default: 8, unit: '%', source: 无官方数值，饮片损耗，可按统筹区配置}
  lookback: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置}
message: "{from_date} 至 {to_date}，{item} 期初 {opening}、购进 {bought}，可供 {available}，医保结算 {settled}，期末盘存 {closing}：{reason}。"
verify: 现场清点库存，核对随货同行单、发票和销售系统，追问差额去向。
defence: 计量单位换算；在途货物；门店间调拨。
known_gaps: 赠品、调拨单据不在交付数据中，需现场排除；单位换算率未知的不换算。
evidence: [item, reason, from_date, to_date, opening, bought, available, sold, settled, closing, tolerance]
cases:
  - name: 期初 20、购进 100，结算 180，多出 60 件
    given: 
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 0}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 180, pric: 2.5, fee_ocur_time: "2026-02-16 10:00:00"}
    finds:
      - {fixmedins_code: D, checkout_amt: 150.00, checkout_cnt: 60, fund_amt: null, sev_deg: 2, occurred_on: "2026-02-28", amount_basis: estimate, national_code: GZ10000202001000}
  - name: 全年没有购进也没有期初，却有结算
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E0, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 0}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 0}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, cnt: 1, pric: 9, fee_ocur_time: "2025-01-05 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 4, pric: 10, fee_ocur_time: "2026-02-16 10:00:00"}
    finds:
      - {checkout_amt: 40.00, checkout_cnt: 4, sev_deg: 2, evidence: {branch: [a, b, c]}}
  - name: 期末盘存对不上，属轻度可疑，不计金额
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 90}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 60, pric: 2.5, fee_ocur_time: "2026-02-16 10:00:00"}
    finds:
      - {checkout_amt: null, sev_deg: 3, evidence: {branch: [b]}}
  - name: 多 1 件，在误差之内
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 0}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 121, pric: 2.5, fee_ocur_time: "2026-02-16 10:00:00"}
    finds: []
  - name: 多出的部分已经退费
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 0}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 180, pric: 2.5, fee_ocur_time: "2026-02-16 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: -60, pric: 2.5, init_feedetl_sn: A, fee_ocur_time: "2026-02-17 10:00:00"}
    finds: []
  - name: 该机构没有上传任何购进记录，不评估
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 0}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D9, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 180, pric: 2.5, fee_ocur_time: "2026-02-16 10:00:00"}
    finds: []
  - name: 五种药的盘存全部照抄上次，只有售出过的一种计入
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100002, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100002, invdate: "2026-02-28", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100003, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100003, invdate: "2026-02-28", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100004, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100004, invdate: "2026-02-28", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100005, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100005, invdate: "2026-02-28", inv_cnt: 20}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-11-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 1, pric: 10, fee_ocur_time: "2026-02-16 10:00:00"}
    finds:
      - {checkout_amt: null, sev_deg: 3, occurred_on: "2026-02-28", message: "2026-01-31 至 2026-02-28，XA10BAA001A001010100001 期初 20、购进 0，可供 20，医保结算 1，期末盘存 20：盘存数据不实（缺盘、负数或照抄上次）。", evidence: {branch: [d]}}
  - name: 缺盘期间没有购进也没有售出
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2025-11-30", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2025-12-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-05-31", inv_cnt: 20}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-11-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, cnt: 1, pric: 10, fee_ocur_time: "2026-02-16 10:00:00"}
    finds: []
  - name: 缺盘期间售出过一件
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2025-11-30", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2025-12-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-05-31", inv_cnt: 19}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XB01AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2025-11-15 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 1, pric: 10, fee_ocur_time: "2026-02-16 10:00:00"}
    finds:
      - {checkout_amt: null, sev_deg: 3, occurred_on: "2026-05-31", evidence: {branch: [d]}}
---*/
WITH reporting AS (
  -- X10: institutions that delivered purchases at all.
  SELECT i.fixmedins_code
  FROM inst AS i
  WHERE EXISTS (SELECT 1 FROM purcinfo_d AS p WHERE p.fixmedins_code = i.fixmedins_code)
), iv AS (
  SELECT
    v.*,
    CAST(v.opening + v.bought AS DECIMAL(16,4)) AS available,
    greatest(
      CAST(param('tol_units', v.to_date, v.admdvs) AS DECIMAL(16,4)),
      CAST((v.opening + v.bought) * 0.01 * CASE
        WHEN v.list_type = '102' THEN param('herb_pct', v.to_date, v.admdvs) ELSE param('tol_pct', v.to_date, v.admdvs)
      END AS DECIMAL(16,4))
    ) AS tolerance,
    days_between(v.from_date, v.to_date) AS days
  FROM stock_iv AS v
  JOIN reporting AS r ON r.fixmedins_code = v.fixmedins_code
  WHERE coalesce(v.list_type, '') <> '103'
), usual AS (
  SELECT fixmedins_code, median_of(days) AS usual_days FROM iv GROUP BY fixmedins_code
), frozen AS (
  -- Counts copied from the time before: every one of at least five items unchanged though some were sold.
  SELECT fixmedins_code, from_date
  FROM iv
  GROUP BY fixmedins_code, from_date
  HAVING COUNT(*) >= 5 AND COUNT(CASE WHEN opening <> closing THEN 1 END) = 0 AND SUM(settled) > 0
), judged AS (
  SELECT v.*, 'a' AS branch, '医保结算数量多于可供数量' AS reason, 2 AS sev_deg, v.settled - v.available AS over_cnt
  FROM iv AS v WHERE v.settled > v.available + v.tolerance
  UNION ALL
  SELECT v.*, 'b', '账实不符', 3, NULL FROM iv AS v
  WHERE abs(v.available - greatest(v.sold, v.settled) - v.closing) > v.tolerance
  UNION ALL
  SELECT v.*, 'c', '一年内无购进且无期初库存', 2, v.settled - v.available
  FROM iv AS v WHERE v.settled > 0 AND v.opening <= 0 AND NOT v.bought_ever AND v.settled > v.available
  UNION ALL
  SELECT v.*, 'd', '盘存数据不实（缺盘、负数或照抄上次）', 3, NULL
  FROM iv AS v
  JOIN usual AS u ON u.fixmedins_code = v.fixmedins_code
  LEFT JOIN frozen AS z ON z.fixmedins_code = v.fixmedins_code AND z.from_date = v.from_date
  -- A shelf on which nothing moved need not be counted again; a count below zero is wrong in any case.
  WHERE v.negative
    OR ((v.bought <> 0 OR v.sold <> 0 OR v.settled > 0) AND (z.fixmedins_code IS NOT NULL OR v.days > 1.5 * u.usual_days))
)
SELECT
  j.fixmedins_code, j.med_list_codg AS item, j.from_date, j.to_date, j.to_date AS occurred_on,
  j.opening, j.bought, j.available, j.sold, j.settled, j.closing, j.tolerance,
  j.branch, j.reason, j.sev_deg,
  CASE
    WHEN j.near_edge THEN 'purchase_near_count'
    WHEN j.branch = 'c' AND days_between(s.first_date, j.to_date) < param('lookback', j.to_date, j.admdvs) THEN 'censored'
  END AS soft,
  CASE WHEN substr(j.med_list_codg, 1, 1) = 'C' THEN 'GZ10000203001000' ELSE 'GZ10000202001000' END AS national_code,
  j.over_cnt AS checkout_cnt,
  prorate(j.settled_gross, j.over_cnt, j.settled) AS hit_amt
FROM judged AS j
LEFT JOIN span AS s ON s.city4 = left(j.admdvs, 4)
