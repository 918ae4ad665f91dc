/*---
mart: stock_iv
title: 库存区间
grain: [fixmedins_code, med_list_codg, from_date]
doc: >-
  Institution and item between two consecutive counts: opening (count at from_date), what was bought and sold after
  it up to to_date, and closing (count at to_date). Lots of one item are counted together; what was
  sold before the first count belongs to no interval. Quantities are in the unit of the delivery; sold is all of
  selinfo_d, settled the insured lines.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [invinfo_d.inv_cnt, purcinfo_d.purc_retn_cnt]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [invinfo_d.med_list_codg]}
  from_date: {type: DATE, zh: 期初盘存日, needs: [invinfo_d.invdate]}
  to_date: {type: DATE, zh: 期末盘存日, needs: [invinfo_d.invdate]}
  opening: {type: 'DECIMAL(16,4)', zh: 期初数量, needs: [invinfo_d.inv_cnt]}
  bought: {type: 'DECIMAL(16,4)', zh: 购进净数量, needs: [purcinfo_d.purc_retn_cnt]}
  sold: {type: 'DECIMAL(16,4)', zh: 销售净数量, needs: [selinfo_d.sel_retn_cnt]}
  settled: {type: 'DECIMAL(16,4)', zh: 医保结算数量, needs: [fee_list_d.cnt]}
  settled_amt: {type: 'DECIMAL(16,2)', zh: 医保结算金额, needs: [fee_list_d.cnt]}
  settled_gross: {type: 'DECIMAL(16,2)', zh: 医保结算明细总额, needs: [fee_list_d.det_item_fee_sumamt]}
  closing: {type: 'DECIMAL(16,4)', zh: 期末数量, needs: [invinfo_d.inv_cnt]}
  bought_ever: {type: BOOLEAN, zh: 区间末日前 365 天内有购进, needs: [purcinfo_d.purc_retn_cnt]}
  near_edge: {type: BOOLEAN, zh: 盘存日前后 7 天内有购进, needs: [purcinfo_d.purc_retn_stoin_time]}
  negative: {type: BOOLEAN, zh: 盘存数量为负, needs: [invinfo_d.inv_cnt]}
  list_type: {type: VARCHAR, zh: 目录类别, needs: [fee_list_d.list_type]}
cases:
  - name: 期初 20、购进 100、结算 180，期末 0
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 20}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 0}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 110, purc_retn_stoin_time: "2026-02-10 10:00:00"}
        - {purc_sn: B2, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: -10, purc_retn_stoin_time: "2026-02-11 10:00:00"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, cnt: 180, pric: 2, fee_ocur_time: "2026-02-15 10:00:00"}
    gives:
      - {fixmedins_code: D, opening: 20, bought: 100, settled: 180, sold: 0, closing: 0, settled_amt: 360.00, bought_ever: true, near_edge: false}
  - name: 盘存当日的购进和销售计入前一区间
    given:
      invinfo_d:
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-01-31", inv_cnt: 5}
        - {fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, invdate: "2026-02-28", inv_cnt: 7}
      purcinfo_d:
        - {purc_sn: B1, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 4, purc_retn_stoin_time: "2026-01-31 09:00:00"}
        - {purc_sn: B2, fixmedins_code: D, med_list_codg: XA10BAA001A001010100001, purc_retn_cnt: 2, purc_retn_stoin_time: "2026-02-28 09:00:00"}
    gives:
      - {opening: 5, bought: 2, settled: 0, closing: 7, near_edge: true}
---*/
WITH counted AS (
  SELECT v.fixmedins_code, v.med_list_codg, v.invdate, SUM(v.inv_cnt) AS inv_cnt, MIN(v.inv_cnt) AS low_cnt
  FROM invinfo_d AS v
  GROUP BY v.fixmedins_code, v.med_list_codg, v.invdate
), span_iv AS (
  SELECT
    fixmedins_code, med_list_codg, inv_cnt AS opening, invdate AS from_date,
    LEAD(invdate) OVER (PARTITION BY fixmedins_code, med_list_codg ORDER BY invdate) AS to_date,
    LEAD(inv_cnt) OVER (PARTITION BY fixmedins_code, med_list_codg ORDER BY invdate) AS closing,
    least(low_cnt, LEAD(low_cnt) OVER (PARTITION BY fixmedins_code, med_list_codg ORDER BY invdate)) AS low_cnt
  FROM counted
), iv AS (
  SELECT * FROM span_iv WHERE to_date IS NOT NULL
), bought AS (
  SELECT
    i.fixmedins_code, i.med_list_codg, i.from_date,
    SUM(CASE WHEN as_date(p.purc_retn_stoin_time) > i.from_date AND as_date(p.purc_retn_stoin_time) <= i.to_date THEN p.purc_retn_cnt ELSE 0 END) AS cnt,
    bool_or(CASE WHEN p.purc_retn_cnt > 0 AND days_between(as_date(p.purc_retn_stoin_time), i.to_date) BETWEEN 0 AND 365 THEN TRUE ELSE FALSE END) AS ever,
    bool_or(CASE
      WHEN abs(days_between(as_date(p.purc_retn_stoin_time), i.to_date)) <= 7 OR abs(days_between(as_date(p.purc_retn_stoin_time), i.from_date)) <= 7 THEN TRUE
      ELSE FALSE
    END) AS near_edge
  FROM iv AS i
  JOIN purcinfo_d AS p ON p.fixmedins_code = i.fixmedins_code AND p.med_list_codg = i.med_list_codg
  GROUP BY i.fixmedins_code, i.med_list_codg, i.from_date
), sold AS (
  SELECT i.fixmedins_code, i.med_list_codg, i.from_date, SUM(s.sel_retn_cnt) AS cnt
  FROM iv AS i
  JOIN selinfo_d AS s ON s.fixmedins_code = i.fixmedins_code AND s.med_list_codg = i.med_list_codg
    AND as_date(s.sel_retn_time) > i.from_date AND as_date(s.sel_retn_time) <= i.to_date
  GROUP BY i.fixmedins_code, i.med_list_codg, i.from_date
), settled AS (
  SELECT
    i.fixmedins_code, i.med_list_codg, i.from_date,
    SUM(f.cnt) AS cnt, SUM(f.amt) AS amt, SUM(f.gross) AS gross, MIN(f.list_type) AS list_type
  FROM iv AS i
  JOIN fee_net AS f ON f.fixmedins_code = i.fixmedins_code AND f.med_list_codg = i.med_list_codg
    AND f.svc_date > i.from_date AND f.svc_date <= i.to_date
  WHERE f.kind IN ('drug', 'cons') AND f.settled
  GROUP BY i.fixmedins_code, i.med_list_codg, i.from_date
)
SELECT
  i.fixmedins_code, h.uscc, h.admdvs, i.med_list_codg, i.from_date, i.to_date,
  CAST(i.opening AS DECIMAL(16,4)) AS opening,
  CAST(coalesce(b.cnt, 0) AS DECIMAL(16,4)) AS bought,
  CAST(coalesce(s.cnt, 0) AS DECIMAL(16,4)) AS sold,
  CAST(coalesce(t.cnt, 0) AS DECIMAL(16,4)) AS settled,
  CAST(coalesce(t.amt, 0) AS DECIMAL(16,2)) AS settled_amt,
  CAST(coalesce(t.gross, 0) AS DECIMAL(16,2)) AS settled_gross,
  CAST(i.closing AS DECIMAL(16,4)) AS closing,
  coalesce(b.ever, FALSE) AS bought_ever,
  coalesce(b.near_edge, FALSE) AS near_edge,
  CASE WHEN i.low_cnt < 0 THEN TRUE ELSE FALSE END AS negative,
  t.list_type
FROM iv AS i
JOIN inst AS h ON h.fixmedins_code = i.fixmedins_code
LEFT JOIN bought AS b ON b.fixmedins_code = i.fixmedins_code AND b.med_list_codg = i.med_list_codg AND b.from_date = i.from_date
LEFT JOIN sold AS s ON s.fixmedins_code = i.fixmedins_code AND s.med_list_codg = i.med_list_codg AND s.from_date = i.from_date
LEFT JOIN settled AS t ON t.fixmedins_code = i.fixmedins_code AND t.med_list_codg = i.med_list_codg AND t.from_date = i.from_date
