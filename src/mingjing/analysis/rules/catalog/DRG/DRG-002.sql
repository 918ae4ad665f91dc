/*---
code: DRG-002
version: 2
title: 并发症合并症、手术虚增入组
status: active
behaviour: upcoding
severity: 2
subject: visit
grain: [stay_id]
amount: estimate
scenes: [IP]
stages: [2, 3]
law: [735-38-7, xz-23]
message: "{adm_date} 入院，病组 {grp_code}：{reasons}，疑为抬高入组{diff_text}。"
verify: 复核病案首页次要诊断、手术操作与医嘱、检查报告、手术麻醉记录是否相符，按规则重新入组。
defence: 床旁操作不单独收费；只做监测；诊断依据来自外院资料；去掉该编码不改变入组。
known_gaps: 并发症合并症级别、病组支付标准各地不同，未导入时不查次要诊断、不算差额；床旁操作看不出；应入病组以重新分组为准。
evidence: [grp_code, grp_std_amt, alt_grp, alt_std_amt, clr_way, diags, levels, oprns, medfee, cc_share, peer_share, kp_ref]
works_without: [drg_cc]
cases:
  - name: 严重并发症呼吸衰竭没有依据，差额 6300 元
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: ES31, grp_wt: 1.5, grp_std_amt: 15300}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}]
    knowledge:
      drg_cc: [{icd_prefix: J96, level: MCC}]
      drg_std: [{grp_code: ES31, alt_grp: ES35, std_amt: 9000}]
    finds:
      - {mdtrt_id: I1, checkout_amt: 6300.00, checkout_cnt: 1, fund_amt: null, amount_basis: estimate, sev_deg: 2, occurred_on: "2026-03-09", evidence: {branch: [a], diags: "|J96.000|", levels: "|MCC|", alt_grp: ES35}}
  - name: 没有病组支付标准，不算差额
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: ES31, grp_wt: 1.5, grp_std_amt: 15300}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}]
    knowledge:
      drg_cc: [{icd_prefix: J96, level: MCC}]
    finds:
      - {checkout_amt: null, amount_basis: none, sev_deg: 2}
  - name: 去掉该编码病组支付标准相同，不改变入组
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: ES35, grp_wt: 1.5, grp_std_amt: 9000}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}]
    knowledge:
      drg_cc: [{icd_prefix: J96, level: CC}]
      drg_std: [{grp_code: ES35, alt_grp: ES35, std_amt: 9000}]
    finds: []
  - name: 做过血气分析
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}]
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: J96.000}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: ES31, grp_wt: 1.5, grp_std_amt: 15300}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "002503000010000"}]
    knowledge:
      drg_cc: [{icd_prefix: J96, level: MCC}]
    finds: []
  - name: 没有依据的诊断不是并发症合并症，或是主要诊断
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J44.100}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: J96.000}
      setl_list_diag_d: [{mdtrt_id: I1, diag_code: N18.900}]
      setl_d:
        - {mdtrt_id: I1, clr_way: "40", grp_code: ES31, grp_wt: 1.5, grp_std_amt: 15300}
        - {mdtrt_id: I2, clr_way: "40", grp_code: ES31, grp_wt: 1.5, grp_std_amt: 15300}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}, {mdtrt_id: I2, med_list_codg: "001109000010000"}]
    knowledge:
      drg_cc: [{icd_prefix: J96, level: MCC}]
    finds: []
  - name: 编了胆囊切除而没有手术、麻醉费用
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      setl_d: [{mdtrt_id: I1, clr_way: "50", grp_code: HC23, grp_wt: 1.5, grp_std_amt: 15300}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}]
    finds:
      - {checkout_amt: null, sev_deg: 2, evidence: {branch: [b], oprns: "|51.2300|"}}
  - name: 手术费已全部退费的照查，只有麻醉费的不查
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
      setl_d:
        - {mdtrt_id: I1, clr_way: "40", grp_code: HC23, grp_wt: 1.5, grp_std_amt: 15300}
        - {mdtrt_id: I2, clr_way: "40", grp_code: HC23, grp_wt: 1.5, grp_std_amt: 15300}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000"}
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003310060020000", pric: 900}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", cnt: -1, pric: 900, init_feedetl_sn: A}
        - {mdtrt_id: I2, med_list_codg: "003301000050000", pric: 900}
    finds:
      - {mdtrt_id: I1, evidence: {branch: [b]}}
  - name: 单病种、按项目付费
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}
      setl_d:
        - {mdtrt_id: I1, clr_way: "2", grp_code: HC23, grp_wt: 1.5, grp_std_amt: 15300}
        - {mdtrt_id: I2, clr_way: "1"}
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}, {mdtrt_id: I2, med_list_codg: "001109000010000"}]
    finds: []
  - name: 支付标准未填，差额不能算
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: K80.100}]
      setl_list_oprn_d: [{mdtrt_id: I1, oprn_oprt_code: "51.2300", main_oprn_flag: "1"}]
      setl_d: [{mdtrt_id: I1, clr_way: "40", grp_code: HC23, grp_std_amt: null}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: "001109000010000"}]
    knowledge:
      drg_std: [{grp_code: HC23, alt_grp: HU15, std_amt: 4000}]
    finds:
      - {checkout_amt: null, sev_deg: 2}
---*/
WITH grouped AS (
  SELECT s.*
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND s.n_setl > 0
    AND (optional(s.clr_way) IN ('40', '50') OR optional(s.grp_code) IS NOT NULL) AND coalesce(optional(s.clr_way), '') <> '2'
), word AS (
  SELECT DISTINCT diag FROM enc_diag
), ruled AS (
  SELECT w.diag, k.level, k.kreg, k.k_from, k.k_to
  FROM word AS w
  JOIN drg_cc AS k ON starts_with(w.diag, k.icd_prefix)
), complicated AS (
  -- Stays with a secondary diagnosis of CC or MCC level, for the institution's share.
  SELECT DISTINCT g.stay_id, g.fixmedins_code
  FROM grouped AS g
  JOIN stay_enc AS e ON e.stay_id = g.stay_id
  JOIN enc_diag AS d ON d.mdtrt_id = e.mdtrt_id AND NOT d.is_main
  JOIN ruled AS r ON r.diag = d.diag AND r.kreg = g.kreg AND g.adm_date >= r.k_from AND g.adm_date < r.k_to
), per_inst AS (
  SELECT g.fixmedins_code, left(g.admdvs, 4) AS city4, COUNT(*) AS stays, COUNT(c.stay_id) AS cc_stays
  FROM grouped AS g
  LEFT JOIN complicated AS c ON c.stay_id = g.stay_id
  GROUP BY g.fixmedins_code, left(g.admdvs, 4)
), per_city AS (
  SELECT city4, SUM(stays) AS stays, SUM(cc_stays) AS cc_stays FROM per_inst GROUP BY city4
), doubt AS (
  SELECT
    stay_id, CASE kind WHEN 'cc' THEN 'a' ELSE 'b' END AS branch, level,
    CASE WHEN kind = 'cc' THEN optional(what) END AS diag, CASE WHEN kind = 'oprn' THEN optional(what) END AS oprn_code,
    CASE
      WHEN kind = 'cc' THEN '次要诊断' || detail || '没有相应的检查、治疗或用药'
      ELSE '手术操作' || detail || '没有相应的手术、麻醉、治疗费用'
    END AS reason, kp_ref
  FROM drg_doubt
  WHERE kind IN ('cc', 'oprn')
), spoken AS (
  SELECT
    stay_id, joined(diag) AS diags, joined(level) AS levels, joined(oprn_code) AS oprns, joined(kp_ref) AS kp_ref,
    remove_matches(replace(joined(reason), '|', '；'), '^；|；$') AS reasons
  FROM doubt
  GROUP BY stay_id
), valued AS (
  SELECT
    d.stay_id, d.branch, g.psn_no, g.fixmedins_code, g.adm_date, g.dscg_date, g.mdtrt_ids, g.medfee, optional(g.clr_way) AS clr_way,
    optional(g.grp_code) AS grp_code, optional(g.grp_std_amt) AS grp_std_amt, k.alt_grp, k.std_amt AS alt_std_amt, k.kp_ref,
    optional(g.grp_std_amt) - k.std_amt AS diff
  FROM (SELECT DISTINCT stay_id, branch FROM doubt) AS d
  JOIN grouped AS g ON g.stay_id = d.stay_id
  LEFT JOIN drg_std AS k
    ON k.grp_code = optional(g.grp_code) AND k.kreg = g.kreg AND g.dscg_date >= k.k_from AND g.dscg_date < k.k_to
)
SELECT
  v.stay_id, v.stay_id AS mdtrt_id, v.branch, v.psn_no, v.fixmedins_code, v.adm_date, v.dscg_date AS occurred_on, v.mdtrt_ids AS related_id,
  v.medfee, v.clr_way, v.grp_code, v.grp_std_amt, v.alt_grp, v.alt_std_amt, s.diags, s.levels, s.oprns, s.reasons,
  coalesce(v.kp_ref, '') || '|' || coalesce(s.kp_ref, '') AS kp_ref,
  CAST(v.diff AS DECIMAL(18,6)) AS hit_amt,
  CASE WHEN v.diff > 0 THEN '，去掉后病组支付标准相差 ' || CAST(CAST(v.diff AS DECIMAL(16,2)) AS VARCHAR) || ' 元' ELSE '' END AS diff_text,
  ratio(i.cc_stays, i.stays) AS cc_share, ratio(c.cc_stays - i.cc_stays, c.stays - i.stays) AS peer_share
FROM valued AS v
JOIN spoken AS s ON s.stay_id = v.stay_id
JOIN per_inst AS i ON i.fixmedins_code = v.fixmedins_code
JOIN per_city AS c ON c.city4 = i.city4
WHERE coalesce(v.diff > 0, TRUE)
