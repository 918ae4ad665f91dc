/*---
code: RXD-012
version: 1
title: 医用耗材数量超标
status: active
national_code: GZ10000303003000
behaviour: fictitious_item
severity: 2
subject: fee
grain: [stay_key, cap_group, count_day]
amount: excess
scenes: [IP, OP]
stages: [2, 3]
law: [735-40-3, 735-38-4]
message: "{svc_date} {cap_group} {used_text} 件，{base_text}限 {limit_text} 件，超出部分 {checkout_amt} 元。"
verify: 核对植入物标签和条码、手术记录的使用数量、出入库与库存。
defence: 同次住院再次手术；术中损耗、污染更换。
known_gaps: 数量上限由本地知识表给出；问题清单只指出收费多于使用，没有数值；再次手术没有单独编码的不能识别。
evidence: [cap_group, per, limit_cnt, n_units, kp_ref]
cases:
  - name: 一次手术用止血材料 9 件，限 3 件
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K80.200}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 51.2200, oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: C1401010000000000001, medins_list_name: 止血材料, cnt: 9, pric: 300, fee_ocur_time: "2026-03-02 11:00:00"}
    knowledge: &hemo
      cons_cap: [{group_id: 止血材料, item_code: C140101, match: ^, max: 3, per: oprn, oprn_prefix: "51"}]
    finds:
      - {checkout_amt: 1800.00, checkout_cnt: 6, fund_amt: 1440.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], national_code: GZ10000303003000, evidence: {limit_cnt: 3, n_units: 1}}
  - name: 两条血管各置入一枚支架
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: 36.0700x004, oprn_oprt_begntime: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: 36.0701, oprn_oprt_begntime: "2026-03-02 09:00:00"}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C0201010000000000001, cnt: 2, pric: 700}]
    knowledge:
      cons_cap: [{group_id: 冠脉支架, item_code: C020101, match: ^, max: 1, per: oprn, oprn_prefix: "36.07"}]
    finds: []
  - name: 双节段手术按节段数计
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 81.6200, oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C0301010000000000001, cnt: 5, pric: 100}]
    knowledge:
      cons_cap: [{group_id: 椎间融合器, item_code: C030101, match: ^, max: 2, per: oprn, oprn_prefix: "81.62", levels: 2}]
    finds: [{checkout_amt: 100.00, checkout_cnt: 1, evidence: {limit_cnt: 4, n_units: 2}}]
  - name: 恰好等于上限
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 51.2200, oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C1401010000000000001, cnt: 3, pric: 300}]
    knowledge: *hemo
    finds: []
  - name: 每日胶片 5 张，限 4 张
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: C1101010000000000001, cnt: 3, pric: 10}
        - {bkkp_sn: B, med_list_codg: C1101010000000000001, cnt: 2, pric: 10}
    knowledge: &film
      cons_cap: [{group_id: 胶片, item_code: C110101, match: ^, max: 4, per: day}]
    finds: [{checkout_amt: 10.00, checkout_cnt: 1, bkkp_sns: [A, B]}]
  - name: 两日各 3 张
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: C1101010000000000001, cnt: 3, pric: 10, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: C1101010000000000001, cnt: 3, pric: 10, fee_ocur_time: "2026-03-03 09:00:00"}
    knowledge: *film
    finds: []
  - name: 数量为整包的倍数，可能按包装计数，降为轻度可疑
    given:
      fee_list_d: [{med_list_codg: C1101010000000000001, cnt: 20, pric: 1}]
    knowledge:
      cons_cap: [{group_id: 胶片, item_code: C110101, match: ^, max: 4, per: day, pack_units: 10}]
    finds: [{checkout_amt: 16.00, sev_deg: 3, evidence: {soft: [pack]}}]
  - name: 手术并发症再次处理，不计
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: K80.200}, {mdtrt_id: I1, diag_code: T81.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 51.2200, oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C1401010000000000001, cnt: 9, pric: 300}]
    knowledge: *hemo
    finds: []
  - name: 机构当月没有手术记录，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C1401010000000000001, cnt: 9, pric: 300}]
    knowledge: *hemo
    finds: []
  - name: 手术编码未贯标，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: SS0012, oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C1401010000000000001, cnt: 9, pric: 300}]
    knowledge: *hemo
    finds: []
  - name: 手术没有编码到该组，按一例计
    given:
      mdtrt_d: [{mdtrt_id: I1}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 47.0900, oprn_oprt_begntime: "2026-03-02 09:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: C1401010000000000001, cnt: 4, pric: 300}]
    knowledge: *hemo
    finds: [{checkout_amt: 300.00, checkout_cnt: 1, evidence: {n_units: 1}}]
  - name: 退费后不超
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: C1101010000000000001, cnt: 5, pric: 10}
        - {bkkp_sn: B, med_list_codg: C1101010000000000001, cnt: -1, pric: 10, init_feedetl_sn: A}
    knowledge: *film
    finds: []
---*/
WITH used AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.kreg, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
    f.gross, f.amt, optional(f.diag) AS diag, k.group_id AS cap_group, k.per, k.oprn_prefix, k.max AS cap_cnt, k.levels,
    k.pack_units, k.kp_ref, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN cons_cap AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.kind = 'cons'
), keyed AS (
  SELECT
    u.*, COALESCE(s.stay_id, u.mdtrt_id) AS stay_key,
    CASE u.per WHEN 'day' THEN CAST(u.svc_date AS VARCHAR) ELSE '' END AS count_day
  FROM used AS u
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = u.mdtrt_id
), line AS (
  -- One row per line and group, whatever the number of operations its cap is stated for.
  SELECT
    stay_key, cap_group, count_day, bkkp_sn, MIN(cnt) AS cnt, MIN(cap_cnt) AS cap_cnt, MIN(per) AS per,
    MIN(fixmedins_code) AS fixmedins_code, MIN(svc_date) AS svc_date, MAX(pack_units) AS pack_units,
    bool_or(COALESCE(has_icd(diag, 'T81'), FALSE)) AS complicated
  FROM keyed
  GROUP BY stay_key, cap_group, count_day, bkkp_sn
), operation AS (
  SELECT k.stay_key, k.cap_group, o.oprn_code, MAX(COALESCE(k.levels, 1)) AS levels
  FROM (SELECT DISTINCT stay_key, cap_group, oprn_prefix, levels FROM keyed WHERE oprn_prefix IS NOT NULL) AS k
  JOIN oprn AS o ON COALESCE(o.stay_id, o.mdtrt_id) = k.stay_key AND starts_with(o.oprn_code, k.oprn_prefix)
  GROUP BY k.stay_key, k.cap_group, o.oprn_code
), operated AS (
  SELECT stay_key, cap_group, SUM(levels) AS n_units FROM operation GROUP BY stay_key, cap_group
), recorded AS (
  SELECT DISTINCT fixmedins_code, month_of(oprn_date) AS month FROM oprn WHERE oprn_date IS NOT NULL
), unmapped AS (
  SELECT DISTINCT COALESCE(stay_id, mdtrt_id) AS stay_key FROM oprn WHERE NOT matches(oprn_code, '^[0-9]{2}[.]')
), counted AS (
  SELECT
    stay_key, cap_group, count_day, MIN(per) AS per, MIN(cap_cnt) AS cap_cnt, SUM(cnt) AS used_cnt,
    MIN(fixmedins_code) AS fixmedins_code, month_of(MIN(svc_date)) AS month, bool_or(complicated) AS complicated,
    bool_and(COALESCE(pack_units > 1 AND int_mod(cnt, pack_units) = 0, FALSE)) AS whole_packs
  FROM line
  GROUP BY stay_key, cap_group, count_day
), beyond AS (
  SELECT
    c.*, COALESCE(o.n_units, 1) AS n_units,
    CAST(c.cap_cnt * COALESCE(o.n_units, 1) AS DECIMAL(16,4)) AS limit_cnt
  FROM counted AS c
  LEFT JOIN operated AS o ON o.stay_key = c.stay_key AND o.cap_group = c.cap_group AND c.per = 'oprn'
  LEFT JOIN recorded AS r ON r.fixmedins_code = c.fixmedins_code AND r.month = c.month
  LEFT JOIN unmapped AS u ON u.stay_key = c.stay_key
  WHERE c.used_cnt > c.cap_cnt * COALESCE(o.n_units, 1) AND NOT c.complicated
    AND (c.per <> 'oprn' OR (r.fixmedins_code IS NOT NULL AND u.stay_key IS NULL))
)
SELECT
  k.bkkp_sn, k.mdtrt_id, k.setl_id, k.psn_no, k.fixmedins_code, k.svc_date, k.item, k.item_name, k.cnt, k.pric, k.gross,
  k.amt, k.stay_key, k.cap_group, k.count_day, k.per, k.kp_ref, b.limit_cnt, CAST(b.n_units AS DECIMAL(16,4)) AS n_units,
  CAST(CAST(b.used_cnt AS DECIMAL(16,1)) AS VARCHAR) AS used_text,
  CAST(CAST(b.limit_cnt AS DECIMAL(16,1)) AS VARCHAR) AS limit_text,
  CASE k.per
    WHEN 'oprn' THEN '按手术部位 ' || CAST(CAST(b.n_units AS DECIMAL(16,0)) AS VARCHAR) || ' 处'
    WHEN 'day' THEN '每日'
    ELSE '每次就诊'
  END AS base_text,
  'GZ10000303003000' AS national_code,
  COALESCE(k.sev, 2) AS sev_deg,
  CASE WHEN k.doubt IS NOT NULL THEN k.doubt WHEN b.whole_packs THEN 'pack' END AS soft
FROM keyed AS k
JOIN beyond AS b ON b.stay_key = k.stay_key AND b.cap_group = k.cap_group AND b.count_day = k.count_day
