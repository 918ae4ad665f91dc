/*---
code: RXD-003
version: 1
title: 药品、项目、耗材与性别不符
status: active
national_code: [GZ10000301004000, GZ10000302004000]
behaviour: impersonation
severity: 1
subject: fee
amount: all
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-40-1, 735-38-4]
message: "{svc_date} {item_name} 只用于{sex_allowed}，参保人登记为{sex_registered}，涉及 {checkout_amt} 元。"
verify: 核对身份证性别、检查报告上的姓名和性别，判明是冒名、串换还是医嘱套餐。
defence: 信息系统医嘱模板带出；参保登记性别有误；家属使用。
known_gaps: 夫妻一方用卡、登记性别变更，须现场排除。
evidence: [gend, gend_allowed, diag, nat_rule, kp_ref]
cases:
  - name: 男性记收只用于女性的项目
    given:
      fee_list_d: [{bkkp_sn: A, med_list_codg: "002101030300000", medins_list_name: 子宫输卵管造影, cnt: 1, pric: 120}]
    finds:
      - {checkout_amt: 120.00, checkout_cnt: 1, fund_amt: 96.00, sev_deg: 1, occurred_on: "2026-03-02", behaviour: impersonation, national_code: GZ10000302004000, bkkp_sns: [A]}
  - name: 修订时没有重新公布的药品，降为高度可疑
    given:
      fee_list_d: [{med_list_codg: XG01AAF397A009010100150, cnt: 2, pric: 15}]
    finds:
      - {checkout_amt: 30.00, sev_deg: 2, national_code: GZ10000301004000}
  - name: 女性记收只用于女性的项目
    given:
      psn_info_b: [{psn_no: P, gend: "2"}]
      fee_list_d: [{med_list_codg: "002101030300000", cnt: 1, pric: 120}]
    finds: []
  - name: 男性乳腺癌患者使用只用于女性的药品
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: C50.900}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: XG01AAF397A009010100150, cnt: 2, pric: 15}]
    finds: []
  - name: 性发育异常的患者
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: I10}]
      setl_list_diag_d: [{mdtrt_id: E, diag_code: Q56.400}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: "002101030300000", cnt: 1, pric: 120}]
    finds: []
  - name: 不育症夫妇共查，降为高度可疑
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: N46.x00}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: "002101030300000", cnt: 1, pric: 120}]
    finds:
      - {checkout_amt: 120.00, sev_deg: 2}
  - name: 新生男婴名下记有产妇的项目
    given:
      psn_info_b: [{psn_no: P, brdy: "2026-02-20"}]
      fee_list_d: [{med_list_codg: "002101030300000", cnt: 1, pric: 120}]
    finds: []
  - name: 性别没有登记，不作判断
    given:
      psn_info_b: [{psn_no: P, gend: "9"}]
      fee_list_d: [{med_list_codg: "002101030300000", cnt: 1, pric: 120}]
    finds: []
  - name: 第四次就诊起，登记性别存疑
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "002101030300000", cnt: 1, pric: 1, fee_ocur_time: "2026-01-05 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: "002101030300000", cnt: 1, pric: 2, fee_ocur_time: "2026-01-15 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: "002101030300000", cnt: 1, pric: 3, fee_ocur_time: "2026-01-25 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: "002101030300000", cnt: 1, pric: 4}
    finds:
      - {checkout_amt: 1.00, sev_deg: 1}
      - {checkout_amt: 2.00, sev_deg: 1}
      - {checkout_amt: 3.00, sev_deg: 1}
      - {checkout_amt: 4.00, sev_deg: 3, evidence: {soft: [register_doubt]}}
  - name: 记错的项目已退费
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002101030300000", cnt: 1, pric: 120}
        - {bkkp_sn: B, med_list_codg: "002101030300000", cnt: -1, pric: 120, init_feedetl_sn: A}
    finds: []
  - name: 诊断编码没有贯标的机构，无从排除例外诊断，不作判断
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: 乳腺恶性肿瘤}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: "002101030300000", cnt: 1, pric: 120}]
    finds: []
---*/
WITH odd AS (
  SELECT
    f.*, k.gend_allowed, k.kp_ref, k.rule_code, k.sev, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN gender_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND NOT f.x2 AND f.gend <> k.gend_allowed
), excepted AS (
  SELECT o.bkkp_sn, MIN(COALESCE(x.sev, 0)) AS sev
  FROM odd AS o
  JOIN icd_except AS x
    ON x.kreg = o.kreg AND o.svc_date >= x.k_from AND o.svc_date < x.k_to
    AND (x.item_code IS NULL OR x.item_code = o.item) AND (x.gend IS NULL OR x.gend = o.gend)
    AND has_icd(o.diag, x.icd_prefix)
  WHERE x.list = 'gender_limit'
  GROUP BY o.bkkp_sn
)
SELECT
  o.*,
  CASE o.gend_allowed WHEN '1' THEN '男性' ELSE '女性' END AS sex_allowed,
  CASE o.gend WHEN '1' THEN '男性' ELSE '女性' END AS sex_registered,
  CASE WHEN NOT starts_with(o.rule_code, 'R2025') THEN o.rule_code END AS national_code,
  CASE WHEN starts_with(o.rule_code, 'R2025') THEN o.rule_code END AS nat_rule,
  GREATEST(COALESCE(x.sev, 1), COALESCE(o.sev, 1)) AS sev_deg,
  CASE
    WHEN o.doubt IS NOT NULL THEN o.doubt
    WHEN d.psn_no IS NOT NULL THEN 'register_doubt'
  END AS soft
FROM odd AS o
LEFT JOIN excepted AS x ON x.bkkp_sn = o.bkkp_sn
LEFT JOIN sex_doubt AS d ON d.psn_no = o.psn_no AND d.third_on < o.svc_date AND d.mdtrt_id <> o.mdtrt_id
LEFT JOIN code_gap AS g ON g.fixmedins_code = o.fixmedins_code AND g.month = month_of(o.svc_date)
WHERE COALESCE(x.sev, 1) > 0 AND NOT COALESCE(g.diag_gap, FALSE)
