/*---
code: LMT-004
version: 1
title: 限年龄支付
status: active
national_code: [GZ10000101006000, GZ10000101007000, GZ10000102005000, GZ10000102006000, GZ10000103001000, GZ10000103002000]
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  near_days: {type: integer, default: 7, unit: 日, source: 无官方数值，可按统筹区配置；超出年龄界限不超过此日数的只作轻度可疑}
message: "{svc_date} {item_name} 限{age_text}支付，患者{age_now}{age_word}，涉及 {checkout_amt} 元。"
verify: 核对出生证明或身份证的出生日期，调阅病历中的年龄与剂量。
defence: 按体重用药；或参保登记的出生日期有误。
known_gaps: 公告对“儿童”“新生儿”没有给出数字，按惯例取 18 周岁以下、0–28 天，14–17 岁只作轻度可疑。
evidence: [age_text, age_now, brdy, first_use, age_first, nat_rule, kp_ref]
cases:
  - name: 限 3 至 12 岁的药品用于 13 岁又 30 天的患者
    given:
      psn_info_b: [{psn_no: P, brdy: "2013-01-31"}]
      fee_list_d: [{bkkp_sn: A, med_list_codg: XC02KXB144A006010178189, cnt: 2, pric: 55}]
    finds:
      - {checkout_amt: 110.00, checkout_cnt: 2, fund_amt: 88.00, sev_deg: 1, occurred_on: "2026-03-02", national_code: GZ10000101007000, bkkp_sns: [A], evidence: {age_now: 13, age_text: 3–12岁}}
  - name: 生日当天满 13 岁，超出不满 7 日，降为轻度可疑
    given:
      psn_info_b: [{psn_no: P, brdy: "2013-03-02"}]
      fee_list_d: [{med_list_codg: XC02KXB144A006010178189, cnt: 1, pric: 55}]
    finds:
      - {checkout_amt: 55.00, sev_deg: 3, evidence: {soft: [near_bound]}}
  - name: 13 岁生日前一天仍在限内
    given:
      psn_info_b: [{psn_no: P, brdy: "2013-03-03"}]
      fee_list_d: [{med_list_codg: XC02KXB144A006010178189, cnt: 1, pric: 55}]
    finds: []
  - name: 不满 3 岁用限 3 岁以上的药品
    given:
      psn_info_b: [{psn_no: P, brdy: "2023-06-01"}]
      fee_list_d: [{med_list_codg: XC02KXB144A006010178189, cnt: 1, pric: 55}]
    finds:
      - {checkout_amt: 55.00, sev_deg: 1, evidence: {age_now: 2}}
  - name: 限儿童的药品用于 15 岁，只作轻度可疑
    given:
      psn_info_b: [{psn_no: P, brdy: "2010-09-01"}]
      fee_list_d: [{med_list_codg: XN05CDM084X001010102000, cnt: 1, pric: 20}]
    finds:
      - {checkout_amt: 20.00, sev_deg: 3, evidence: {soft: [suspect_age]}}
  - name: 限儿童的药品用于 13 岁
    given:
      psn_info_b: [{psn_no: P, brdy: "2012-09-01"}]
      fee_list_d: [{med_list_codg: XN05CDM084X001010102000, cnt: 1, pric: 20}]
    finds: []
  - name: 限新生儿的药品用于出生 40 天的患儿
    given:
      psn_info_b: [{psn_no: P, brdy: "2026-01-21"}]
      fee_list_d: [{med_list_codg: K0001, cnt: 1, pric: 300}]
    knowledge:
      age_limit: [{item_code: K0001, age_unit: day, age_min: 0, age_max: 28, rule_code: GZ10000101006000}]
    finds:
      - {checkout_amt: 300.00, sev_deg: 1, national_code: GZ10000101006000, evidence: {age_now: 40}}
  - name: 住院中出生 27 天开始用，满 29 天后继续用
    given:
      psn_info_b: [{psn_no: P, brdy: "2026-01-21"}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-02-17 08:00:00", endtime: "2026-03-12 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: K0001, cnt: 1, pric: 300, fee_ocur_time: "2026-02-17 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: K0001, cnt: 1, pric: 300, fee_ocur_time: "2026-03-10 10:00:00"}
    knowledge:
      age_limit: [{item_code: K0001, age_unit: day, age_min: 0, age_max: 28, rule_code: GZ10000101006000}]
    finds: []
  - name: 新生儿项目记在产妇账上
    given:
      psn_info_b: [{psn_no: P, gend: "2", brdy: "1995-05-05"}]
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: O80.0}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: K0001, cnt: 1, pric: 300}]
    knowledge:
      age_limit: [{item_code: K0001, age_unit: day, age_min: 0, age_max: 28, rule_code: GZ10000102005000}]
    finds: []
  - name: 职业功能训练用于 80 岁不限，用于 15 岁不付，国家尚无规则编码
    given:
      psn_info_b: [{psn_no: P1, brdy: "1945-09-01"}, {psn_no: P2, brdy: "2010-09-01"}]
      fee_list_d:
        - {mdtrt_id: E1, psn_no: P1, med_list_codg: "003402000320000", cnt: 1, pric: 25}
        - {mdtrt_id: E2, psn_no: P2, med_list_codg: "003402000320000", cnt: 1, pric: 25}
    finds:
      - {psn_no: P2, checkout_amt: 25.00, sev_deg: 1, national_code: "", evidence: {nat_rule: R2025-29, age_text: 满16岁}}
  - name: 吞咽困难的成人用限儿童的口服药
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: R13.x00}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XN05CDM084X001010102000, cnt: 1, pric: 20}]
    finds: []
  - name: 出生日期是占位值，不作判断
    given:
      psn_info_b: [{psn_no: P, brdy: "1900-01-01"}]
      fee_list_d: [{med_list_codg: XC02KXB144A006010178189, cnt: 1, pric: 55}]
    finds: []
  - name: 已三次使用另一性别的项目，登记存疑，降为轻度可疑
    given:
      psn_info_b: [{psn_no: P, brdy: "1980-01-01"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002101030300000", cnt: 1, pric: 1, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002101030300000", cnt: 1, pric: 1, fee_ocur_time: "2026-01-15 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "002101030300000", cnt: 1, pric: 1, fee_ocur_time: "2026-01-25 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: XN05CDM084X001010102000, cnt: 1, pric: 20}
    finds:
      - {checkout_amt: 20.00, sev_deg: 3, evidence: {soft: [register_doubt]}}
  - name: 超龄使用的药品已退费
    given:
      psn_info_b: [{psn_no: P, brdy: "2000-01-31"}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XC02KXB144A006010178189, cnt: 2, pric: 55}
        - {bkkp_sn: B, med_list_codg: XC02KXB144A006010178189, cnt: -2, pric: 55, init_feedetl_sn: A}
    finds: []
---*/
WITH used AS (
  SELECT
    f.*, k.age_unit, k.age_min, k.age_max, k.age_suspect_over, k.kp_ref, k.sev, k.rule_code, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN age_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND NOT f.x2 AND f.brdy <= f.svc_date
    AND (k.rule_code IS NULL OR k.rule_code IN (
      'GZ10000101006000', 'GZ10000101007000', 'GZ10000102005000', 'GZ10000102006000', 'R2025-29', 'GZ10000103001000',
      'GZ10000103002000'
    ))
), begun AS (
  SELECT u.*, MIN(u.svc_date) OVER (PARTITION BY COALESCE(s.stay_id, u.mdtrt_id), u.item) AS first_use
  FROM used AS u
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = u.mdtrt_id
), aged AS (
  SELECT
    *,
    CASE age_unit WHEN 'day' THEN age_d ELSE age_y END AS age_now,
    CASE age_unit WHEN 'day' THEN days_between(brdy, first_use) ELSE completed_years(brdy, first_use) END AS age_first,
    CASE age_unit
      WHEN 'day' THEN age_d - param('near_days', svc_date, admdvs)
      ELSE completed_years(brdy, add_days(svc_date, -param('near_days', svc_date, admdvs)))
    END AS age_before,
    CASE age_unit
      WHEN 'day' THEN age_d + param('near_days', svc_date, admdvs)
      ELSE completed_years(brdy, add_days(svc_date, param('near_days', svc_date, admdvs)))
    END AS age_after
  FROM begun
), judged AS (
  -- A course begun inside the bounds may be finished: the age at its first use then decides.
  SELECT
    *,
    CASE
      WHEN age_first >= COALESCE(age_min, 0) AND age_first <= COALESCE(age_max, age_first) THEN age_first
      ELSE age_now
    END AS age_deciding
  FROM aged
), outside AS (
  SELECT
    *,
    CASE
      WHEN age_deciding < age_min THEN CASE WHEN age_after >= age_min THEN 'near_bound' ELSE 'outside' END
      WHEN age_deciding > age_max THEN CASE WHEN age_before <= age_max THEN 'near_bound' ELSE 'outside' END
      WHEN age_deciding > age_suspect_over THEN 'suspect_age'
    END AS verdict
  FROM judged
  WHERE amt > 0 AND (age_deciding < age_min OR age_deciding > age_max OR age_deciding > age_suspect_over)
), excepted AS (
  SELECT o.bkkp_sn, MIN(COALESCE(x.sev, 0)) AS sev
  FROM outside AS o
  JOIN icd_except AS x
    ON x.kreg = o.kreg AND o.svc_date >= x.k_from AND o.svc_date < x.k_to
    AND (x.item_code IS NULL OR x.item_code = o.item) AND (x.gend IS NULL OR x.gend = o.gend)
    AND has_icd(o.diag, x.icd_prefix)
  WHERE x.list = 'age_limit'
  GROUP BY o.bkkp_sn
)
SELECT
  o.*,
  CASE
    WHEN o.age_max IS NULL THEN '满' || CAST(o.age_min AS VARCHAR)
    ELSE CAST(COALESCE(o.age_min, 0) AS VARCHAR) || '–' || CAST(o.age_max AS VARCHAR)
  END || CASE o.age_unit WHEN 'day' THEN '天' ELSE '岁' END AS age_text,
  CASE o.age_unit WHEN 'day' THEN '天' ELSE '岁' END AS age_word,
  CASE WHEN NOT starts_with(o.rule_code, 'R2025') THEN o.rule_code END AS national_code,
  CASE WHEN starts_with(o.rule_code, 'R2025') THEN o.rule_code END AS nat_rule,
  COALESCE(x.sev, o.sev, 1) AS sev_deg,
  CASE
    WHEN o.doubt IS NOT NULL THEN o.doubt
    WHEN o.verdict <> 'outside' THEN o.verdict
    WHEN d.psn_no IS NOT NULL THEN 'register_doubt'
    WHEN x.sev = 3 THEN 'diagnosis'
  END AS soft
FROM outside AS o
LEFT JOIN excepted AS x ON x.bkkp_sn = o.bkkp_sn
LEFT JOIN sex_doubt AS d ON d.psn_no = o.psn_no AND d.third_on < o.svc_date AND d.mdtrt_id <> o.mdtrt_id
WHERE COALESCE(x.sev, 1) > 0
