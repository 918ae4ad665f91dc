/*---
code: PHA-004
version: 4
title: 易倒卖药品集中购销
status: active
behaviour: drug_resale
severity: 2
subject: institution
grain: [subject_key, period, grp]
amount: share
scenes: [PH, OP, NET]
stages: [3]
law: [735-38-5, 735-41-3]
params:
  shops: {type: integer, default: 3, unit: 家/30 日, source: 无官方数值，可按统筹区配置}
  min_qty: {type: integer, default: 50, unit: 件/月, source: 无官方数值，可按统筹区配置}
  times: {type: decimal, default: 3, unit: 倍, source: 无官方数值；与本机构前 6 个月中位数相比，可按统筹区配置}
message: "{period} {who}{grp} {qty}（{reason}），超出部分 {checkout_amt} 元。"
verify: 询问药品去向，查实际持有；核对追溯码流向、购药人与处方，查有无收购人员。
defence: 机构合并、促销活动；家属、病友代购。
known_gaps: 30 日内的合理用量由本地在关注品种清单中设定，未设定的只比购药机构数；门诊慢特病登记内的购药不在此查。
evidence: [who, grp, reason, qty, limit_qty, shop_cnt, half_year_median, q3, high_fence, place, peers, level, kp_ref]
works_without: [inst_list]
cases:
  - name: 一人 30 日内在三家药店购买同一易倒卖药品
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, pric: 560, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, fixmedins_code: D2, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, pric: 560, fee_ocur_time: "2026-03-09 10:00:00"}
        - {mdtrt_id: E3, bkkp_sn: C, fixmedins_code: D3, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, pric: 560, fee_ocur_time: "2026-03-31 10:00:00"}
    finds:
      - {psn_no: P, fixmedins_code: D3, checkout_amt: 560.00, fund_amt: 448.00, sev_deg: 2, occurred_on: "2026-03-31", bkkp_sns: [C], evidence: {branch: [person], shop_cnt: 3}}
  - name: 30 日内合计 7 丸，上限 6 丸，只计超出的 1 丸
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 4, pric: 560, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 3, pric: 560, fee_ocur_time: "2026-03-09 10:00:00"}
    knowledge: &six
      watch_item: [{kind: resale, word: 安宫牛黄丸, name: 安宫牛黄丸, max_qty_30: 6}]
    finds:
      - {psn_no: P, checkout_amt: 560.00, checkout_cnt: 1, bkkp_sns: [B], evidence: {qty: 7, limit_qty: 6}}
  - name: 合计恰为 6 丸
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 3, pric: 560, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 3, pric: 560, fee_ocur_time: "2026-03-09 10:00:00"}
    knowledge: *six
    finds: []
  - name: 同日两笔，超出的从后一笔计
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 6, pric: 560}
        - {mdtrt_id: E1, bkkp_sn: B, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 2, pric: 560}
    knowledge: *six
    finds:
      - {checkout_amt: 1120.00, bkkp_sns: [B], evidence: {qty: 8}}
  - name: 退掉一笔后未超
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 6, pric: 560}
        - {mdtrt_id: E1, bkkp_sn: B, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 2, pric: 560}
        - {mdtrt_id: E1, bkkp_sn: C, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: -2, pric: 560, init_feedetl_sn: B}
    knowledge: *six
    finds: []
  - name: 门诊慢特病登记患者按月购药
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D1, med_type: "1402"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 20, pric: 560}
    knowledge: *six
    finds: []
  - name: 三家中有两家相隔超过 30 日
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, pric: 560, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, pric: 560, fee_ocur_time: "2026-03-09 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, pric: 560, fee_ocur_time: "2026-04-01 10:00:00"}
    finds: []
  - name: 普通药品在三家药店购买
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, med_list_codg: XA10BAA001A001010100001, medins_list_name: null, pric: 560, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D2, med_list_codg: XA10BAA001A001010100001, medins_list_name: null, pric: 560, fee_ocur_time: "2026-03-09 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D3, med_list_codg: XA10BAA001A001010100001, medins_list_name: null, pric: 560, fee_ocur_time: "2026-03-10 10:00:00"}
    finds: []
  - name: 一家药店月销 300 件，半年来每月 5 件，同市药店也只有几件
    given:
      fee_list_d:
        - &peers {repeat: {h: 8}, mdtrt_id: E<h>, psn_no: P<h>, bkkp_sn: L<h>, fixmedins_code: D<h>, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 5, pric: 560, fee_ocur_time: "2026-03-05 10:00:00"}
        - &usual {repeat: {m: ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]}, mdtrt_id: B<m>, psn_no: Q<m>, bkkp_sn: B<m>, fixmedins_code: D9, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 5, pric: 560, fee_ocur_time: "<m>-05 10:00:00"}
        - {repeat: {n: 60}, mdtrt_id: R<n>, psn_no: R<n>, bkkp_sn: R<n>, fixmedins_code: D9, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 5, pric: 560, fee_ocur_time: "2026-03-05 10:00:00"}
    finds:
      - {fixmedins_code: D9, psn_no: null, checkout_amt: 159600.00, sev_deg: 2, occurred_on: "2026-03-05", evidence: {branch: [place], qty: 300, half_year_median: 5, peers: 8}}
  - name: 同一药店列入双通道名单
    given:
      fixmedins_b: [{fixmedins_code: "=DTP004", fixmedins_type: "2"}]
      fee_list_d:
        - *peers
        - {repeat: {m: ["2025-09", "2025-10", "2025-11", "2025-12", "2026-01", "2026-02"]}, mdtrt_id: B<m>, psn_no: Q<m>, bkkp_sn: B<m>, fixmedins_code: "=DTP004", med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 5, pric: 560, fee_ocur_time: "<m>-05 10:00:00"}
        - {repeat: {n: 60}, mdtrt_id: R<n>, psn_no: R<n>, bkkp_sn: R<n>, fixmedins_code: "=DTP004", med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 5, pric: 560, fee_ocur_time: "2026-03-05 10:00:00"}
    knowledge:
      inst_list: [{list: dtp, fixmedins_code: DTP004}]
    finds: []
  - name: 月销 49 件
    given:
      fee_list_d:
        - *peers
        - *usual
        - {repeat: {n: 49}, mdtrt_id: R<n>, psn_no: R<n>, bkkp_sn: R<n>, fixmedins_code: D9, med_list_codg: ZA07AAA0061010100166, medins_list_name: 安宫牛黄丸, cnt: 1, pric: 560, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
---*/
WITH line AS (
  SELECT r.*, i.admdvs
  FROM resale_line AS r
  JOIN inst AS i ON i.fixmedins_code = r.fixmedins_code
  WHERE NOT EXISTS (
    SELECT 1 FROM inst_list AS l
    WHERE l.fixmedins_code = r.fixmedins_code AND l.list = 'dtp' AND l.kreg = i.kreg AND r.svc_date >= l.k_from
      AND r.svc_date < l.k_to
  )
), buyer AS (
  -- Who bought at more than one place or more than the limit at all; the number spares the windows two texts to sort by.
  SELECT
    psn_no, grp, MIN(inst_key) < MAX(inst_key) AS is_mobile, ROW_NUMBER() OVER (ORDER BY psn_no, grp) AS buyer_no
  FROM line
  GROUP BY psn_no, grp
  HAVING MIN(inst_key) < MAX(inst_key) OR SUM(cnt) > MIN(max_qty_30)
), bought AS (
  SELECT l.*, b.buyer_no, b.is_mobile
  FROM line AS l
  JOIN buyer AS b ON b.psn_no = l.psn_no AND b.grp = l.grp
), rolling AS (
  -- up_to: the quantity of the thirty days up to this line, of the same day only what comes before it.
  SELECT
    l.*,
    SUM(l.cnt) OVER (
      PARTITION BY l.buyer_no ORDER BY day_number(l.svc_date) RANGE BETWEEN 29 PRECEDING AND CURRENT ROW
    ) - COALESCE(SUM(l.cnt) OVER (
      PARTITION BY l.buyer_no, l.svc_date ORDER BY l.bkkp_sn ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
    ), 0) AS up_to
  FROM bought AS l
), visit_day AS (
  SELECT DISTINCT buyer_no, svc_date, inst_key FROM bought WHERE is_mobile
), many AS (
  SELECT a.buyer_no, a.svc_date, COUNT(DISTINCT b.inst_key) AS shop_cnt
  FROM (SELECT DISTINCT buyer_no, svc_date FROM visit_day) AS a
  JOIN visit_day AS b ON b.buyer_no = a.buyer_no AND days_between(b.svc_date, a.svc_date) BETWEEN 0 AND 29
  GROUP BY a.buyer_no, a.svc_date
), person AS (
  SELECT
    r.*, COALESCE(m.shop_cnt, 1) AS shop_cnt,
    COALESCE(m.shop_cnt, 1) >= param('shops', r.svc_date, r.admdvs) AS is_tour,
    COALESCE(r.up_to > r.max_qty_30, FALSE) AS is_over
  FROM rolling AS r
  LEFT JOIN many AS m ON m.buyer_no = r.buyer_no AND m.svc_date = r.svc_date
), sold AS (
  SELECT fixmedins_code, admdvs, grp, period, period_no, SUM(cnt) AS qty, MAX(svc_date) AS last_date
  FROM line
  GROUP BY fixmedins_code, admdvs, grp, period, period_no
), large AS (
  SELECT s.*
  FROM sold AS s
  WHERE s.qty >= param('min_qty', s.last_date, s.admdvs)
    AND EXISTS (SELECT 1 FROM inst_bill AS c WHERE c.fixmedins_code = s.fixmedins_code AND c.period_no <= s.period_no - 6)
), step AS (
  SELECT 1 AS back UNION ALL SELECT 2 AS back UNION ALL SELECT 3 AS back UNION ALL SELECT 4 AS back UNION ALL SELECT 5 AS back
  UNION ALL SELECT 6 AS back
), usual AS (
  SELECT g.fixmedins_code, g.admdvs, g.grp, g.period, g.qty, g.last_date, median_of(COALESCE(p.qty, 0)) AS half_year_median
  FROM large AS g
  CROSS JOIN step AS k
  LEFT JOIN sold AS p ON p.fixmedins_code = g.fixmedins_code AND p.grp = g.grp AND p.period_no = g.period_no - k.back
  GROUP BY g.fixmedins_code, g.admdvs, g.grp, g.period, g.qty, g.last_date
), place AS (
  SELECT
    g.fixmedins_code, g.grp, g.period, g.qty, g.half_year_median, p.q3, p.high_fence, p.place, p.peers, p.level,
    CAST(product(CAST(g.half_year_median AS DECIMAL(16,4)), param('times', g.last_date, g.admdvs)) AS DECIMAL(16,4)) AS limit_qty
  FROM usual AS g
  JOIN peer_stat AS p ON p.fixmedins_code = g.fixmedins_code AND p.period = g.period AND p.measure = '购药量 ' || g.grp
  WHERE p.is_high
), found AS (
  SELECT
    q.bkkp_sn, 'person' AS branch, q.psn_no AS subject_key, q.psn_no AS buyer, q.period, q.grp, '同一参保人 30 日内购买' AS who,
    CASE WHEN q.is_over THEN '超过用量上限' ELSE '在 ' || CAST(q.shop_cnt AS VARCHAR) || ' 家机构购买' END AS reason,
    q.up_to AS qty, q.max_qty_30 AS limit_qty, q.shop_cnt, CAST(NULL AS DOUBLE) AS half_year_median, CAST(NULL AS DOUBLE) AS q3,
    CAST(NULL AS DOUBLE) AS high_fence, CAST(NULL AS BIGINT) AS place, CAST(NULL AS BIGINT) AS peers, CAST(NULL AS BIGINT) AS level,
    CASE WHEN q.is_tour THEN q.cnt ELSE LEAST(q.cnt, q.up_to - q.max_qty_30) END AS over_cnt, q.cnt AS of_cnt,
    q.kp_ref
  FROM person AS q
  WHERE q.is_tour OR q.is_over
  UNION ALL
  SELECT
    l.bkkp_sn, 'place' AS branch, l.fixmedins_code AS subject_key, CAST(NULL AS VARCHAR) AS buyer, l.period, l.grp,
    '该机构当月销售' AS who, '达到前 6 个月中位数的数倍且明显高于同类机构' AS reason, p.qty, p.limit_qty,
    CAST(NULL AS BIGINT) AS shop_cnt, p.half_year_median, p.q3, p.high_fence, p.place, p.peers, p.level,
    p.qty - p.limit_qty AS over_cnt, p.qty AS of_cnt, l.kp_ref
  FROM line AS l
  JOIN place AS p ON p.fixmedins_code = l.fixmedins_code AND p.grp = l.grp AND p.period = l.period
  WHERE p.qty >= p.limit_qty AND p.qty > 0
)
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, x.buyer AS psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
  f.gross, f.amt, x.branch, x.subject_key, x.period, x.grp, x.who, x.reason,
  MAX(x.qty) OVER (PARTITION BY x.subject_key, x.period, x.grp) AS qty, x.limit_qty,
  MAX(x.shop_cnt) OVER (PARTITION BY x.subject_key, x.period, x.grp) AS shop_cnt,
  x.half_year_median, x.q3, x.high_fence, x.place, x.peers, x.level, x.kp_ref,
  prorate(f.amt, x.over_cnt, x.of_cnt) AS hit_amt,
  CAST(SUM(CASE WHEN x.branch = 'place' THEN prorate(f.cnt, x.over_cnt, x.of_cnt) ELSE x.over_cnt END)
    OVER (PARTITION BY x.subject_key, x.period, x.grp) AS DECIMAL(16,4)) AS checkout_cnt
FROM found AS x
JOIN fee_net AS f ON f.bkkp_sn = x.bkkp_sn
-- Named once more, so that a look-up meets these drugs' lines and not every line of the lake.
WHERE f.item IN (SELECT w.item FROM watch_name AS w WHERE w.kind = 'resale')
