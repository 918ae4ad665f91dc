/*---
code: LMT-006
version: 2
title: 药品超最大开药天数、开药量
status: active
national_code: GZ10000101009000
behaviour: over_quantity
severity: 1
subject: fee
grain: [psn_no, ingredient, period]
amount: excess
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  tol: {type: decimal, default: 0.1, source: 无官方数值，可按统筹区配置；超过上限的比例在此以内不查}
  holiday_days: {type: integer, default: 7, unit: 日, source: 无官方数值，可按统筹区配置；5 日以上长假前三日内开药可多开的天数}
message: "{item_name} 一{per_text}开 {given} {unit}，上限 {allowed} {unit}，超出部分 {checkout_amt} 元。"
verify: 核对长期处方备案、处方与发药记录，询问患者实际用量与剩余。
defence: 住处偏远或异地居住；已备案长期处方；包装不可拆零。
known_gaps: 没有登记天数又没有规格资料的不作判断；长期处方备案不在结算数据中。
evidence: [per, given, allowed, pack_cnt, holiday, rloc_type, dise_no, kp_ref]
cases:
  - name: 慢特病一次开氨氯地平 60 日，上限 30 日
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104", dise_no: M00500}]
      fee_list_d: [{mdtrt_id: E, bkkp_sn: A, med_list_codg: XC08CAA001A001010100001, cnt: 60, pric: 2, prd_days: 60}]
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 30, fund_amt: 48.00, sev_deg: 1, occurred_on: "2026-03-02", behaviour: over_quantity, national_code: GZ10000101009000, bkkp_sns: [A], evidence: {given: 60, allowed: 30, per: rx}}
  - name: 慢特病开 31 日，容差之内
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 31, pric: 2, prd_days: 31}]
    finds: []
  - name: 慢特病开 33 日，恰好到容差
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 33, pric: 2, prd_days: 33}]
    finds: []
  - name: 普通门诊开一盒 28 日，超出不足一盒
    given:
      fee_list_d: [{med_list_codg: XC08CAA001A001010100001, cnt: 1, pric: 30, prd_days: 28}]
    finds: []
  - name: 普通门诊开两盒共 56 日，上限 7 日
    given:
      fee_list_d: [{med_list_codg: XC08CAA001A001010100001, cnt: 2, pric: 30, prd_days: 56}]
    finds:
      - {checkout_amt: 52.50, checkout_cnt: 1.75, sev_deg: 1}
  - name: 包装 28 片，按片计 35 片，超出不足一包装
    given:
      fee_list_d: [{med_list_codg: XC08CAA001A001010100001, cnt: 35, pric: 1, prd_days: 35}]
    knowledge:
      drug_unit: [{item_code: XC08CAA001, match: "^", unit_strength: 5, ddd: 5, pack_units: 28}]
      rx_limit: [{scene: OP, max_days: 30, per: rx}]
    finds: []
  - name: 两病患者开 84 日
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "9901"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 84, pric: 2, prd_days: 84}]
    finds: []
  - name: 多开的已退回
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, med_list_codg: XC08CAA001A001010100001, cnt: 60, pric: 2, prd_days: 60}
        - {mdtrt_id: E, bkkp_sn: B, med_list_codg: XC08CAA001A001010100001, cnt: -60, pric: 2, init_feedetl_sn: A}
    finds: []
  - name: 退回三分之一，天数按净数量折算
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, med_list_codg: XC08CAA001A001010100001, cnt: 60, pric: 2, prd_days: 60}
        - {mdtrt_id: E, bkkp_sn: B, med_list_codg: XC08CAA001A001010100001, cnt: -20, pric: 2, init_feedetl_sn: A}
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 10, evidence: {given: 40, allowed: 30}}
  - name: 没有登记天数，也没有规格资料，不作判断
    given:
      fee_list_d: [{med_list_codg: XC08CAA001A001010100001, cnt: 200, pric: 2}]
    finds: []
  - name: 没有登记天数，按规格和限定日剂量推算为 60 日
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 120, pric: 1}]
    knowledge:
      drug_unit: [{item_code: XC08CAA001, match: "^", unit_strength: 2.5, ddd: 5, pack_units: 28}]
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 60, sev_deg: 1, evidence: {given: 60}}
  - name: 出院带药 20 日，上限 15 日
    given:
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XC08CAA001A001010100001, cnt: 20, pric: 3, prd_days: 20, dscg_tkdrug_flag: "1"}]
    finds:
      - {checkout_amt: 15.00, checkout_cnt: 5, evidence: {per: discharge}}
  - name: 住院期间用药 20 日，不是出院带药
    given:
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XC08CAA001A001010100001, cnt: 20, pric: 3, prd_days: 20}]
    finds: []
  - name: 国庆长假前三日多开 7 日
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 37, pric: 2, prd_days: 37, fee_ocur_time: "2025-09-28 09:00:00"}]
    finds: []
  - name: 长假前第四日不加天数
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "140104"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 37, pric: 2, prd_days: 37, fee_ocur_time: "2025-09-27 09:00:00"}]
    finds:
      - {checkout_amt: 14.00, sev_deg: 1}
  - name: 异地安置的慢特病患者，降为轻度可疑
    given:
      psn_info_b: [{psn_no: P, insu_admdvs: "110101"}]
      mdtrt_d: [{mdtrt_id: E, med_type: "140104", rloc_type: "1"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XC08CAA001A001010100001, cnt: 60, pric: 2, prd_days: 60}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 3, evidence: {soft: [remote]}}
  - name: 本地规定每自然月 30 日，两次各开 20 日
    given:
      mdtrt_d: [{mdtrt_id: E1, med_type: "140104"}, {mdtrt_id: E2, med_type: "140104"}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XC08CAA001A001010100001, cnt: 20, pric: 2, prd_days: 20, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XC08CAA001A001010100001, cnt: 20, pric: 2, prd_days: 20, fee_ocur_time: "2026-03-20 09:00:00"}
    knowledge:
      rx_limit: [{med_type: "14", max_days: 30, per: month}]
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 10, occurred_on: "2026-03-20", bkkp_sns: [A, B], evidence: {per: month, given: 40}}
  - name: 两次分在两个自然月
    given:
      mdtrt_d: [{mdtrt_id: E1, med_type: "140104"}, {mdtrt_id: E2, med_type: "140104"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XC08CAA001A001010100001, cnt: 20, pric: 2, prd_days: 20, fee_ocur_time: "2026-03-20 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XC08CAA001A001010100001, cnt: 20, pric: 2, prd_days: 20, fee_ocur_time: "2026-04-02 09:00:00"}
    knowledge:
      rx_limit: [{med_type: "14", max_days: 30, per: month}]
    finds: []
  - name: 本地按药品限每处方 2 支
    given:
      fee_list_d: [{med_list_codg: XA10AEA001B001010100001, cnt: 5, pric: 60}]
    knowledge:
      rx_limit: [{item_code: XA10AEA001, match: "^", max_qty: 2, per: rx}]
    finds:
      - {checkout_amt: 180.00, checkout_cnt: 3, evidence: {given: 5, allowed: 2}}
---*/
WITH eve AS (
  SELECT DISTINCT d.date AS day
  FROM calendar AS d
  JOIN calendar AS h ON h.date = h.run_begin AND h.holiday_run >= 5 AND days_between(d.date, h.date) BETWEEN 0 AND 3
), capped AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.psn_no, f.svc_date, f.admdvs, f.insu_admdvs, f.pay_loc, f.dise_no, f.cnt, d.ingredient,
    COALESCE(optional(f.rx_no), optional(f.bilg_dr), '') AS rx_key,
    CASE WHEN f.prd_days > 0 THEN f.prd_days END AS own_days,
    CASE WHEN d.unit_strength > 0 THEN CAST(ratio(product(f.cnt, d.unit_strength), d.ddd) AS DECIMAL(16,4)) END AS dose_days,
    d.pack_units,
    CASE WHEN i.per IS NULL THEN g.max_days ELSE i.max_days END AS max_days,
    CASE WHEN i.per IS NULL THEN g.max_qty ELSE i.max_qty END AS max_qty,
    COALESCE(i.per, g.per) AS per,
    CASE WHEN i.per IS NULL THEN g.sev ELSE i.sev END AS sev,
    CASE WHEN i.per IS NULL THEN g.kp_ref ELSE i.kp_ref END AS kp_ref
  FROM fee_net AS f
  JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
  LEFT JOIN rx_cap AS g
    ON g.kreg = f.kreg AND g.place = CASE WHEN f.is_ip THEN 'TAKEHOME' ELSE f.scene END AND g.med_type = f.med_type
    AND g.dise_no = COALESCE(f.dise_no, '') AND g.item = '' AND f.svc_date >= g.since AND f.svc_date < g.until
  LEFT JOIN rx_cap AS i
    ON i.kreg = f.kreg AND i.place = CASE WHEN f.is_ip THEN 'TAKEHOME' ELSE f.scene END AND i.med_type = f.med_type
    AND i.dise_no = COALESCE(f.dise_no, '') AND i.item = f.item AND f.svc_date >= i.since AND f.svc_date < i.until
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.kind = 'drug' AND (f.takehome OR NOT f.is_ip)
), suspect AS (
  -- What can exceed at all: most lines lie within their limit by the days entered, and leave here.
  SELECT *, CASE per WHEN 'rx' THEN mdtrt_id || '|' || rx_key || '|' || CAST(svc_date AS VARCHAR)
    WHEN 'month' THEN month_of(svc_date) ELSE mdtrt_id END AS period
  FROM capped
  WHERE own_days > max_days OR (own_days IS NULL AND dose_days > 0) OR max_qty IS NOT NULL OR per <> 'rx'
), filled AS (
  SELECT
    psn_no, ingredient, period, per, mdtrt_id, rx_key, svc_date,
    COALESCE(MAX(own_days), SUM(dose_days)) AS days,
    SUM(cnt) AS cnt, MAX(max_days) AS max_days, MAX(max_qty) AS max_qty, MIN(pack_units) AS pack_units,
    MAX(param('tol', svc_date, admdvs)) AS tol, MAX(param('holiday_days', svc_date, admdvs)) AS holiday_days,
    MIN(COALESCE(sev, 1)) AS sev, MIN(kp_ref) AS kp_ref,
    bool_or(pay_loc IN ('3', '4', '6') OR LEFT(insu_admdvs, 4) <> LEFT(admdvs, 4)) AS remote,
    MAX(dise_no) AS dise_no
  FROM suspect
  GROUP BY psn_no, ingredient, period, per, mdtrt_id, rx_key, svc_date
), summed AS (
  SELECT
    l.psn_no, l.ingredient, l.period, l.per,
    SUM(CAST(l.days AS DECIMAL(16,4))) AS days, COUNT(l.days) AS dated, COUNT(*) AS filled,
    SUM(l.cnt) AS cnt, MAX(l.max_qty) AS max_qty, MIN(l.pack_units) AS pack_units, MAX(l.tol) AS tol,
    MAX(l.max_days) + MAX(CASE WHEN e.day IS NULL THEN 0 ELSE l.holiday_days END) AS max_days,
    bool_or(e.day IS NOT NULL) AS holiday,
    MIN(l.sev) AS sev, MIN(l.kp_ref) AS kp_ref,
    bool_or(COALESCE(l.remote, FALSE) AND (l.dise_no IS NOT NULL OR n.rloc_type IS NOT NULL)) AS remote,
    MAX(l.dise_no) AS dise_no, MAX(n.rloc_type) AS rloc_type
  FROM filled AS l
  LEFT JOIN eve AS e ON e.day = l.svc_date
  LEFT JOIN enc AS n ON n.mdtrt_id = l.mdtrt_id
  GROUP BY l.psn_no, l.ingredient, l.period, l.per
), packed AS (
  -- A quantity below one pack's units is a number of packs.
  SELECT *, CASE WHEN pack_units <= cnt THEN pack_units ELSE 1 END AS pack_cnt FROM summed
), over AS (
  SELECT *, 'days' AS measure, days AS given, CAST(max_days AS DECIMAL(16,4)) AS allowed,
    CAST(ratio(product(cnt, max_days), days) AS DECIMAL(16,4)) AS limit_cnt
  FROM packed
  WHERE dated = filled AND days > product(max_days, 1 + tol)
  UNION ALL
  SELECT *, 'qty' AS measure, cnt AS given, max_qty AS allowed, max_qty AS limit_cnt
  FROM packed
  WHERE cnt > product(max_qty, 1 + tol)
), worst AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY psn_no, ingredient, period, per ORDER BY limit_cnt, measure) AS nth
  FROM over
  WHERE cnt - limit_cnt >= pack_cnt
)
SELECT
  f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
  f.amt, w.ingredient, w.period, w.per, w.limit_cnt, w.given, w.allowed, w.pack_cnt, w.holiday, w.rloc_type, w.dise_no, w.kp_ref,
  CASE w.measure WHEN 'days' THEN '日' ELSE '（计价单位）' END AS unit,
  CASE w.per WHEN 'rx' THEN '张处方' WHEN 'month' THEN '个自然月' ELSE '次出院' END AS per_text,
  w.sev AS sev_deg,
  CASE WHEN w.remote THEN 'remote' END AS soft
FROM worst AS w
JOIN suspect AS s ON s.psn_no = w.psn_no AND s.ingredient = w.ingredient AND s.period = w.period AND s.per = w.per
JOIN fee_net AS f ON f.bkkp_sn = s.bkkp_sn
WHERE w.nth = 1
