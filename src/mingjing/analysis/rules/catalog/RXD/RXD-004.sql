/*---
code: RXD-004
version: 2
title: 超说明书用量
status: active
national_code: GZ10000301005000
behaviour: irrational_drug
severity: 2
subject: fee
amount: share
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  tol: {type: decimal, default: 0.1, source: 无官方数值，可按统筹区配置；超过最大日剂量的允许比例}
message: "{svc_date} {item_name} 日用量 {daily_text}，说明书最大 {max_text}（允许超 {tol_pct}%），超出部分 {checkout_amt} 元。"
verify: 核对医嘱剂量、频次和执行记录；处方核对用法用量。
defence: 病情需要，已有超说明书用药备案；开封后剩余丢弃。
known_gaps: 含量和最大日剂量由本地知识表给出，没有的不作判断；门诊没有登记天数的不作判断；住院首日可能为负荷剂量，不计。
evidence: [ingredient, daily, max_daily, prd_days, kp_ref]
cases:
  - name: 奥美拉唑注射剂每日 160 毫克，最大 80 毫克
    given: &stay160
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K25.000}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: XA02BCA001B001010100001, medins_list_name: 注射用奥美拉唑, cnt: 2, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: XA02BCA001B001010100001, medins_list_name: 注射用奥美拉唑, cnt: 4, pric: 25, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: &ome
      drug_unit: [{item_code: XA02BCA001B, match: ^, unit_strength: 40, max_daily: 80}]
    finds:
      - {checkout_amt: 45.00, checkout_cnt: 4, fund_amt: 36.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [B], national_code: GZ10000301005000, evidence: {daily: 160, max_daily: 80}}
  - name: 每日恰好 88 毫克，在允许比例之内
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 1, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 2.2, pric: 25, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *ome
    finds: []
  - name: 住院首日用量大，视为负荷剂量
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 4, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 2, pric: 25, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *ome
    finds: []
  - name: 门诊 30 日用量，日均超过最大剂量
    given:
      fee_list_d: [{med_list_codg: XA02BCA001B001010100001, cnt: 90, pric: 1, prd_days: 30}]
    knowledge: *ome
    finds: [{checkout_amt: 24.00, sev_deg: 2, evidence: {daily: 120, prd_days: 30}}]
  - name: 门诊没有登记天数，不作判断
    given:
      fee_list_d: [{med_list_codg: XA02BCA001B001010100001, cnt: 90, pric: 1}]
    knowledge: *ome
    finds: []
  - name: 整盒计费、登记三日用完
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 1, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 6, pric: 25, prd_days: 3, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *ome
    finds: []
  - name: 肿瘤患者不计
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: C16.900, maindiag_flag: "1"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 2, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 4, pric: 25, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *ome
    finds: []
  - name: 重症监护期间不计
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      icuinfo_d: [{mdtrt_id: I1, scs_cutd_inpool_time: "2026-03-01 20:00:00", scs_cutd_exit_time: "2026-03-02 08:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 2, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 4, pric: 25, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *ome
    finds: []
  - name: 出院带药不计
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 2, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 28, pric: 25, prd_days: 7, dscg_tkdrug_flag: "1", fee_ocur_time: "2026-03-05 10:00:00"}
    knowledge: *ome
    finds: []
  - name: 按体重给药，降为轻度可疑
    given: *stay160
    knowledge:
      drug_unit: [{item_code: XA02BCA001B, match: ^, unit_strength: 40, max_daily: 80, weight_based: 1}]
    finds: [{checkout_amt: 45.00, sev_deg: 3, evidence: {soft: [weight_based]}}]
  - name: 急诊用药，降为轻度可疑
    given:
      mdtrt_d: [{med_type: "13"}]
      fee_list_d: [{med_list_codg: XA02BCA001B001010100001, cnt: 90, pric: 1, prd_days: 30}]
    knowledge: *ome
    finds: [{checkout_amt: 24.00, sev_deg: 3, evidence: {soft: [emergency]}}]
  - name: 没有最大日剂量，不作判断
    given: *stay160
    knowledge:
      drug_unit: [{item_code: XA02BCA001B, match: ^, unit_strength: 40}]
    finds: []
  - name: 退费后不超
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: 2, pric: 25, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: XA02BCA001B001010100001, cnt: 4, pric: 25, fee_ocur_time: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: XA02BCA001B001010100001, cnt: -2, pric: 25, init_feedetl_sn: B, fee_ocur_time: "2026-03-02 11:00:00"}
    knowledge: *ome
    finds: []
---*/
WITH line AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
    f.gross, f.amt, f.settled, f.is_ip, f.x1, optional(f.main_diag) AS main_diag, optional(f.prd_days) AS prd_days,
    COALESCE(optional(f.rx_no), optional(f.bilg_dr), '') AS rx_key, d.ingredient, d.unit_strength, d.max_daily,
    d.weight_based, d.unit_ref
  FROM fee_net AS f
  JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
  WHERE f.in_scope AND f.kind = 'drug' AND NOT f.takehome AND f.item IN (SELECT item_code FROM drug_unit)
    AND d.unit_strength > 0 AND d.max_daily > 0
), placed AS (
  SELECT
    l.*, COALESCE(s.stay_id, l.mdtrt_id) AS stay_id,
    -- An outpatient prescription lasts its days; a ward pack may be spread over several.
    CASE WHEN l.is_ip THEN GREATEST(1, COALESCE(l.prd_days, 1)) WHEN l.prd_days > 0 THEN l.prd_days END AS days,
    CASE WHEN l.is_ip THEN '' ELSE l.rx_key END AS sheet
  FROM line AS l
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = l.mdtrt_id
), dose AS (
  SELECT
    stay_id, sheet, ingredient, svc_date, is_ip, MAX(max_daily) AS max_daily, COUNT(*) AS n, COUNT(days) AS n_days,
    CAST(SUM(ratio(product(cnt, unit_strength), days)) AS DECIMAL(16,4)) AS daily,
    MAX(param('tol', svc_date, admdvs)) AS tol,
    MIN(svc_date) OVER (PARTITION BY stay_id, ingredient) AS first_date
  FROM placed
  GROUP BY stay_id, sheet, ingredient, svc_date, is_ip
), excess AS (
  SELECT *, CAST(max_daily * (1 + tol) AS DECIMAL(16,4)) AS allowed
  FROM dose
  WHERE n = n_days AND NOT (is_ip AND svc_date = first_date) AND daily > max_daily * (1 + tol)
), intensive AS (
  SELECT DISTINCT e.stay_id, e.svc_date
  FROM excess AS e
  LEFT JOIN icu_iv AS i ON i.stay_id = e.stay_id AND e.svc_date BETWEEN as_date(i.beg_ts) AND as_date(i.end_ts)
  WHERE i.stay_id IS NOT NULL
)
SELECT
  p.bkkp_sn, p.mdtrt_id, p.setl_id, p.psn_no, p.fixmedins_code, p.svc_date, p.item, p.item_name, p.cnt, p.pric, p.gross,
  p.amt, p.ingredient, p.prd_days, e.daily, e.max_daily, p.unit_ref AS kp_ref,
  prorate(p.amt, e.daily - e.allowed, e.daily) AS hit_amt,
  CAST(CAST(e.daily AS DECIMAL(16,2)) AS VARCHAR) AS daily_text,
  CAST(CAST(e.max_daily AS DECIMAL(16,2)) AS VARCHAR) AS max_text,
  CAST(CAST(e.tol * 100 AS DECIMAL(16,0)) AS VARCHAR) AS tol_pct,
  'GZ10000301005000' AS national_code,
  CASE WHEN p.weight_based THEN 'weight_based' WHEN p.x1 THEN 'emergency' END AS soft
FROM placed AS p
JOIN excess AS e
  ON e.stay_id = p.stay_id AND e.sheet = p.sheet AND e.ingredient = p.ingredient AND e.svc_date = p.svc_date
LEFT JOIN intensive AS c ON c.stay_id = e.stay_id AND c.svc_date = e.svc_date
WHERE c.stay_id IS NULL AND p.settled AND p.amt > 0 AND NOT COALESCE(starts_with(p.main_diag, 'C'), FALSE)
