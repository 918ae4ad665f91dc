/*---
mart: stay_x
title: 住院特征
grain: [stay_id]
doc: >-
  Closed stays with what the models weigh: the group they are compared with (case_cell; null without one), treatment
  intensity tint (drugs, treatment, materials, operations per bill day) and its rank in the group (0 least, 1 most),
  flags (flag_stay). e_*: what the stays of the other institutions in the group lead one to expect of this one.
  low: among the least tenth, without operation, intensive care, blood, rescue or special nursing. relay: came within
  3 days from a stay at another institution with the same diagnosis (3 characters), both low. nopath: a plain
  admission without any outpatient visit in the 14 days before, where the data reach back so far.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  adm_date: {type: DATE, zh: 入院日期, needs: [mdtrt_d.begntime]}
  dscg_date: {type: DATE, zh: 出院日期, needs: [mdtrt_d.endtime]}
  nights: {type: BIGINT, zh: 住院夜数, needs: [mdtrt_d.endtime]}
  diag3: {type: VARCHAR, zh: 主要诊断前三位, needs: [mdtrt_d.dscg_maindiag_code]}
  flags: {type: VARCHAR, zh: 正当情形标记, needs: [mdtrt_d.mdtrt_id]}
  cell: {type: VARCHAR, zh: 病例组, needs: [mdtrt_d.dscg_maindiag_code]}
  cell_level: {type: BIGINT, zh: 病例组层次, needs: [mdtrt_d.dscg_maindiag_code]}
  n_cell: {type: BIGINT, zh: 病例组住院数, needs: [mdtrt_d.dscg_maindiag_code]}
  n_line: {type: BIGINT, zh: 明细数, needs: [fee_list_d.bkkp_sn]}
  n_item: {type: BIGINT, zh: 不同项目数, needs: [fee_list_d.med_list_codg]}
  tint: {type: DOUBLE, zh: 日均药品治疗耗材手术费, needs: [fee_list_d.med_chrgitm_type, mdtrt_d.endtime]}
  ti_rank: {type: DOUBLE, zh: 治疗强度在病例组中的位次（0 最低，1 最高）, needs: [fee_list_d.med_chrgitm_type, mdtrt_d.endtime, mdtrt_d.dscg_maindiag_code]}
  exam_share: {type: DOUBLE, zh: 检查化验费占比, needs: [fee_list_d.med_chrgitm_type]}
  low: {type: BOOLEAN, zh: 治疗强度极低, needs: [fee_list_d.med_chrgitm_type, mdtrt_d.endtime, mdtrt_d.dscg_maindiag_code, fee_list_d.med_list_codg]}
  nopath: {type: BOOLEAN, zh: 入院前十四日内没有门诊, needs: [mdtrt_d.ipt_type, setl_d.setl_time]}
  elsewhere: {type: BIGINT, zh: 在院期间他院就诊日数, needs: [setl_d.setl_time, mdtrt_d.endtime, fee_list_d.med_chrgitm_type]}
  wcfail: {type: BIGINT, zh: 查床未在位日数, needs: [wardcheck_d.crtf_time, wardcheck_d.crtf_rslt]}
  batch: {type: DOUBLE, zh: 同进同出的罕见程度（−log10 概率）, needs: ["mdtrt_d.tel|psn_info_b.tel|psn_info_b.addr|psn_info_b.insu_admdvs", mdtrt_d.endtime]}
  relay: {type: BOOLEAN, zh: 低强度住院相接, needs: [fee_list_d.med_chrgitm_type, mdtrt_d.endtime, mdtrt_d.dscg_maindiag_code]}
  e_low: {type: DOUBLE, zh: 治疗强度极低的期望, needs: [fee_list_d.med_chrgitm_type, mdtrt_d.endtime, mdtrt_d.dscg_maindiag_code, fee_list_d.med_list_codg]}
  e_nopath: {type: DOUBLE, zh: 没有门诊的期望, needs: [mdtrt_d.ipt_type, setl_d.setl_time, mdtrt_d.dscg_maindiag_code]}
  e_elsewhere: {type: DOUBLE, zh: 有他院就诊的期望, needs: [setl_d.setl_time, mdtrt_d.endtime, fee_list_d.med_chrgitm_type, mdtrt_d.dscg_maindiag_code]}
  e_wcfail: {type: DOUBLE, zh: 有查床未在位的期望, needs: [wardcheck_d.crtf_time, wardcheck_d.crtf_rslt, mdtrt_d.dscg_maindiag_code]}
  e_nights: {type: DOUBLE, zh: 住院夜数的期望, needs: [mdtrt_d.endtime, mdtrt_d.dscg_maindiag_code]}
  e_medfee: {type: DOUBLE, zh: 医疗费的期望, needs: [setl_d.medfee_sumamt, mdtrt_d.dscg_maindiag_code]}
cases:
  - name: the stay with the least treatment of sixty is low, another of its hospital is not
    given:
      psn_info_b: [{repeat: {h: 6, n: 10}, psn_no: "=PY<h>-<n>"}]
      fixmedins_b: [{repeat: {h: 6}, fixmedins_code: "=HY<h>"}, {fixmedins_code: H6}]
      mdtrt_d:
        - {repeat: {h: 6, n: 10}, mdtrt_id: "=IY<h>-<n>", psn_no: "=PY<h>-<n>", fixmedins_code: "=HY<h>", med_type: "21", dscg_maindiag_code: QQ7.0, begntime: "2026-05-04 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I6, psn_no: P6, fixmedins_code: H6, ipt_type: "1", dscg_maindiag_code: QQ7.1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: I7, psn_no: P7, fixmedins_code: H6, ipt_type: "1", dscg_maindiag_code: QQ7.1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-08 10:00:00"}
        - {mdtrt_id: E0, psn_no: P0, fixmedins_code: H6, begntime: "2026-04-01 09:00:00"}
        - {mdtrt_id: E7, psn_no: P7, fixmedins_code: H6, begntime: "2026-04-30 09:00:00"}
      fee_list_d:
        - {repeat: {h: 6, n: 10}, bkkp_sn: "=LY<h>-<n>", mdtrt_id: "=IY<h>-<n>", med_chrgitm_type: "05", pric: "<n>00", fee_ocur_time: "2026-05-05 09:00:00"}
        - {mdtrt_id: I6, bkkp_sn: L61, med_chrgitm_type: "05", pric: 80, fee_ocur_time: "2026-05-05 09:00:00"}
        - {mdtrt_id: I6, bkkp_sn: L62, med_chrgitm_type: "03", pric: 320, fee_ocur_time: "2026-05-05 09:00:00"}
        - {mdtrt_id: I7, bkkp_sn: L71, med_chrgitm_type: "05", pric: 800, fee_ocur_time: "2026-05-05 09:00:00"}
        - {mdtrt_id: E0, bkkp_sn: L0, fee_ocur_time: "2026-04-01 09:00:00"}
        - {mdtrt_id: E7, bkkp_sn: L7, fee_ocur_time: "2026-04-30 09:00:00"}
    gives:
      - {stay_id: I6, cell: "1|QQ7|0|3|1|", n_cell: 62, n_line: 2, tint: 20.0, ti_rank: 0.0, exam_share: 0.8, low: true, nopath: true, elsewhere: 0, wcfail: 0, batch: 0.0, relay: false, e_low: 0.1, e_nights: 4.0, e_medfee: 550.0, flags: ""}
      - {stay_id: I7, tint: 200.0, low: false, nopath: false}
---*/
WITH closed AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.inst_key, s.admdvs, s.adm_ts, s.adm_date, s.dscg_date, s.nights,
    LEFT(s.main_diag, 3) AS diag3, s.ipt_type, s.n_oprn, s.icu_h, s.medfee,
    s.drug_amt + s.treat_amt + s.mat_amt + s.oprn_amt AS care, s.bill_days, s.lab_amt + s.exam_amt AS tests, s.gross
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open
), called AS (
  SELECT DISTINCT s.stay_id
  FROM closed AS s
  JOIN visit AS v ON v.psn_no = s.psn_no AND v.scene = 'OP' AND v.svc_date <= s.adm_date AND v.svc_date >= add_days(s.adm_date, -14)
), away AS (
  SELECT stay_id, COUNT(*) AS n FROM stay_out GROUP BY stay_id
), unmet AS (
  SELECT stay_id, COUNT(*) AS n FROM stay_check GROUP BY stay_id
), tied AS (
  SELECT stay_id, MAX(pois(persons, expected)) AS batch FROM stay_tie GROUP BY stay_id
), valued AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.inst_key, s.admdvs, s.adm_ts, s.adm_date, s.dscg_date, s.nights, s.diag3, s.medfee,
    ratio(s.care, s.bill_days) AS tint,
    ratio(s.tests, s.gross) AS exam_share,
    f.n_line, f.n_item,
    s.n_oprn = 0 AND s.icu_h = 0 AND NOT coalesce(f.grave OR f.oprn_line, FALSE) AS plain,
    CASE
      WHEN add_days(s.adm_date, -14) < d.first_date OR s.ipt_type IS NULL THEN NULL
      ELSE s.ipt_type = '1' AND v.stay_id IS NULL
    END AS nopath,
    coalesce(a.n, 0) AS elsewhere,
    coalesce(u.n, 0) AS wcfail,
    coalesce(t.batch, CAST(0 AS DOUBLE)) AS batch,
    coalesce(g.flags, '') AS flags,
    c.cell, c.level, c.n_cell, c.c1, c.c2, c.c3, c.c4
  FROM closed AS s
  LEFT JOIN stay_fee AS f ON f.stay_id = s.stay_id
  LEFT JOIN span AS d ON d.city4 = LEFT(s.admdvs, 4)
  LEFT JOIN called AS v ON v.stay_id = s.stay_id
  LEFT JOIN away AS a ON a.stay_id = s.stay_id
  LEFT JOIN unmet AS u ON u.stay_id = s.stay_id
  LEFT JOIN tied AS t ON t.stay_id = s.stay_id
  LEFT JOIN flag_stay AS g ON g.stay_id = s.stay_id
  LEFT JOIN case_cell AS c ON c.stay_id = s.stay_id
), placed AS (
  SELECT
    v.*,
    CASE v.level
      WHEN 1 THEN RANK() OVER (PARTITION BY v.c1 ORDER BY v.tint)
      WHEN 2 THEN RANK() OVER (PARTITION BY v.c2 ORDER BY v.tint)
      WHEN 3 THEN RANK() OVER (PARTITION BY v.c3 ORDER BY v.tint)
      WHEN 4 THEN RANK() OVER (PARTITION BY v.c4 ORDER BY v.tint)
    END AS place
  FROM valued AS v
), ranked AS (
  SELECT
    p.*, ratio(p.place - 1, p.n_cell - 1) AS ti_rank,
    p.plain AND coalesce((p.place - 1) * 10 <= p.n_cell - 1, FALSE) AS low
  FROM placed AS p
), part AS (
  SELECT r.c1 AS cell, r.fixmedins_code, r.low, r.nopath, r.elsewhere, r.wcfail, r.nights, r.medfee FROM ranked AS r
  UNION ALL
  SELECT r.c2 AS cell, r.fixmedins_code, r.low, r.nopath, r.elsewhere, r.wcfail, r.nights, r.medfee FROM ranked AS r
  UNION ALL
  SELECT r.c3 AS cell, r.fixmedins_code, r.low, r.nopath, r.elsewhere, r.wcfail, r.nights, r.medfee FROM ranked AS r
  UNION ALL
  SELECT r.c4 AS cell, r.fixmedins_code, r.low, r.nopath, r.elsewhere, r.wcfail, r.nights, r.medfee FROM ranked AS r
), own AS (
  SELECT
    cell, fixmedins_code, COUNT(*) AS n, COUNT(nopath) AS n_path, COUNT(medfee) AS n_fee,
    COUNT(CASE WHEN low THEN 1 END) AS low, COUNT(CASE WHEN nopath THEN 1 END) AS nopath,
    COUNT(CASE WHEN elsewhere > 0 THEN 1 END) AS elsewhere, COUNT(CASE WHEN wcfail > 0 THEN 1 END) AS wcfail,
    SUM(nights) AS nights, SUM(medfee) AS medfee
  FROM part
  WHERE cell IS NOT NULL
  GROUP BY cell, fixmedins_code
), together AS (
  SELECT
    cell, SUM(n) AS n, SUM(n_path) AS n_path, SUM(n_fee) AS n_fee, SUM(low) AS low, SUM(nopath) AS nopath,
    SUM(elsewhere) AS elsewhere, SUM(wcfail) AS wcfail, SUM(nights) AS nights, SUM(medfee) AS medfee
  FROM own
  GROUP BY cell
), chained AS (
  SELECT
    stay_id,
    LAG(inst_key) OVER (PARTITION BY psn_no ORDER BY adm_ts, stay_id) AS prev_key,
    LAG(dscg_date) OVER (PARTITION BY psn_no ORDER BY adm_ts, stay_id) AS prev_end,
    LAG(diag3) OVER (PARTITION BY psn_no ORDER BY adm_ts, stay_id) AS prev_diag3,
    LAG(low) OVER (PARTITION BY psn_no ORDER BY adm_ts, stay_id) AS prev_low
  FROM ranked
)
SELECT
  r.stay_id, r.psn_no, r.fixmedins_code, r.admdvs, r.adm_date, r.dscg_date, r.nights, r.diag3, r.flags, r.cell,
  r.level AS cell_level, r.n_cell, r.n_line, r.n_item, r.tint, r.ti_rank, r.exam_share, r.low, r.nopath, r.elsewhere,
  r.wcfail, r.batch,
  coalesce(
    r.low AND h.prev_low AND h.prev_key <> r.inst_key AND h.prev_diag3 = r.diag3
      AND days_between(h.prev_end, r.adm_date) BETWEEN 0 AND 3, FALSE
  ) AS relay,
  ratio(t.low - o.low, t.n - o.n) AS e_low,
  ratio(t.nopath - o.nopath, t.n_path - o.n_path) AS e_nopath,
  ratio(t.elsewhere - o.elsewhere, t.n - o.n) AS e_elsewhere,
  ratio(t.wcfail - o.wcfail, t.n - o.n) AS e_wcfail,
  ratio(t.nights - o.nights, t.n - o.n) AS e_nights,
  ratio(t.medfee - o.medfee, t.n_fee - o.n_fee) AS e_medfee
FROM ranked AS r
JOIN chained AS h ON h.stay_id = r.stay_id
LEFT JOIN own AS o ON o.cell = r.cell AND o.fixmedins_code = r.fixmedins_code
LEFT JOIN together AS t ON t.cell = r.cell
