/*---
code: LMT-003
version: 1
title: 药品限二线使用
status: active
national_code: GZ10000101005000
behaviour: out_of_scope
severity: 3
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  lookback: {type: integer, default: 180, unit: 日, source: 无官方数值，可按统筹区配置；首次使用之前多少日内应有一线药物}
message: "{svc_date} 首次使用 {item_name}（限二线用药），此前 {lookback_days} 日内未见{first_text}，涉及 {checkout_amt} 元。"
verify: 调阅既往处方、外院病历和过敏记录，核对一线药物无效或不耐受的依据。
defence: 一线药物在其他地方使用或自费购买；对一线药物过敏、禁忌。
known_gaps: 国家知识点没有列出一线药物，本地未给出一线药物组时以 ATC 第三级相同的其他成分代替，只作轻度可疑；数据之外的用药看不到。
evidence: [generic, prior_lines_min, first_group, first_use, kp_ref]
cases:
  - name: 本地给出一线药物组，180 日内没有用过二甲双胍
    given: &two_visits
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: &metformin
      second_line: [{item_code: XA10BKA338A001010580716, generic: 0, first_group: 二甲双胍}]
      first_line: [{first_group: 二甲双胍, item_code: XA10BA, match: ^}]
    finds:
      - {checkout_amt: 90.00, checkout_cnt: 30, fund_amt: 72.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {first_group: 二甲双胍}}
  - name: 170 日前自费用过二甲双胍
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: XA10BAA001A001010100001, inscp_amt: 0, fulamt_ownpay_amt: 10, fee_ocur_time: "2025-09-13 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: []
  - name: 恰好 180 日前用过
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: XA10BAA001A001010100001, fee_ocur_time: "2025-09-03 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: []
  - name: 181 日前用过，已在回看期外
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: XA10BAA001A001010100001, fee_ocur_time: "2025-09-02 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: [{checkout_amt: 90.00, sev_deg: 1}]
  - name: 209 日前开了 30 日的一线药物，供到回看期内
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: XA10BAA001A001010100001, prd_days: 30, fee_ocur_time: "2025-08-05 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: []
  - name: 210 日前开了 30 日的一线药物，供到回看期之前
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: XA10BAA001A001010100001, prd_days: 30, fee_ocur_time: "2025-08-04 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: [{checkout_amt: 90.00, sev_deg: 1}]
  - name: 一线药物在另一家机构使用
    given:
      fee_list_d:
        - {mdtrt_id: E0, fixmedins_code: H2, med_list_codg: XA10BAA001A001010100001, fee_ocur_time: "2026-01-02 10:00:00"}
        - {mdtrt_id: E9, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: []
  - name: 一线药物已退费
    given:
      fee_list_d:
        - {mdtrt_id: E9, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E0, bkkp_sn: M, med_list_codg: XA10BAA001A001010100001, fee_ocur_time: "2026-01-02 10:00:00"}
        - {mdtrt_id: E0, med_list_codg: XA10BAA001A001010100001, cnt: -1, init_feedetl_sn: M, fee_ocur_time: "2026-01-02 11:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: [{checkout_amt: 90.00, sev_deg: 1}]
  - name: 没有一线药物组，同类药物也没有用过，只作轻度可疑
    given: *two_visits
    finds: [{checkout_amt: 90.00, sev_deg: 3, national_code: GZ10000101005000, evidence: {generic: 1, kp_ref: "9#6"}}]
  - name: 没有一线药物组，用过同类的其他成分
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: XA10BBA001A001010100001, fee_ocur_time: "2026-01-13 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    finds: []
  - name: 只检查首次使用的就诊，以后的不重复
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
        - {mdtrt_id: E2, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3, fee_ocur_time: "2026-04-01 10:00:00"}
    knowledge: *metformin
    finds: [{checkout_amt: 90.00, occurred_on: "2026-03-02"}]
  - name: 首次使用为自费，其后由基金支付的不再检查
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3, inscp_amt: 0, fulamt_ownpay_amt: 90}
        - {mdtrt_id: E2, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3, fee_ocur_time: "2026-04-01 10:00:00"}
    knowledge: *metformin
    finds: []
  - name: 对药物过敏
    given:
      setl_list_diag_d: [{mdtrt_id: E1, diag_code: Z88.800}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: []
  - name: 限定只写二线用药、没有病种的，有一线药物组也只作轻度可疑
    given: *two_visits
    knowledge:
      second_line: [{item_code: XA10BKA338A001010580716, generic: 1, first_group: 二甲双胍}]
      first_line: [{first_group: 二甲双胍, item_code: XA10BA, match: ^}]
    finds: [{checkout_amt: 90.00, sev_deg: 3, evidence: {soft: [generic]}}]
  - name: 数据不足 180 日，降为轻度可疑
    given:
      fee_list_d: [{med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}]
    knowledge: *metformin
    finds: [{checkout_amt: 90.00, sev_deg: 3, evidence: {soft: [censored]}}]
  - name: 急诊用药降为轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: E1, med_type: "13"}]
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
    knowledge: *metformin
    finds: [{checkout_amt: 90.00, sev_deg: 3, evidence: {soft: [emergency]}}]
  - name: 二线药物已退费
    given:
      fee_list_d:
        - {mdtrt_id: E0, med_list_codg: "001101000010000", fee_ocur_time: "2025-08-01 10:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: XA10BKA338A001010580716, cnt: 30, pric: 3}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: XA10BKA338A001010580716, cnt: -30, pric: 3, init_feedetl_sn: A}
    knowledge: *metformin
    finds: []
---*/
WITH used AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.fee_ocur_time, f.svc_date, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.settled, f.gend, f.x1, LEFT(f.item, 10) AS drug,
    k.generic, k.prior_lines_min, k.first_group, k.kp_ref, k.rule_code, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN second_line AS k ON k_match(k, f)
  WHERE f.in_scope AND (k.rule_code IS NULL OR k.rule_code = 'GZ10000101005000')
), indexed AS (
  SELECT
    *,
    FIRST_VALUE(mdtrt_id) OVER (PARTITION BY psn_no, drug ORDER BY fee_ocur_time, bkkp_sn) AS first_mdtrt_id,
    MIN(svc_date) OVER (PARTITION BY psn_no, drug) AS first_use
  FROM used
), begun AS (
  SELECT * FROM indexed WHERE mdtrt_id = first_mdtrt_id AND settled AND amt > 0
), asked AS (
  SELECT DISTINCT
    psn_no, drug, item, first_group, first_use, mdtrt_id, kreg, gend, param('lookback', first_use, admdvs) AS lookback
  FROM begun
), prior AS (
  SELECT DISTINCT a.psn_no, a.item
  FROM fee_net AS f
  JOIN asked AS a
    ON a.psn_no = f.psn_no AND f.svc_date <= a.first_use
    -- A supply counts to its last day.
    AND days_between(add_days(f.svc_date, GREATEST(1, ceil_int(COALESCE(optional(f.prd_days), 1))) - 1), a.first_use) <= a.lookback
    AND LEFT(f.item, 10) <> a.drug
  LEFT JOIN first_line AS g ON k_match(g, f) AND g.first_group = a.first_group
  WHERE f.kind = 'drug' AND f.in_scope
    AND CASE WHEN a.first_group IS NULL THEN LEFT(f.item, 5) = LEFT(a.drug, 5) ELSE g.item_code IS NOT NULL END
), excused AS (
  SELECT a.psn_no, a.item, MIN(COALESCE(x.sev, 0)) AS sev
  FROM asked AS a
  JOIN enc AS e ON e.psn_no = a.psn_no
  JOIN icd_except AS x
    ON x.kreg = a.kreg AND a.first_use >= x.k_from AND a.first_use < x.k_to
    AND (x.item_code IS NULL OR x.item_code = a.item) AND (x.gend IS NULL OR x.gend = a.gend)
  WHERE x.list = 'second_line' AND has_icd(e.diag, x.icd_prefix)
    AND (e.mdtrt_id = a.mdtrt_id OR days_between(e.adm_date, a.first_use) BETWEEN 0 AND a.lookback)
  GROUP BY a.psn_no, a.item
)
SELECT
  b.*,
  a.lookback AS lookback_days,
  COALESCE(b.first_group || '类一线药物', '同类（ATC 第三级 ' || SUBSTR(b.item, 2, 4) || '）其他药物') AS first_text,
  COALESCE(b.rule_code, 'GZ10000101005000') AS national_code,
  GREATEST(COALESCE(b.sev, CASE WHEN b.first_group IS NULL THEN 3 ELSE 1 END), COALESCE(x.sev, 1)) AS sev_deg,
  CASE
    WHEN b.doubt IS NOT NULL THEN b.doubt
    WHEN b.x1 THEN 'emergency'
    WHEN b.generic = 1 THEN 'generic'
    WHEN days_between(s.first_date, b.first_use) < a.lookback THEN 'censored'
  END AS soft
FROM begun AS b
JOIN asked AS a ON a.psn_no = b.psn_no AND a.item = b.item AND a.mdtrt_id = b.mdtrt_id
LEFT JOIN prior AS p ON p.psn_no = b.psn_no AND p.item = b.item
LEFT JOIN excused AS x ON x.psn_no = b.psn_no AND x.item = b.item
LEFT JOIN span AS s ON s.city4 = LEFT(b.admdvs, 4)
WHERE p.psn_no IS NULL AND COALESCE(x.sev, 1) > 0
