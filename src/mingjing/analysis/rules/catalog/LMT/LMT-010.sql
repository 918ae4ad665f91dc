/*---
code: LMT-010
version: 1
title: 限就医方式、超互联网支付范围
status: active
national_code: GZ10000102009000
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
params:
  home_bed_is_inpatient: {type: boolean, default: true, source: 家庭病床（医疗类别 71）按住院对待；无官方规定，可按统筹区配置}
  before_hours: {type: integer, default: 72, unit: 小时, source: 无官方数值，可按统筹区配置；同一机构入院前此时限内的费用视同住院}
message: "{svc_date} {item_name} {setting_text}，却在{scene_text}（医疗类别 {med_type}）结算，涉及 {checkout_amt} 元。"
verify: 核对用药地点与留观、住院记录；互联网处方核对诊疗记录和处方流转。
defence: 急诊留观或入院当日用药，计入门诊账户；医疗类别选择有误。
known_gaps: 留观与门诊不能从结算数据分清，只排除其后在同一机构住院的。
evidence: [allowed_settings, med_type, pay_loc, nat_rule, kp_ref]
cases:
  - name: 限住院的注射剂在普通门诊结算
    given:
      fee_list_d: [{bkkp_sn: A, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40}]
    finds:
      - {checkout_amt: 120.00, checkout_cnt: 3, fund_amt: 96.00, sev_deg: 1, occurred_on: "2026-03-02", national_code: "", bkkp_sns: [A], evidence: {branch: [a], nat_rule: R2025-13}}
  - name: 入院前 20 小时在同一机构留观时使用
    given:
      mdtrt_d: [{mdtrt_id: E}, {mdtrt_id: I1, begntime: "2026-03-03 06:00:00"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40, fee_ocur_time: "2026-03-02 10:00:00"}]
    finds: []
  - name: 入院前整 72 小时仍视同住院
    given:
      mdtrt_d: [{mdtrt_id: E}, {mdtrt_id: I1, begntime: "2026-03-05 10:00:00"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40, fee_ocur_time: "2026-03-02 10:00:00"}]
    finds: []
  - name: 入院前 72 小时零 1 分
    given:
      mdtrt_d: [{mdtrt_id: E}, {mdtrt_id: I1, begntime: "2026-03-05 10:01:00"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40, fee_ocur_time: "2026-03-02 10:00:00"}]
    finds:
      - {checkout_amt: 120.00, sev_deg: 1}
  - name: 其后住进另一家医院
    given:
      mdtrt_d: [{mdtrt_id: E}, {mdtrt_id: I1, fixmedins_code: H2, begntime: "2026-03-03 06:00:00"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40, fee_ocur_time: "2026-03-02 10:00:00"}]
    finds:
      - {checkout_amt: 120.00, sev_deg: 1}
  - name: 住院使用限住院的药品
    given:
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40}]
    finds: []
  - name: 家庭病床按住院对待
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "71"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40}]
    finds: []
  - name: 急诊使用限住院的药品，降为轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "13"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40}]
    finds:
      - {checkout_amt: 120.00, sev_deg: 3, evidence: {soft: [emergency]}}
  - name: 急诊使用限急诊、住院的药品
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "1301"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: ZA07AAA0061010100166, cnt: 1, pric: 400}]
    finds: []
  - name: 药店购买限急诊、住院的药品
    given:
      fee_list_d: [{fixmedins_code: D, med_list_codg: ZA07AAA0061010100166, cnt: 1, pric: 400}]
    finds:
      - {checkout_amt: 400.00, sev_deg: 1}
  - name: 互联网医院开具麻醉药品
    given:
      fee_list_d: [{mdtrt_id: E, med_list_codg: XN01AHF027B002010101435, cnt: 1, pric: 60}]
      setl_d: [{mdtrt_id: E, pay_loc: "5"}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 1, national_code: "", evidence: {branch: [b], nat_rule: R2025-47}}
  - name: 医院门诊开具麻醉药品
    given:
      fee_list_d: [{mdtrt_id: E, med_list_codg: XN01AHF027B002010101435, cnt: 1, pric: 60}]
      setl_d: [{mdtrt_id: E, pay_loc: "2"}]
    finds: []
  - name: 本地限住院和门诊慢特病的项目，在慢特病和普通门诊各做一次
    given:
      mdtrt_d: [{mdtrt_id: E1, med_type: "140201"}, {mdtrt_id: E2, med_type: "11"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "K0010", list_type: "201", cnt: 1, pric: 200}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "K0010", list_type: "201", cnt: 1, pric: 200}
    knowledge:
      med_type_limit: [{item_code: K0010, allowed_settings: inpatient, allow_prefix: "|14|", rule_code: GZ10000102009000}]
    finds:
      - {checkout_amt: 200.00, sev_deg: 1, bkkp_sns: [B], national_code: GZ10000102009000}
  - name: 限住院的药品在门诊退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: XB05BAD252B002010101415, cnt: 3, pric: 40}
        - {bkkp_sn: B, med_list_codg: XB05BAD252B002010101415, cnt: -3, pric: 40, init_feedetl_sn: A}
    finds: []
---*/
WITH outside AS (
  SELECT
    f.*, 'a' AS branch, k.allowed_settings,
    CASE k.allowed_settings WHEN 'inpatient' THEN '限住院支付' ELSE '限急诊、住院支付' END AS setting_text,
    k.kp_ref, k.rule_code, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN med_type_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('OP', 'PH', 'NET')
    AND NOT (k.allowed_settings <> 'inpatient' AND starts_with(f.med_type, '13'))
    AND NOT (f.med_type = '71' AND param('home_bed_is_inpatient', f.svc_date, f.admdvs))
    -- Local rows may allow more: '|14|' stands for every med_type that begins with 14.
    AND NOT COALESCE(
      contains(k.allow_prefix, '|' || LEFT(f.med_type, 2) || '|')
      OR contains(k.allow_prefix, '|' || LEFT(f.med_type, 4) || '|')
      OR contains(k.allow_prefix, '|' || f.med_type || '|'),
      FALSE
    )
  UNION ALL
  SELECT
    f.*, 'b' AS branch, CAST(NULL AS VARCHAR) AS allowed_settings, '不在互联网诊疗支付范围' AS setting_text,
    k.kp_ref, k.rule_code, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN internet_excluded AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene = 'NET'
), admitted AS (
  SELECT DISTINCT o.bkkp_sn
  FROM outside AS o
  JOIN enc AS e ON e.psn_no = o.psn_no AND e.inst_key = COALESCE(o.uscc, o.fixmedins_code)
  WHERE o.branch = 'a' AND e.is_ip
    AND CASE
      WHEN o.has_time AND has_clock(e.begntime)
        THEN seconds_between(o.fee_ocur_time, e.begntime) BETWEEN 0
          AND 3600 * param('before_hours', o.svc_date, o.admdvs)
      ELSE 24 * days_between(o.svc_date, e.adm_date) BETWEEN 0 AND param('before_hours', o.svc_date, o.admdvs)
    END
)
SELECT
  o.*,
  CASE o.scene WHEN 'PH' THEN '药店' WHEN 'NET' THEN '互联网诊疗' ELSE '门诊' END AS scene_text,
  CASE WHEN NOT starts_with(o.rule_code, 'R2025') THEN o.rule_code ELSE '' END AS national_code,
  CASE WHEN starts_with(o.rule_code, 'R2025') THEN o.rule_code END AS nat_rule,
  COALESCE(o.sev, 1) AS sev_deg,
  CASE WHEN o.doubt IS NOT NULL THEN o.doubt WHEN o.x1 THEN 'emergency' END AS soft
FROM outside AS o
LEFT JOIN admitted AS a ON a.bkkp_sn = o.bkkp_sn
WHERE a.bkkp_sn IS NULL
