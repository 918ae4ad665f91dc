/*---
code: RXD-011
version: 1
title: 无指征治疗
status: active
national_code: GZ10000302002000
behaviour: over_treatment
severity: 2
subject: fee
amount: all
scenes: [IP, OP]
stages: [1, 2, 3]
law: [735-38-2]
params:
  after_operation: {type: integer, default: 7, unit: 日, source: 无官方数值，可按统筹区配置；手术后此日数内的治疗不计}
message: "{svc_date} {item_name} {reason_text}，本次诊断为 {diag_text}，涉及 {checkout_amt} 元。"
verify: 核对血氧饱和度、治疗记录和疗效评价，查明开具理由。
defence: 姑息、支持治疗；病情反复，已有评估记录。
known_gaps: 治疗指征和理疗、雾化、吸氧的天数由本地知识表给出（course_limit 中国家编码为 GZ10000302002000 的行），没有行的不作判断。
evidence: [limit_text, diag_text, day_no, limit_no, kp_ref]
cases:
  - name: 腰痛做高压氧
    given:
      setl_list_diag_d: [{diag_code: M54.500}]
      fee_list_d: [{med_list_codg: "003106070030000", medins_list_name: 高压氧治疗, med_chrgitm_type: "05", cnt: 1, pric: 120}]
    knowledge: &hbo
      use_indication:
        - {basis: treat, item_code: "00310607", match: ^, icd_prefix: T58, codable: 1}
        - {basis: treat, item_code: "00310607", match: ^, icd_prefix: T70.3, codable: 1}
    finds:
      - {checkout_amt: 120.00, checkout_cnt: 1, fund_amt: 96.00, sev_deg: 2, occurred_on: "2026-03-02", national_code: GZ10000302002000, evidence: {branch: [a], limit_text: "T58、T70.3", diag_text: M54.500}}
  - name: 一氧化碳中毒做高压氧
    given:
      setl_list_diag_d: [{diag_code: T58.x00}]
      fee_list_d: [{med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: 1, pric: 120}]
    knowledge: *hbo
    finds: []
  - name: 不是治疗费的同一项目不检查
    given:
      setl_list_diag_d: [{diag_code: M54.500}]
      fee_list_d: [{med_list_codg: "003106070030000", med_chrgitm_type: "04", cnt: 1, pric: 120}]
    knowledge: *hbo
    finds: []
  - name: 住院理疗第 8 日，限 7 日
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M54.500}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: "A<d>", med_list_codg: "003401000200000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-<d> 09:00:00", repeat: {d: ["01", "02", "03", "04", "05", "06", "07", "08"]}}
    knowledge: &phys
      course_limit: [{item_code: "003401000200000", max_days: 7, scope: stay, count_basis: distinct_use_days, conditional: 0, rule_code: GZ10000302002000}]
    finds: [{checkout_amt: 20.00, sev_deg: 2, occurred_on: "2026-03-08", bkkp_sns: [A08], evidence: {branch: [b], day_no: 8, limit_no: 7}}]
  - name: 恰好 7 日
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M54.500}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003401000200000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-<d> 09:00:00", repeat: {d: ["01", "02", "03", "04", "05", "06", "07"]}}
    knowledge: *phys
    finds: []
  - name: 手术后 7 日内的治疗不计
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: S72.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 79.3500, oprn_oprt_begntime: "2026-03-01 10:00:00"}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003401000200000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-<d> 09:00:00", repeat: {d: ["01", "02", "03", "04", "05", "06", "07", "08"]}}
    knowledge: *phys
    finds: []
  - name: 重症监护期间的治疗不计
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      icuinfo_d: [{mdtrt_id: I1, scs_cutd_inpool_time: "2026-03-08 00:00:00", scs_cutd_exit_time: "2026-03-09 10:00:00"}]
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-20 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003401000200000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-<d> 09:00:00", repeat: {d: ["01", "02", "03", "04", "05", "06", "07", "08"]}}
    knowledge: *phys
    finds: []
  - name: 急诊
    given:
      setl_list_diag_d: [{diag_code: M54.500}]
      mdtrt_d: [{med_type: "13"}]
      fee_list_d: [{med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: 1, pric: 120}]
    knowledge: *hbo
    finds: []
  - name: 机构当月诊断多未贯标，不作判断
    given:
      setl_list_diag_d: [{diag_code: 腰痛}]
      fee_list_d: [{med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: 1, pric: 120}]
    knowledge: *hbo
    finds: []
  - name: 安宁疗护
    given:
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: Z51.500, maindiag_flag: "1"}]
      mdtrt_d: [{mdtrt_id: I1}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: 1, pric: 120}]
    knowledge: *hbo
    finds: []
  - name: 没有诊断，不作判断
    given:
      fee_list_d: [{med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: 1, pric: 120}]
    knowledge: *hbo
    finds: []
  - name: 已退费
    given:
      setl_list_diag_d: [{diag_code: M54.500}]
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: 1, pric: 120}
        - {bkkp_sn: B, med_list_codg: "003106070030000", med_chrgitm_type: "05", cnt: -1, pric: 120, init_feedetl_sn: A}
    knowledge: *hbo
    finds: []
---*/
WITH listed AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
    f.gross, f.amt, f.diag, k.icd_prefix, k.kp_ref, k.sev, k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN use_indication AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND f.chrg = '05' AND NOT f.x1 AND NOT f.x5
    AND f.diag IS NOT NULL AND k.basis = 'treat' AND k.codable = 1
), judged AS (
  SELECT bkkp_sn, bool_or(has_icd(diag, icd_prefix)) AS fits, joined(icd_prefix) AS prefixes FROM listed GROUP BY bkkp_sn
), repeated AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
    f.gross, f.amt, f.diag, k.max_days, k.kp_ref, k.sev, k_soft(k, f) AS soft
  FROM fee_net AS f
  JOIN course_limit AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene = 'IP' AND NOT f.x1 AND NOT f.x5 AND f.diag IS NOT NULL
    AND (has_cls(f.cls, 'PHYS') OR has_cls(f.cls, 'NEB') OR has_cls(f.cls, 'O2'))
    AND k.rule_code = 'GZ10000302002000'
), stayed AS (
  SELECT r.*, COALESCE(s.stay_id, r.mdtrt_id) AS stay_id
  FROM repeated AS r
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = r.mdtrt_id
), numbered AS (
  SELECT stay_id, item, svc_date, ROW_NUMBER() OVER (PARTITION BY stay_id, item ORDER BY svc_date) AS day_no
  FROM (SELECT DISTINCT stay_id, item, svc_date FROM stayed) AS dated
), hit AS (
  SELECT
    l.bkkp_sn, l.mdtrt_id, l.setl_id, l.psn_no, l.fixmedins_code, l.admdvs, l.svc_date, l.item, l.item_name, l.cnt, l.pric,
    l.gross, l.amt, l.diag, l.kp_ref, l.sev, l.soft, 'a' AS branch, COALESCE(s.stay_id, l.mdtrt_id) AS stay_id,
    REPLACE(TRIM(REPLACE(j.prefixes, '|', ' ')), ' ', '、') AS limit_text,
    CAST(NULL AS BIGINT) AS day_no, CAST(NULL AS BIGINT) AS limit_no
  FROM listed AS l
  JOIN judged AS j ON j.bkkp_sn = l.bkkp_sn
  LEFT JOIN stay_enc AS s ON s.mdtrt_id = l.mdtrt_id
  WHERE NOT j.fits
  UNION ALL
  SELECT
    r.bkkp_sn, r.mdtrt_id, r.setl_id, r.psn_no, r.fixmedins_code, r.admdvs, r.svc_date, r.item, r.item_name, r.cnt, r.pric,
    r.gross, r.amt, r.diag, r.kp_ref, r.sev, r.soft, 'b' AS branch, r.stay_id,
    CAST(NULL AS VARCHAR) AS limit_text, n.day_no, r.max_days AS limit_no
  FROM stayed AS r
  JOIN numbered AS n ON n.stay_id = r.stay_id AND n.item = r.item AND n.svc_date = r.svc_date
  WHERE n.day_no > r.max_days
), excused AS (
  SELECT DISTINCT h.bkkp_sn
  FROM hit AS h
  LEFT JOIN oprn AS o ON COALESCE(o.stay_id, o.mdtrt_id) = h.stay_id
  WHERE days_between(o.oprn_date, h.svc_date) BETWEEN 0 AND param('after_operation', h.svc_date, h.admdvs)
  UNION
  SELECT DISTINCT h.bkkp_sn
  FROM hit AS h
  LEFT JOIN icu_iv AS i ON i.stay_id = h.stay_id AND h.svc_date BETWEEN as_date(i.beg_ts) AND as_date(i.end_ts)
  WHERE i.stay_id IS NOT NULL
)
SELECT
  h.*,
  CASE h.branch
    WHEN 'a' THEN '的指征为 ' || h.limit_text
    ELSE '用到第 ' || CAST(h.day_no AS VARCHAR) || ' 日，限 ' || CAST(h.limit_no AS VARCHAR) || ' 日'
  END AS reason_text,
  REPLACE(TRIM(REPLACE(h.diag, '|', ' ')), ' ', '、') AS diag_text,
  'GZ10000302002000' AS national_code,
  COALESCE(h.sev, 2) AS sev_deg
FROM hit AS h
LEFT JOIN excused AS x ON x.bkkp_sn = h.bkkp_sn
LEFT JOIN code_gap AS g ON g.fixmedins_code = h.fixmedins_code AND g.month = month_of(h.svc_date)
WHERE x.bkkp_sn IS NULL AND NOT COALESCE(g.diag_gap, FALSE)
