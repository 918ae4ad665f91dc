/*---
code: RXD-002
version: 1
title: 儿童专用、儿童禁用、老年用药
status: active
national_code: [GZ10000301002000, GZ10000301003000, GZ10000302003000, GZ10000301009000]
behaviour: irrational_drug
severity: 2
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-2]
params:
  near_days: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；离年龄界限不超过此日数的只作轻度可疑}
message: "{svc_date} {item_name} {rule_text}{age_text}，患者{age_now}{age_word}，涉及 {checkout_amt} 元。"
verify: 查明实际用药人；调阅处方、病程记录与处方点评；成人名下的儿童专用药按冒名购药核查。
defence: 用家长的卡给孩子购药；体重轻、管饲等个体情况，病历有记载。
known_gaps: 儿童专用的年龄上限按惯例取 18 周岁以下，14–17 岁只作轻度可疑；个别成分的例外由本地行给出。
evidence: [age_text, age_now, brdy, kp_ref]
cases:
  - name: 46 岁使用儿童专用药品
    given:
      psn_info_b: [{psn_no: P, brdy: "1979-06-01"}]
      fee_list_d: [{bkkp_sn: A, med_list_codg: XA02AXX095A001010103357, medins_list_name: 小儿退热栓, cnt: 2, pric: 18}]
    finds:
      - {checkout_amt: 36.00, checkout_cnt: 2, fund_amt: 28.80, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000301002000, bkkp_sns: [A], evidence: {branch: [child_only], age_now: 46}}
  - name: 15 岁使用儿童专用药品，只作轻度可疑
    given:
      psn_info_b: [{psn_no: P, brdy: "2010-06-01"}]
      fee_list_d: [{med_list_codg: XA02AXX095A001010103357, cnt: 2, pric: 18}]
    finds:
      - {checkout_amt: 36.00, sev_deg: 3, evidence: {soft: [suspect_age]}}
  - name: 满 18 岁后第 30 日，仍在界限附近，降为轻度可疑
    given:
      psn_info_b: [{psn_no: P, brdy: "2008-02-01"}]
      fee_list_d: [{med_list_codg: XA02AXX095A001010103357, cnt: 2, pric: 18}]
    finds:
      - {sev_deg: 3, evidence: {soft: [near_bound], age_now: 18}}
  - name: 满 18 岁后第 31 日
    given:
      psn_info_b: [{psn_no: P, brdy: "2008-01-31"}]
      fee_list_d: [{med_list_codg: XA02AXX095A001010103357, cnt: 2, pric: 18}]
    finds:
      - {sev_deg: 1, evidence: {age_now: 18}}
  - name: 13 岁使用儿童专用药品
    given:
      psn_info_b: [{psn_no: P, brdy: "2012-06-01"}]
      fee_list_d: [{med_list_codg: XA02AXX095A001010103357, cnt: 2, pric: 18}]
    finds: []
  - name: 产科母婴同账，新生儿护理记在母亲名下
    given:
      psn_info_b: [{psn_no: P, gend: "2", brdy: "1995-06-01"}]
      mdtrt_d: [{mdtrt_id: I1, med_type: "52", dscg_maindiag_code: O82.900}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001201000070000", cnt: 3, pric: 30}]
    finds: []
  - name: 成人名下记收新生儿项目
    given:
      fee_list_d: [{med_list_codg: "001201000070000", cnt: 3, pric: 30}]
    finds:
      - {checkout_amt: 90.00, sev_deg: 1, national_code: GZ10000302003000}
  - name: 7 岁使用四环素类
    given:
      psn_info_b: [{psn_no: P, brdy: "2018-06-01"}]
      fee_list_d: [{med_list_codg: XJ01AAD137A001010100001, cnt: 1, pric: 12}]
    finds:
      - {checkout_amt: 12.00, sev_deg: 2, national_code: GZ10000301003000, evidence: {branch: [forbid]}}
  - name: 满 8 岁当天使用四环素类
    given:
      psn_info_b: [{psn_no: P, brdy: "2018-03-02"}]
      fee_list_d: [{med_list_codg: XJ01AAD137A001010100001, cnt: 1, pric: 12}]
    finds: []
  - name: 出生 51 天使用四环素类，零岁不是界限
    given:
      psn_info_b: [{psn_no: P, brdy: "2026-01-10"}]
      fee_list_d: [{med_list_codg: XJ01AAD137A001010100001, cnt: 1, pric: 12}]
    finds:
      - {checkout_amt: 12.00, sev_deg: 2}
  - name: 80 岁使用苯二氮䓬类，只作轻度可疑
    given:
      psn_info_b: [{psn_no: P, brdy: "1945-06-01"}]
      fee_list_d: [{med_list_codg: XN05BAD111A001010100001, cnt: 1, pric: 9}]
    finds:
      - {checkout_amt: 9.00, sev_deg: 3, national_code: GZ10000301009000, evidence: {branch: [elder_avoid], age_text: 65岁以上}}
  - name: 本地的诊断例外：斑疹伤寒患儿可用四环素类
    given:
      psn_info_b: [{psn_no: P, brdy: "2018-06-01"}]
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: A75.300}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XJ01AAD137A001010100001, cnt: 1, pric: 12}]
    knowledge:
      icd_except: [{list: age_use, item_code: XJ01AA, match: "^", icd_prefix: A75}]
    finds: []
  - name: 出生日期是占位值，不作判断
    given:
      psn_info_b: [{psn_no: P, brdy: "1900-01-01"}]
      fee_list_d: [{med_list_codg: XA02AXX095A001010103357, cnt: 2, pric: 18}]
    finds: []
  - name: 儿童专用药品已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XA02AXX095A001010103357, cnt: 2, pric: 18}
        - {bkkp_sn: B, med_list_codg: XA02AXX095A001010103357, cnt: -2, pric: 18}
    finds: []
---*/
WITH used AS (
  SELECT
    f.*, 'child_only' AS branch, k.age_unit, CAST(NULL AS BIGINT) AS age_from, k.age_max AS age_to,
    k.age_suspect_over, k.kp_ref, k.rule_code, COALESCE(k.sev, 1) AS degree, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN age_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND NOT f.x2 AND f.brdy <= f.svc_date
    AND k.rule_code IN ('GZ10000301002000', 'GZ10000302003000')
  UNION ALL
  SELECT
    f.*, k.kind AS branch, k.age_unit, NULLIF(k.age_min, 0) AS age_from, k.age_max AS age_to,
    CAST(NULL AS BIGINT) AS age_suspect_over, k.kp_ref,
    CASE k.kind WHEN 'forbid' THEN 'GZ10000301003000' ELSE 'GZ10000301009000' END AS rule_code,
    COALESCE(k.sev, CASE k.kind WHEN 'forbid' THEN 2 ELSE 3 END) AS degree, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN age_use AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND NOT f.x2 AND f.brdy <= f.svc_date
), aged AS (
  SELECT
    *,
    CASE age_unit WHEN 'day' THEN age_d ELSE age_y END AS age_now,
    CASE age_unit
      WHEN 'day' THEN age_d - param('near_days', svc_date, admdvs)
      ELSE completed_years(brdy, add_days(svc_date, -param('near_days', svc_date, admdvs)))
    END AS age_before,
    CASE age_unit
      WHEN 'day' THEN age_d + param('near_days', svc_date, admdvs)
      ELSE completed_years(brdy, add_days(svc_date, param('near_days', svc_date, admdvs)))
    END AS age_after
  FROM used
), hit AS (
  SELECT
    *,
    CASE
      WHEN branch = 'child_only' AND age_now <= age_to THEN 'suspect_age'
      WHEN branch = 'child_only' AND age_before <= age_to THEN 'near_bound'
      WHEN branch <> 'child_only' AND (age_before < age_from OR age_after > age_to) THEN 'near_bound'
    END AS mild
  FROM aged
  WHERE CASE
    WHEN branch = 'child_only' THEN age_now > age_to OR age_now > age_suspect_over
    ELSE age_now >= COALESCE(age_from, 0) AND age_now <= COALESCE(age_to, age_now)
  END
), excepted AS (
  SELECT h.bkkp_sn, h.branch, MIN(COALESCE(x.sev, 0)) AS sev
  FROM hit AS h
  JOIN icd_except AS x
    ON x.kreg = h.kreg AND h.svc_date >= x.k_from AND h.svc_date < x.k_to
    AND x.list = CASE h.branch WHEN 'child_only' THEN 'age_limit' ELSE 'age_use' END
    AND (x.item_code IS NULL OR x.item_code = h.item) AND (x.gend IS NULL OR x.gend = h.gend)
    AND has_icd(h.diag, x.icd_prefix)
  GROUP BY h.bkkp_sn, h.branch
)
SELECT
  h.*,
  h.rule_code AS national_code,
  CASE h.branch WHEN 'child_only' THEN '为儿童专用，限' WHEN 'forbid' THEN '禁用于' ELSE '慎用于' END AS rule_text,
  CASE h.age_unit WHEN 'day' THEN '天' ELSE '岁' END AS age_word,
  CASE
    WHEN h.age_to IS NULL THEN CAST(COALESCE(h.age_from, 0) AS VARCHAR) || CASE h.age_unit WHEN 'day' THEN '天' ELSE '岁' END || '以上'
    ELSE CAST(COALESCE(h.age_from, 0) AS VARCHAR) || '–' || CAST(h.age_to AS VARCHAR)
      || CASE h.age_unit WHEN 'day' THEN '天' ELSE '岁' END
  END AS age_text,
  GREATEST(h.degree, COALESCE(x.sev, 1)) AS sev_deg,
  CASE
    WHEN h.doubt IS NOT NULL THEN h.doubt
    WHEN h.mild IS NOT NULL THEN h.mild
    WHEN d.psn_no IS NOT NULL THEN 'register_doubt'
  END AS soft
FROM hit AS h
LEFT JOIN excepted AS x ON x.bkkp_sn = h.bkkp_sn AND x.branch = h.branch
LEFT JOIN sex_doubt AS d ON d.psn_no = h.psn_no AND d.third_on < h.svc_date AND d.mdtrt_id <> h.mdtrt_id
LEFT JOIN code_gap AS g ON g.fixmedins_code = h.fixmedins_code AND g.month = month_of(h.svc_date)
WHERE COALESCE(x.sev, 1) > 0 AND NOT COALESCE(g.diag_gap, FALSE)
