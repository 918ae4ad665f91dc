/*---
code: CHG-014
version: 2
title: 加价、未执行中选价、医保价高于自费价或周边价
status: active
behaviour: over_price
severity: 2
subject: fee
amount: difference
scenes: [IP, OP, PH]
stages: [3]
law: [735-38-3, agreement]
params:
  markup: {type: decimal, default: 0, source: 公立医疗机构药品、耗材零差率销售}
  herb_markup: {type: decimal, default: 0.25, source: 中药饮片加价不超过 25%}
  tol: {type: decimal, default: 0.01, source: 价格容差；无官方数值，可按统筹区配置}
  lookback: {type: integer, default: 180, unit: 日, source: 购进价取此期间内的最高价；无官方数值，可按统筹区配置}
  unit_ratio: {type: decimal, default: 5, source: 价格相差达到此倍数的，疑为计价单位不同；无官方数值，可按统筹区配置}
  min_cash: {type: integer, default: 3, unit: 笔, source: 当月自费销售少于此数的不比较；无官方数值，可按统筹区配置}
  min_shops: {type: integer, default: 10, unit: 家, source: 同市当月有该药品的药店少于此数的不比较；无官方数值，可按统筹区配置}
  area_ratio: {type: decimal, default: 1.5, source: 高于同市中位价的倍数；无官方数值，可按统筹区配置}
message: "{svc_date} {item_name} 单价 {pric} 元，{reason} {limit_price} 元，多收 {checkout_amt} 元。"
verify: 核对购进发票、中选价文件和收银系统中不同支付方式的售价。
defence: 会员或促销价；当日调价；计价单位不同。
known_gaps: 促销、优惠券、当日调价需现场排除；中选价由本地导入，没有导入时不查未执行中选价；最小包装数未知时，只按价格倍数排除单位差异。
evidence: [reason, limit_price, ratio_to_limit, kp_ref]
works_without: [vbp_price]
cases:
  - name: 药店医保价 38.00，当日自费价 29.80
    given:
      selinfo_d:
        - {sel_sn: X1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-02 09:00:00"}
        - {sel_sn: X2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-05 09:00:00"}
        - {sel_sn: X3, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 2, pric: 38}
    finds:
      - {checkout_amt: 16.40, checkout_cnt: 2, fund_amt: 13.12, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [c], limit_price: 29.8}}
  - name: 医保价 30.00、自费价 29.80，在容差之内
    given:
      selinfo_d:
        - {sel_sn: X1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-02 09:00:00"}
        - {sel_sn: X2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-05 09:00:00"}
        - {sel_sn: X3, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, cnt: 2, pric: 30}
    finds: []
  - name: 当月只有两笔自费销售，不比较
    given:
      selinfo_d:
        - {sel_sn: X1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-02 09:00:00"}
        - {sel_sn: X2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-05 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, cnt: 2, pric: 38}
    finds: []
  - name: 多收的一件已退费
    given:
      selinfo_d:
        - {sel_sn: X1, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-02 09:00:00"}
        - {sel_sn: X2, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-05 09:00:00"}
        - {sel_sn: X3, fixmedins_code: D, med_list_codg: XC10AAA001A001010100001, sel_retn_cnt: 1, finl_trns_pric: 29.8, hi_feesetl_type: "0", sel_retn_time: "2026-03-06 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 1, pric: 38}
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: B, med_list_codg: XC10AAA001A001010100001, cnt: -1, pric: 38, init_feedetl_sn: A}
    finds: []
  - name: 医院药品加价一成
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 20, purc_retn_stoin_time: "2026-02-15 10:00:00"}
        - {purc_sn: B2, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 18, purc_retn_stoin_time: "2026-02-20 10:00:00"}
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 22}
    finds:
      - {checkout_amt: 6.00, checkout_cnt: 3, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [a], limit_price: 20}}
  - name: 按购进最高价零差率销售，恰为上限
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 20, purc_retn_stoin_time: "2026-02-15 10:00:00"}
        - {purc_sn: B2, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 18, purc_retn_stoin_time: "2026-02-20 10:00:00"}
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 20.01}
    finds: []
  - name: 饮片加价两成五，恰为上限
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: T000100001, purc_retn_cnt: 100, finl_trns_pric: 0.8, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {med_list_codg: T000100001, cnt: 30, pric: 1}
    finds: []
  - name: 购进以盒计、收费以片计，价格相差五倍以上，不评估
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 2, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 10}
    finds: []
  - name: 价格之比恰为每盒支数，单位不同，不评估
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 10, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 30}
    knowledge:
      drug_unit: [{item_code: XC10AAA001A001010100001, ingredient: 阿托伐他汀, pack_units: 3}]
    finds: []
  - name: 180 日内没有购进，不评估
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 20, purc_retn_stoin_time: "2025-08-15 10:00:00"}
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 22}
    finds: []
  - name: 民营医院自主定价
    given:
      fixmedins_b: [{fixmedins_code: H, medins_natu: "2"}]
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, finl_trns_pric: 20, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 22}
    finds: []
  - name: 购进价未填
    given:
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: H, med_list_codg: XC10AAA001A001010100001, purc_retn_cnt: 100, purc_retn_stoin_time: "2026-02-15 10:00:00"}
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 3, pric: 22}
    finds: []
  - name: 中选药品没有按中选价销售
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, cnt: 10, pric: 5.5}
    knowledge:
      vbp_price: [{item_code: XC10AAA001A001010100001, price: 4.8, begndate: 2025-01-01, kp_ref: PL8}]
    finds:
      - {checkout_amt: 7.00, checkout_cnt: 10, sev_deg: 1, bkkp_sns: [A], evidence: {branch: [b], limit_price: 4.8}}
  - name: 恰为中选价加一分的容差
    given:
      fee_list_d:
        - {med_list_codg: XC10AAA001A001010100001, cnt: 10, pric: 4.848}
    knowledge:
      vbp_price: [{item_code: XC10AAA001A001010100001, price: 4.8, begndate: 2025-01-01}]
    finds: []
  - name: 药店售价高于同市中位价一半以上
    given:
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: D3, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: D4, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: D5, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: D6, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: D7, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: D8, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E9, psn_no: P9, fixmedins_code: D9, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E10, psn_no: P10, fixmedins_code: D10, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E11, psn_no: P11, fixmedins_code: D11, bkkp_sn: A, med_list_codg: XC10AAA001A001010100001, pric: 35}
    finds:
      - {fixmedins_code: D11, checkout_amt: 5.00, sev_deg: 3, bkkp_sns: [A], evidence: {branch: [d], limit_price: 30}}
  - name: 同市只有九家药店有该药品，不比较
    given:
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, fixmedins_code: D1, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E2, psn_no: P2, fixmedins_code: D2, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E3, psn_no: P3, fixmedins_code: D3, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E4, psn_no: P4, fixmedins_code: D4, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E5, psn_no: P5, fixmedins_code: D5, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E6, psn_no: P6, fixmedins_code: D6, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: D7, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E8, psn_no: P8, fixmedins_code: D8, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E9, psn_no: P9, fixmedins_code: D9, med_list_codg: XC10AAA001A001010100001, pric: 20}
        - {mdtrt_id: E9, psn_no: P9, fixmedins_code: D9, med_list_codg: XC10AAA001A001010100001, pric: 35}
    finds: []
---*/
WITH cheapest AS (
  SELECT p.fixmedins_code, p.med_list_codg, MIN(p.finl_trns_pric) AS price
  FROM inst AS i  -- joined outwards: any of the four comparisons can do without the others' tables
  LEFT JOIN purcinfo_d AS p ON p.fixmedins_code = i.fixmedins_code
  WHERE p.purc_retn_cnt > 0 AND p.finl_trns_pric > 0
  GROUP BY p.fixmedins_code, p.med_list_codg
), dear AS (
  -- Few lines cost more than the lowest price ever paid; only for them the price of the time is looked up.
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.svc_date, f.med_list_codg, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.overlmt,
    1 + CASE
      WHEN optional(f.list_type) = '102' OR starts_with(f.item, 'T') THEN param('herb_markup', f.svc_date, f.admdvs) ELSE param('markup', f.svc_date, f.admdvs)
    END AS factor
  FROM fee_net AS f
  JOIN cheapest AS c ON c.fixmedins_code = f.fixmedins_code AND c.med_list_codg = f.med_list_codg
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.kind IN ('drug', 'cons')
    AND f.pric > c.price + 0.01 AND COALESCE(optional(f.medins_natu), '1') <> '2'
), priced AS (
  SELECT d.bkkp_sn, MAX(b.finl_trns_pric) AS price
  FROM dear AS d
  LEFT JOIN purcinfo_d AS b ON b.fixmedins_code = d.fixmedins_code AND b.med_list_codg = d.med_list_codg
  WHERE b.purc_retn_cnt > 0 AND b.finl_trns_pric > 0
    AND days_between(b.purc_retn_stoin_time, d.svc_date) BETWEEN 0 AND param('lookback', d.svc_date, d.admdvs)
  GROUP BY d.bkkp_sn
), retail AS (
  -- What drugstores sold: few lines, and read once for all that concerns them.
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.svc_date, f.med_list_codg, f.item,
    f.item_name, f.kind, f.cnt, f.pric, f.gross, f.amt, f.overlmt, f.has_acct
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.scene = 'PH'
), cash AS (
  SELECT
    s.fixmedins_code, s.med_list_codg, as_date(s.sel_retn_time) AS sold_on, MAX(s.finl_trns_pric) AS price,
    SUM(COUNT(*)) OVER (PARTITION BY s.fixmedins_code, s.med_list_codg, month_of(as_date(s.sel_retn_time))) AS month_sales
  FROM inst AS i
  LEFT JOIN selinfo_d AS s ON s.fixmedins_code = i.fixmedins_code
  WHERE s.hi_feesetl_type = '0' AND s.sel_retn_cnt > 0 AND s.finl_trns_pric > 0
  GROUP BY s.fixmedins_code, s.med_list_codg, as_date(s.sel_retn_time)
), shop AS (
  -- Each shop has one voice per drug and month: its lowest price.
  SELECT LEFT(f.admdvs, 4) AS city4, f.item, month_of(f.svc_date) AS month, f.fixmedins_code, MIN(f.pric) AS price
  FROM retail AS f
  WHERE f.kind = 'drug' AND f.pric > 0
  GROUP BY LEFT(f.admdvs, 4), f.item, month_of(f.svc_date), f.fixmedins_code
), area AS (
  SELECT city4, item, month, median_of(price) AS price, COUNT(*) AS shops
  FROM shop
  GROUP BY city4, item, month
), compared AS (
  SELECT
    d.bkkp_sn, d.mdtrt_id, d.setl_id, d.psn_no, d.fixmedins_code, d.admdvs, d.kreg, d.svc_date, d.item, d.item_name, d.cnt,
    d.pric, d.gross, d.amt, d.overlmt, 'a' AS branch, 2 AS sev_deg, CAST(NULL AS VARCHAR) AS soft,
    CAST(NULL AS VARCHAR) AS kp_ref,
    CAST(p.price AS DECIMAL(16,6)) AS compared_price, CAST(p.price * d.factor AS DECIMAL(16,6)) AS limit_price,
    '高于购进价加允许加价' AS reason
  FROM dear AS d
  JOIN priced AS p ON p.bkkp_sn = d.bkkp_sn
  WHERE d.pric > CAST(p.price * d.factor AS DECIMAL(16,6)) + 0.01
  UNION ALL
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.svc_date, f.item, f.item_name, f.cnt,
    f.pric, f.gross, f.amt, f.overlmt, 'b', COALESCE(k.sev, 1), k_soft(k, f), k.kp_ref,
    CAST(k.price AS DECIMAL(16,6)), CAST(k.price AS DECIMAL(16,6)), '高于中选价'
  FROM fee_net AS f
  JOIN vbp_price AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP', 'PH')
    AND f.pric > CAST(k.price * (1 + param('tol', f.svc_date, f.admdvs)) AS DECIMAL(16,6))
  UNION ALL
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.svc_date, f.item, f.item_name, f.cnt,
    f.pric, f.gross, f.amt, f.overlmt, 'c', 2, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    CAST(c.price AS DECIMAL(16,6)), CAST(c.price AS DECIMAL(16,6)), '高于当日自费售价'
  FROM retail AS f
  JOIN cash AS c ON c.fixmedins_code = f.fixmedins_code AND c.med_list_codg = f.med_list_codg AND c.sold_on = f.svc_date
  WHERE (f.amt > 0 OR f.has_acct)
    AND c.month_sales >= param('min_cash', f.svc_date, f.admdvs)
    AND f.pric > CAST(c.price * (1 + param('tol', f.svc_date, f.admdvs)) AS DECIMAL(16,6))
  UNION ALL
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.svc_date, f.item, f.item_name, f.cnt,
    f.pric, f.gross, f.amt, f.overlmt, 'd', 3, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR),
    CAST(a.price AS DECIMAL(16,6)),
    CAST(CAST(a.price AS DECIMAL(16,6)) * param('area_ratio', f.svc_date, f.admdvs) AS DECIMAL(16,6)),
    '高于同市同月药店中位价的容许倍数'
  FROM retail AS f
  JOIN area AS a ON a.city4 = LEFT(f.admdvs, 4) AND a.item = f.item AND a.month = month_of(f.svc_date)
  WHERE (f.amt > 0 OR f.has_acct) AND f.kind = 'drug'
    AND a.shops >= param('min_shops', f.svc_date, f.admdvs)
    AND f.pric > CAST(CAST(a.price AS DECIMAL(16,6)) * param('area_ratio', f.svc_date, f.admdvs) AS DECIMAL(16,6))
)
SELECT c.*, ratio(c.pric, c.compared_price) AS ratio_to_limit
FROM compared AS c
LEFT JOIN drug_dim AS u ON u.item = c.item AND u.kreg = c.kreg
WHERE ratio(c.pric, c.compared_price) < param('unit_ratio', c.svc_date, c.admdvs)
  AND NOT COALESCE(ABS(ratio(c.pric, c.compared_price) - u.pack_units) < 0.05 AND u.pack_units > 1, FALSE)
