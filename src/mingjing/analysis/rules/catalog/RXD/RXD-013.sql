/*---
code: RXD-013
version: 2
title: 抗菌药物预防与分级使用
status: active
national_code: [GZ10000202002000, GZ10000202003000]
behaviour: irrational_drug
severity: 2
subject: fee
amount: all
scenes: [IP]
stages: [2, 3]
law: [735-38-2]
params:
  early_hours: {type: integer, default: 2, unit: 小时, source: 《抗菌药物临床应用指导原则(2015 年版)》；术前给药不早于切皮前此小时数}
  around_hours: {type: integer, default: 24, unit: 小时, source: 无官方数值，可按统筹区配置；不应预防用药的手术前后此小时数内用药}
  elder_years: {type: integer, default: 70, unit: 岁, source: 《抗菌药物临床应用指导原则(2015 年版)》；高龄列为可预防用药的情形}
  urgent_hours: {type: integer, default: 24, unit: 小时, source: 《抗菌药物临床应用管理办法》；紧急情况可越级使用，不超过 1 日用量}
message: "{svc_date} {item_name} {reason_text}，涉及 {checkout_amt} 元。"
verify: 核对麻醉记录的给药时间、切口分类、体温和感染指标；核对医师抗菌药物处方权与会诊记录。
defence: 污染切口、术中探查发现感染；药物过敏改用；会诊同意使用特殊级。
known_gaps: 切口等级不在结算数据中，同次住院有清单之外手术的不判断；记账时间可能是开单时间，术前过早只作轻度可疑；分级目录由本地知识表给出。
evidence: [oprn_code, oprn_name, op_beg, op_end, indicated, max_hours, use_day, drug_grade, dr_grade, bilg_dr, kp_ref]
cases:
  - name: 甲状腺切除，头孢菌素用 5 日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00", oprn_oprt_endtime: "2026-03-02 12:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: "A<d>", med_list_codg: XJ01DBA001B001010100001, medins_list_name: 注射用头孢唑林, cnt: 2, pric: 10, fee_ocur_time: "2026-03-<d> 09:30:00", repeat: {d: ["02", "03", "04", "05", "06"]}}
    finds:
      - {checkout_amt: 20.00, fund_amt: 16.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A02], national_code: GZ10000202002000, evidence: {branch: [none], indicated: 0}}
      - {checkout_amt: 20.00, sev_deg: 2, occurred_on: "2026-03-03", bkkp_sns: [A03]}
      - {checkout_amt: 20.00, sev_deg: 2, occurred_on: "2026-03-04", evidence: {branch: [long], use_day: 2}}
      - {checkout_amt: 20.00, sev_deg: 2, occurred_on: "2026-03-05"}
      - {checkout_amt: 20.00, sev_deg: 2, occurred_on: "2026-03-06"}
  - name: 人工关节置换，用药 1 日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M16.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 81.5100, oprn_oprt_begntime: "2026-03-02 10:00:00", oprn_oprt_endtime: "2026-03-02 12:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: []
  - name: 人工关节置换，术后第 3 日仍用药
    given: &joint
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M16.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 81.5100, oprn_oprt_begntime: "2026-03-02 10:00:00", oprn_oprt_endtime: "2026-03-02 12:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: "A<d>", med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-<d> 09:30:00", repeat: {d: ["02", "03", "04", "05"]}}
    finds: [{checkout_amt: 20.00, sev_deg: 2, occurred_on: "2026-03-05", bkkp_sns: [A05], evidence: {branch: [long], use_day: 3, max_hours: 48}}]
  - name: 人工关节置换，术后恰好 2 日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M16.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 81.5100, oprn_oprt_begntime: "2026-03-02 10:00:00", oprn_oprt_endtime: "2026-03-02 12:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-<d> 09:30:00", repeat: {d: ["02", "03", "04"]}}
    finds: []
  - name: 有感染诊断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}, {mdtrt_id: I1, diag_code: J18.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: []
  - name: 糖尿病患者，降为轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}, {mdtrt_id: I1, diag_code: E11.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: [{checkout_amt: 20.00, sev_deg: 3, evidence: {soft: [risk]}}]
  - name: 同次住院另有清单之外的手术
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: 47.0900, oprn_oprt_begntime: "2026-03-03 10:00:00"}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: []
  - name: 同次住院另有未贯标的手术编码，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: SS0012, oprn_oprt_begntime: "2026-03-03 10:00:00"}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: []
  - name: 同次住院另有穿刺、造影等诊断性操作，仍判断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}
        - {mdtrt_id: I1, oprn_oprt_code: 88.7100, oprn_oprt_begntime: "2026-03-01 10:00:00"}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: [{checkout_amt: 20.00, sev_deg: 2}]
  - name: 术前 3 小时给药，只作轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M16.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 81.5100, oprn_oprt_begntime: "2026-03-02 12:30:00", oprn_oprt_endtime: "2026-03-02 14:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: [{checkout_amt: 20.00, sev_deg: 3, evidence: {branch: [early], soft: [posting_time]}}]
  - name: 术前恰好 2 小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: M16.000}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 81.5100, oprn_oprt_begntime: "2026-03-02 11:30:00", oprn_oprt_endtime: "2026-03-02 14:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: []
  - name: 记账没有钟点，不判断小时
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 00:00:00"}]
    finds: []
  - name: 手术没有时间，不判断预防用药
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 06.2x00}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}]
    finds: []
  - name: 医师只有限制级处方权，开特殊级
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J18.900}]
      staff_b: [{prac_psn_code: DR1, prac_psn_type: "1", abx_grade: "2"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DHA001B001010100001, medins_list_name: 注射用美罗培南, cnt: 3, pric: 100, bilg_dr_code: DR1}]
    knowledge: &grade
      drug_unit: [{item_code: XJ01DH, match: ^, abx_grade: 3}]
    finds: [{checkout_amt: 300.00, sev_deg: 2, national_code: GZ10000202003000, evidence: {branch: [grade], drug_grade: 3, dr_grade: 2}}]
  - name: 医师有特殊级处方权
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      staff_b: [{prac_psn_code: DR1, prac_psn_type: "1", abx_grade: "3"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DHA001B001010100001, cnt: 3, pric: 100, bilg_dr_code: DR1}]
    knowledge: *grade
    finds: []
  - name: 急诊入院 24 小时之内越级使用
    given:
      mdtrt_d: [{mdtrt_id: I1, ipt_type: "2", begntime: "2026-03-01 20:00:00", endtime: "2026-03-08 10:00:00"}]
      staff_b: [{prac_psn_code: DR1, prac_psn_type: "1", abx_grade: "2"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DHA001B001010100001, cnt: 3, pric: 100, bilg_dr_code: DR1, fee_ocur_time: "2026-03-02 20:00:00"}]
    knowledge: *grade
    finds: []
  - name: 急诊入院 24 小时之后仍越级使用
    given:
      mdtrt_d: [{mdtrt_id: I1, ipt_type: "2", begntime: "2026-03-01 20:00:00", endtime: "2026-03-08 10:00:00"}]
      staff_b: [{prac_psn_code: DR1, prac_psn_type: "1", abx_grade: "2"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DHA001B001010100001, cnt: 3, pric: 100, bilg_dr_code: DR1, fee_ocur_time: "2026-03-02 20:01:00"}]
    knowledge: *grade
    finds: [{checkout_amt: 300.00, sev_deg: 2}]
  - name: 医师处方权没有登记，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      staff_b: [{prac_psn_code: DR1, prac_psn_type: "1"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: XJ01DHA001B001010100001, cnt: 3, pric: 100, bilg_dr_code: DR1}]
    knowledge: *grade
    finds: []
  - name: 抗菌药物已退费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-01 08:00:00", endtime: "2026-03-08 10:00:00"}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: E04.900}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: 06.2x00, oprn_oprt_begntime: "2026-03-02 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: XJ01DBA001B001010100001, cnt: 2, pric: 10, fee_ocur_time: "2026-03-02 09:30:00"}
        - {mdtrt_id: I1, med_list_codg: XJ01DBA001B001010100001, cnt: -2, pric: 10, init_feedetl_sn: A, fee_ocur_time: "2026-03-02 12:30:00"}
    finds: []
---*/
WITH abx AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.kreg, f.fee_ocur_time, f.has_time, f.svc_date, f.item,
    f.item_name, f.cnt, f.pric, f.gross, f.amt, f.age_y, f.x1, optional(f.bilg_dr) AS bilg_dr, d.abx_grade, d.unit_ref
  FROM fee_net AS f
  LEFT JOIN drug_dim AS d ON d.item = f.item AND d.kreg = f.kreg
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.is_ip AND NOT f.takehome AND f.kind = 'drug'
    AND starts_with(f.item, 'XJ01') AND (d.route IS NULL OR d.route IN ('oral', 'injection'))
), treated AS (
  SELECT DISTINCT e.stay_id, a.kreg
  FROM abx AS a
  JOIN stay_enc AS e ON e.mdtrt_id = a.mdtrt_id
), done AS (
  SELECT
    w.stay_id, o.oprn_code, o.oprn_name, o.beg_ts, COALESCE(o.end_ts, o.beg_ts) AS end_ts, o.oprn_date, k.indicated,
    k.max_hours, k.kp_ref,
    ROW_NUMBER() OVER (PARTITION BY w.stay_id, o.oprn_code, o.beg_ts ORDER BY LENGTH(k.oprn_prefix) DESC, k.oprn_prefix) AS nth
  FROM treated AS w
  LEFT JOIN oprn AS o ON o.stay_id = w.stay_id
  LEFT JOIN abx_proph AS k
    ON k.kreg = w.kreg AND starts_with(o.oprn_code, k.oprn_prefix)
    AND COALESCE(o.oprn_date >= k.k_from AND o.oprn_date < k.k_to, TRUE)
  WHERE o.oprn_code IS NOT NULL
), operated AS (
  -- Any other operation of the stay may call for antibiotics; diagnostic and other procedures (87–99) do not.
  SELECT
    stay_id, MIN(oprn_code) AS oprn_code, MIN(oprn_name) AS oprn_name, MIN(beg_ts) AS op_beg, MAX(end_ts) AS op_end,
    MAX(indicated) AS indicated, MAX(max_hours) AS max_hours, joined(kp_ref) AS kp_ref
  FROM done
  WHERE nth = 1 AND (indicated IS NOT NULL OR oprn_code < '87' OR NOT matches(oprn_code, '^[0-9]'))
  GROUP BY stay_id
  HAVING COUNT(*) = COUNT(indicated) AND COUNT(*) = COUNT(beg_ts)
), clean AS (
  SELECT
    o.*,
    matches(s.diag, '[|](E1[0-4]|D8[0-4])') AS at_risk
  FROM operated AS o
  JOIN stay AS s ON s.stay_id = o.stay_id
  WHERE s.diag IS NOT NULL AND NOT matches(s.diag, '[|](A|B|J1[2-8]|K35|N10|L03|T81[.]4)')
), given AS (
  SELECT a.*, c.stay_id, c.oprn_code, c.oprn_name, c.op_beg, c.op_end, c.indicated, c.max_hours, c.kp_ref, c.at_risk
  FROM abx AS a
  JOIN stay_enc AS e ON e.mdtrt_id = a.mdtrt_id
  JOIN clean AS c ON c.stay_id = e.stay_id
), after_date AS (
  SELECT stay_id, svc_date, ROW_NUMBER() OVER (PARTITION BY stay_id ORDER BY svc_date) AS use_day
  FROM (SELECT DISTINCT stay_id, svc_date FROM given WHERE svc_date > as_date(op_end)) AS used
), prophylaxis AS (
  SELECT
    g.*, a.use_day,
    CASE
      WHEN a.use_day > ratio(g.max_hours, 24) THEN 'long'
      WHEN g.has_time AND has_clock(g.op_beg) AND g.indicated = 0
        AND seconds_between(g.fee_ocur_time, g.op_beg) <= 3600 * param('around_hours', g.svc_date, g.admdvs)
        AND seconds_between(g.op_end, g.fee_ocur_time) <= 3600 * param('around_hours', g.svc_date, g.admdvs) THEN 'none'
      WHEN g.has_time AND has_clock(g.op_beg)
        AND seconds_between(g.fee_ocur_time, g.op_beg) > 3600 * param('early_hours', g.svc_date, g.admdvs) THEN 'early'
    END AS branch
  FROM given AS g
  LEFT JOIN after_date AS a ON a.stay_id = g.stay_id AND a.svc_date = g.svc_date
), doctor AS (
  SELECT
    w.bilg_dr, w.fixmedins_code,
    MAX(CASE WHEN optional(s.abx_grade) IN ('1', '2', '3') THEN CAST(optional(s.abx_grade) AS BIGINT) END) AS dr_grade
  FROM (SELECT DISTINCT bilg_dr, fixmedins_code FROM abx WHERE abx_grade > 1) AS w
  LEFT JOIN staff_b AS s ON s.prac_psn_code = w.bilg_dr AND s.fixmedins_code = w.fixmedins_code
  GROUP BY w.bilg_dr, w.fixmedins_code
)
SELECT
  p.bkkp_sn, p.mdtrt_id, p.setl_id, p.psn_no, p.fixmedins_code, p.svc_date, p.item, p.item_name, p.cnt, p.pric, p.gross,
  p.amt, p.branch, p.oprn_code, p.oprn_name, p.op_beg, p.op_end, p.indicated, p.max_hours, p.use_day, p.bilg_dr, p.kp_ref,
  CAST(NULL AS BIGINT) AS drug_grade, CAST(NULL AS BIGINT) AS dr_grade,
  CASE p.branch
    WHEN 'none' THEN '用于' || COALESCE(p.oprn_name, p.oprn_code) || '，该手术原则上不预防用药'
    WHEN 'early' THEN '早于手术开始 ' || CAST(param('early_hours', p.svc_date, p.admdvs) AS VARCHAR) || ' 小时以上给药'
    ELSE '用到术后第 ' || CAST(p.use_day AS VARCHAR) || ' 个用药日，预防用药限 ' || CAST(p.max_hours AS VARCHAR) || ' 小时'
  END AS reason_text,
  'GZ10000202002000' AS national_code,
  2 AS sev_deg,
  CASE
    WHEN p.branch = 'early' THEN 'posting_time'
    WHEN p.at_risk OR p.age_y > param('elder_years', p.svc_date, p.admdvs) THEN 'risk'
  END AS soft
FROM prophylaxis AS p
WHERE p.branch IS NOT NULL
UNION ALL
SELECT
  a.bkkp_sn, a.mdtrt_id, a.setl_id, a.psn_no, a.fixmedins_code, a.svc_date, a.item, a.item_name, a.cnt, a.pric, a.gross,
  a.amt, 'grade' AS branch, CAST(NULL AS VARCHAR) AS oprn_code, CAST(NULL AS VARCHAR) AS oprn_name,
  CAST(NULL AS TIMESTAMP) AS op_beg, CAST(NULL AS TIMESTAMP) AS op_end, CAST(NULL AS BIGINT) AS indicated,
  CAST(NULL AS BIGINT) AS max_hours, CAST(NULL AS BIGINT) AS use_day, a.bilg_dr, a.unit_ref AS kp_ref, a.abx_grade AS drug_grade, d.dr_grade,
  '为' || CASE a.abx_grade WHEN 3 THEN '特殊使用级' ELSE '限制使用级' END || '，开单医师处方权为'
    || CASE d.dr_grade WHEN 2 THEN '限制使用级' ELSE '非限制使用级' END AS reason_text,
  'GZ10000202003000' AS national_code,
  2 AS sev_deg,
  CAST(NULL AS VARCHAR) AS soft
FROM abx AS a
JOIN doctor AS d ON d.bilg_dr = a.bilg_dr AND d.fixmedins_code = a.fixmedins_code
LEFT JOIN enc AS e ON e.mdtrt_id = a.mdtrt_id
WHERE a.abx_grade > d.dr_grade
  AND NOT (a.x1 AND CASE
    WHEN a.has_time AND has_clock(e.begntime)
      THEN seconds_between(e.begntime, a.fee_ocur_time) <= 3600 * param('urgent_hours', a.svc_date, a.admdvs)
    ELSE 24 * days_between(e.adm_date, a.svc_date) <= param('urgent_hours', a.svc_date, a.admdvs)
  END)
