/*---
code: PHA-007
version: 2
title: 结算品种与销售品种不符（保健品、商品串换）
status: active
behaviour: substitution
severity: 2
subject: fee
grain: [setl_id, branch]
amount: all
scenes: [PH]
stages: [3]
law: [735-38-4, agreement]
params:
  near_pct: {type: integer, default: 1, unit: '%', source: 无官方数值，金额相近的容许差，可按统筹区配置}
  cover_pct: {type: integer, default: 90, unit: '%', source: 无官方数值，销售记录与结算对应的最低比例，可按统筹区配置}
  over_pct: {type: integer, default: 5, unit: '%', source: 无官方数值，可按统筹区配置}
  over_units: {type: integer, default: 10, unit: 件, source: 无官方数值，可按统筹区配置}
  minutes: {type: integer, default: 5, unit: 分钟, source: 无官方数值，可按统筹区配置}
message: "{setl_at} 结算 {item_name} {settled_amt} 元，{reason}（{sold_item}，{sold_amt} 元），涉及 {checkout_amt} 元。"
verify: 调看结算时刻录像和小票，核对货架、进货发票与销售系统记录。
defence: 同一药品不同包装；赠品捆绑；换货。
known_gaps: 赠品捆绑需现场排除。
evidence: [reason, setl_at, settled_amt, sold_item, sold_amt, settled_cnt, sold_cnt]
cases:
  - name: 结算阿胶 298 元，实际销售蛋白粉 298 元
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: GOODS1, sel_retn_cnt: 1, finl_trns_pric: 298, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, pric: 298, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {checkout_amt: 298.00, fund_amt: 238.40, checkout_cnt: 1, sev_deg: 2, occurred_on: "2026-05-06", bkkp_sns: [A], evidence: {branch: [a], sold_item: GOODS1}}
  - name: 结算后三分钟，同店以同样金额自费售出目录外商品
    given:
      hilist_b:
        - {hilist_code: ZA09BAE0087010100001, begndate: "2025-01-01", hilist_name: 阿胶, list_type: "101"}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: ZA09BAE0087010100001, sel_retn_cnt: 1, finl_trns_pric: 298, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
        - {sel_sn: S2, fixmedins_code: D, med_list_codg: GOODS1, sel_retn_cnt: 1, finl_trns_pric: 298, sel_retn_time: "2026-05-06 10:15:00", psn_no: null, hi_feesetl_type: "0"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, pric: 298, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {checkout_amt: 298.00, sev_deg: 2, evidence: {branch: [c]}}
  - name: 结算 12 盒而销售记录只有 1 盒
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: ZA09BAE0087010100001, sel_retn_cnt: 1, finl_trns_pric: 20, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, cnt: 12, pric: 20, fee_ocur_time: "2026-05-06 10:12:00"}
    finds:
      - {checkout_amt: 240.00, sev_deg: 2, evidence: {branch: [b], settled_cnt: 12, sold_cnt: 1}}
  - name: 结算一盒十片装，销售两盒五片装的同一药品
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: XA10BAA001A001020100001, sel_retn_cnt: 2, finl_trns_pric: 15, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: XA10BAA001A001010100001, pric: 30, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
  - name: 结算与销售一致
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: ZA09BAE0087010100001, sel_retn_cnt: 1, finl_trns_pric: 298, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, pric: 298, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
  - name: 销售记录只覆盖半数结算，不评估
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: GOODS1, sel_retn_cnt: 1, finl_trns_pric: 298, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, pric: 298, fee_ocur_time: "2026-05-06 10:12:00"}
        - {mdtrt_id: E2, fixmedins_code: D, setl_id: T2, med_list_codg: ZA09BAE0087010100001, pric: 298, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
  - name: 不符的结算已全额退费
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: GOODS1, sel_retn_cnt: 1, finl_trns_pric: 298, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, pric: 298, fee_ocur_time: "2026-05-06 10:12:00"}
        - {mdtrt_id: E, bkkp_sn: B, fixmedins_code: D, setl_id: T1, cnt: -1, med_list_codg: ZA09BAE0087010100001, pric: 298, init_feedetl_sn: A, fee_ocur_time: "2026-05-06 11:12:00"}
    finds: []
  - name: 两元之差不算金额相近
    given:
      selinfo_d:
        - {sel_sn: S1, fixmedins_code: D, med_list_codg: GOODS1, sel_retn_cnt: 1, finl_trns_pric: 102, sel_retn_time: "2026-05-06 10:12:00", setl_id: T1, psn_no: P, hi_feesetl_type: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, med_list_codg: ZA09BAE0087010100001, pric: 100, fee_ocur_time: "2026-05-06 10:12:00"}
    finds: []
---*/
WITH line AS (
  SELECT f.*, month_of(f.svc_date) AS month,
    CASE WHEN substr(f.item, 1, 1) = 'X' THEN left(f.item, 10) WHEN substr(f.item, 1, 1) = 'Z' THEN left(f.item, 11) ELSE f.item END AS drug
  FROM fee_net AS f
  WHERE f.scene = 'PH' AND f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct)
), sale AS (
  SELECT
    s.sel_sn, s.fixmedins_code, s.setl_id, s.med_list_codg, s.sel_retn_time AS sold_at, s.sel_retn_cnt AS cnt, s.hi_feesetl_type,
    CAST(product(s.sel_retn_cnt, s.finl_trns_pric) AS DECIMAL(16,2)) AS sold_amt,
    CASE
      WHEN substr(s.med_list_codg, 1, 1) = 'X' THEN left(s.med_list_codg, 10)
      WHEN substr(s.med_list_codg, 1, 1) = 'Z' THEN left(s.med_list_codg, 11)
      ELSE s.med_list_codg
    END AS drug
  FROM selinfo_d AS s
), settled AS (
  SELECT setl_id, fixmedins_code, month, MIN(admdvs) AS admdvs, MIN(svc_date) AS svc_date FROM line GROUP BY setl_id, fixmedins_code, month
), covered AS (
  -- Shops whose sales records answer for their settlements; the others are not evaluated.
  SELECT t.fixmedins_code, t.month
  FROM settled AS t
  LEFT JOIN (SELECT DISTINCT setl_id FROM sale) AS s ON s.setl_id = t.setl_id
  GROUP BY t.fixmedins_code, t.month
  HAVING COUNT(s.setl_id) * 100 >= COUNT(*) * MIN(param('cover_pct', t.svc_date, t.admdvs))
), bill AS (
  SELECT l.* FROM line AS l JOIN covered AS c ON c.fixmedins_code = l.fixmedins_code AND c.month = l.month
), swapped AS (
  -- (a) settled but not sold, while something of nearly the same amount was sold and not settled.
  SELECT l.bkkp_sn, s.med_list_codg AS sold_item, s.sold_amt, s.sold_at,
    ROW_NUMBER() OVER (PARTITION BY l.bkkp_sn ORDER BY abs(s.sold_amt - l.gross), s.sel_sn) AS nth
  FROM bill AS l
  JOIN sale AS s ON s.setl_id = l.setl_id
  WHERE s.cnt > 0 AND s.sold_amt > 0
    AND abs(s.sold_amt - l.gross) * 100 <= l.gross * param('near_pct', l.svc_date, l.admdvs)
    AND NOT EXISTS (SELECT 1 FROM sale AS o WHERE o.setl_id = l.setl_id AND o.med_list_codg = l.med_list_codg)
    AND NOT EXISTS (SELECT 1 FROM sale AS o WHERE o.setl_id = l.setl_id AND o.drug = l.drug)
    AND NOT EXISTS (SELECT 1 FROM line AS o WHERE o.setl_id = l.setl_id AND o.med_list_codg = s.med_list_codg)
    AND NOT EXISTS (SELECT 1 FROM line AS o WHERE o.setl_id = l.setl_id AND o.drug = s.drug)
), billed_month AS (
  SELECT fixmedins_code, month, drug, SUM(cnt) AS settled_cnt
  FROM bill
  GROUP BY fixmedins_code, month, drug
), sold_month AS (
  SELECT fixmedins_code, month_of(sold_at) AS month, drug, SUM(cnt) AS sold_cnt
  FROM sale
  WHERE hi_feesetl_type IN ('1', '2')
  GROUP BY fixmedins_code, month_of(sold_at), drug
), short AS (
  -- (b) more settled than sold on insurance, of one drug in one month.
  SELECT b.fixmedins_code, b.month, b.drug, b.settled_cnt, coalesce(s.sold_cnt, 0) AS sold_cnt
  FROM billed_month AS b
  LEFT JOIN sold_month AS s ON s.fixmedins_code = b.fixmedins_code AND s.month = b.month AND s.drug = b.drug
), beside AS (
  -- (c) goods outside the catalogue sold for cash within minutes for the very amount of a settlement.
  SELECT t.setl_id, s.med_list_codg AS sold_item, s.sold_amt, s.sold_at,
    ROW_NUMBER() OVER (PARTITION BY t.setl_id ORDER BY abs(seconds_between(t.setl_time, s.sold_at)), s.sel_sn) AS nth
  FROM setl_net AS t
  JOIN sale AS s ON s.fixmedins_code = t.fixmedins_code AND as_date(s.sold_at) = as_date(t.setl_time)
  WHERE t.scene = 'PH' AND s.hi_feesetl_type = '0' AND s.cnt > 0 AND has_clock(t.setl_time) AND has_clock(s.sold_at)
    AND abs(seconds_between(t.setl_time, s.sold_at)) <= 60 * param('minutes', as_date(t.setl_time), t.admdvs)
    AND abs(s.sold_amt - t.medfee) <= 0.01
    AND NOT EXISTS (SELECT 1 FROM hilist_b AS h WHERE h.hilist_code = s.med_list_codg)
    AND EXISTS (SELECT 1 FROM hilist_b AS h)
)
SELECT l.*, 'a' AS branch, '实际售出的是另一商品' AS reason, w.sold_item, w.sold_amt, l.fee_ocur_time AS setl_at, l.gross AS settled_amt,
  CAST(NULL AS DECIMAL(16,4)) AS settled_cnt, CAST(NULL AS DECIMAL(16,4)) AS sold_cnt
FROM bill AS l JOIN swapped AS w ON w.bkkp_sn = l.bkkp_sn AND w.nth = 1
UNION ALL
SELECT l.*, 'b' AS branch, '当月结算数量多于医保销售数量' AS reason, h.drug AS sold_item, CAST(NULL AS DECIMAL(16,2)) AS sold_amt, l.fee_ocur_time AS setl_at,
  l.gross AS settled_amt, h.settled_cnt, h.sold_cnt
FROM bill AS l JOIN short AS h ON h.fixmedins_code = l.fixmedins_code AND h.month = l.month AND h.drug = l.drug
WHERE (h.settled_cnt - h.sold_cnt) * 100 > h.sold_cnt * param('over_pct', l.svc_date, l.admdvs)
  AND h.settled_cnt - h.sold_cnt >= param('over_units', l.svc_date, l.admdvs)
UNION ALL
SELECT l.*, 'c' AS branch, '数分钟内另有目录外商品以同样金额售出' AS reason, b.sold_item, b.sold_amt, l.fee_ocur_time AS setl_at, l.gross AS settled_amt,
  CAST(NULL AS DECIMAL(16,4)) AS settled_cnt, CAST(NULL AS DECIMAL(16,4)) AS sold_cnt
FROM bill AS l JOIN beside AS b ON b.setl_id = l.setl_id AND b.nth = 1
