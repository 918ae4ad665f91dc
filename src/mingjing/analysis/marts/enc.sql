/*---
mart: enc
title: 就诊
grain: [mdtrt_id]
pieces: mdtrt_d
doc: >-
  One encounter with its person, institution, diagnoses and settlements. Money sums its net settlements other
  than medical-aid and supplementary ones (setl_type '3'); setl_id is that settlement when there is exactly
  one. Unknown sex (not 1 or 2) and birth dates that are placeholders (1900-01-01) are null. age_y, age_d hold
  on adm_date. x1 knows no RESCUE lines (fee_net.x1 does).
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  fixmedins_type: {type: VARCHAR, zh: 机构类型, needs: [fixmedins_b.fixmedins_type]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  inst_key: {type: VARCHAR, zh: 同一机构的键, needs: [mdtrt_d.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  insu_admdvs: {type: VARCHAR, zh: 参保区划, needs: [psn_info_b.insu_admdvs]}
  insutype: {type: VARCHAR, zh: 险种, needs: [mdtrt_d.insutype]}
  med_type: {type: VARCHAR, zh: 医疗类别, needs: [mdtrt_d.med_type]}
  scene: {type: VARCHAR, zh: 场景（IP 住院，PH 购药，NET 互联网，OP 门诊）, needs: [mdtrt_d.med_type]}
  is_ip: {type: BOOLEAN, zh: 住院, needs: [mdtrt_d.med_type]}
  begntime: {type: TIMESTAMP, zh: 开始时间, needs: [mdtrt_d.begntime]}
  endtime: {type: TIMESTAMP, zh: 结束时间, needs: [mdtrt_d.endtime]}
  adm_date: {type: DATE, zh: 入院（就诊）日期, needs: [mdtrt_d.begntime]}
  dscg_date: {type: DATE, zh: 出院日期（空为未结束）, needs: [mdtrt_d.endtime]}
  hosp_lv: {type: VARCHAR, zh: 医院等级, needs: [fixmedins_b.hosp_lv]}
  hosp_group: {type: BIGINT, zh: 等级组（3 三级，2 二级，1 一级及以下）, needs: [fixmedins_b.hosp_lv]}
  medins_type: {type: VARCHAR, zh: 医疗机构类别, needs: [fixmedins_b.medins_type]}
  medins_natu: {type: VARCHAR, zh: 机构性质, needs: [fixmedins_b.medins_natu]}
  gend: {type: VARCHAR, zh: 性别（1 男，2 女，空为未知）, needs: [psn_info_b.gend]}
  brdy: {type: DATE, zh: 出生日期（占位值为空）, needs: [psn_info_b.brdy]}
  age_y: {type: BIGINT, zh: 就诊时周岁, needs: [psn_info_b.brdy]}
  age_d: {type: BIGINT, zh: 就诊时日龄, needs: [psn_info_b.brdy]}
  chfpdr_code: {type: VARCHAR, zh: 主诊医师代码, needs: [mdtrt_d.chfpdr_code]}
  adm_dept_codg: {type: VARCHAR, zh: 入院科室, needs: [mdtrt_d.adm_dept_codg]}
  dscg_dept_codg: {type: VARCHAR, zh: 出院科室, needs: [mdtrt_d.dscg_dept_codg]}
  adm_bed: {type: VARCHAR, zh: 入院床位, needs: [mdtrt_d.adm_bed]}
  dscg_way: {type: VARCHAR, zh: 离院方式, needs: [mdtrt_d.dscg_way]}
  ipt_type: {type: VARCHAR, zh: 住院类型（1 普通，2 急诊或抢救，3 转院）, needs: [mdtrt_d.ipt_type]}
  trum_flag: {type: VARCHAR, zh: 外伤标志, needs: [mdtrt_d.trum_flag]}
  rel_ttp_flag: {type: VARCHAR, zh: 涉及第三方标志, needs: [mdtrt_d.rel_ttp_flag]}
  days_rinp_flag_31: {type: VARCHAR, zh: 31 天内再住院计划（2 有）, needs: [mdtrt_d.days_rinp_flag_31]}
  dise_no: {type: VARCHAR, zh: 病种编号, needs: [mdtrt_d.dise_no]}
  tel: {type: VARCHAR, zh: 联系电话（就诊登记，没有则为人员登记）, needs: ["mdtrt_d.tel|psn_info_b.tel"]}
  addr: {type: VARCHAR, zh: 联系地址（人员登记）, needs: [psn_info_b.addr]}
  coner_name: {type: VARCHAR, zh: 联系人姓名, needs: [mdtrt_d.coner_name]}
  agnter_name: {type: VARCHAR, zh: 代办人姓名, needs: [mdtrt_d.agnter_name]}
  agnter_tel: {type: VARCHAR, zh: 代办人电话, needs: [mdtrt_d.agnter_tel]}
  refl_old_mdtrt_id: {type: VARCHAR, zh: 转诊前就诊ID, needs: [mdtrt_d.refl_old_mdtrt_id]}
  rloc_type: {type: VARCHAR, zh: 异地安置类别, needs: [mdtrt_d.rloc_type]}
  main_diag: {type: VARCHAR, zh: 主要诊断编码, needs: [mdtrt_d.dscg_maindiag_code]}
  diag: {type: VARCHAR, zh: 诊断列表（'|I10|E11.9|'）, needs: [mdtrt_d.dscg_maindiag_code]}
  n_setl: {type: BIGINT, zh: 净结算数, needs: [setl_d.setl_id]}
  n_setl_all: {type: BIGINT, zh: 净结算数（含医疗救助、补充结算）, needs: [setl_d.setl_id]}
  setl_id: {type: VARCHAR, zh: 唯一净结算ID, needs: [setl_d.setl_id]}
  setl_time: {type: TIMESTAMP, zh: 最后一次结算时间, needs: [setl_d.setl_time]}
  cert: {type: VARCHAR, zh: 就诊凭证类型, needs: [mdtrt_d.mdtrt_cert_type]}
  pay_loc: {type: VARCHAR, zh: 支付地点类别, needs: [setl_d.pay_loc]}
  clr_way: {type: VARCHAR, zh: 清算方式, needs: [setl_d.clr_way]}
  mid_setl: {type: BOOLEAN, zh: 有中途结算, needs: [setl_d.mid_setl_flag]}
  medfee: {type: 'DECIMAL(16,2)', zh: 净医疗费总额, needs: [setl_d.medfee_sumamt]}
  inscp: {type: 'DECIMAL(16,2)', zh: 净符合范围金额, needs: [setl_d.inscp_amt]}
  fund: {type: 'DECIMAL(16,2)', zh: 净基金支付总额, needs: [setl_d.fund_pay_sumamt]}
  acct: {type: 'DECIMAL(16,2)', zh: 净个人账户支出（没有记录为 0）}
  in_scope: {type: BOOLEAN, zh: 人员、机构已知且不只有医疗救助、补充结算}
  x1: {type: BOOLEAN, zh: 急诊、抢救（X1，不含抢救类明细）}
  x2: {type: BOOLEAN, zh: 母婴同账（X2）}
  x5: {type: BOOLEAN, zh: 长期住院照护（X5）}
cases:
  - name: an encounter sums its standing settlements without medical aid
    given:
      mdtrt_d: [{mdtrt_id: I1, endtime: null, insutype: "310"}]
      setl_d:
        - {setl_id: S1, mdtrt_id: I1, medfee_sumamt: 100.00, inscp_amt: 90.00, fund_pay_sumamt: 70.00, acct_pay: 5.00, mid_setl_flag: "1", setl_time: "2026-03-05 10:00:00"}
        - {setl_id: S2, mdtrt_id: I1, medfee_sumamt: 50.00, inscp_amt: 40.00, fund_pay_sumamt: 30.00, acct_pay: 0, setl_time: "2026-03-09 10:00:00"}
        - {setl_id: S3, mdtrt_id: I1, medfee_sumamt: 20.00, inscp_amt: 20.00, fund_pay_sumamt: 20.00, setl_type: "3"}
        - {setl_id: S4, mdtrt_id: I1, medfee_sumamt: 80.00, refd_setl_flag: "1"}
    gives:
      - {mdtrt_id: I1, n_setl: 2, n_setl_all: 3, setl_id: null, medfee: 150.00, inscp: 130.00, fund: 100.00, acct: 5.00, mid_setl: true, dscg_date: null, scene: IP, is_ip: true, in_scope: true}
  - name: an encounter with one settlement carries its number, place and certificate
    given:
      mdtrt_d: [{mdtrt_id: E, med_type: "11", mdtrt_cert_type: "03"}]
      setl_d: [{setl_id: S1, medfee_sumamt: 100.00, pay_loc: "5", mdtrt_cert_type: "01", insutype: "390", insu_admdvs: "510100"}]
    gives:
      - {mdtrt_id: E, setl_id: S1, scene: NET, pay_loc: "5", cert: "01", insutype: "390", insu_admdvs: "510100"}
  - name: an encounter without settlement takes certificate, insurance and division from itself or the register
    given:
      psn_info_b: [{psn_no: P, insutype: "310", insu_admdvs: "510107", tel: "13800000000"}]
      mdtrt_d: [{mdtrt_id: E, insutype: null, mdtrt_cert_type: "02"}]
    gives:
      - {mdtrt_id: E, n_setl: 0, setl_id: null, cert: "02", insutype: "310", insu_admdvs: "510107", tel: "13800000000", medfee: null, in_scope: true}
  - name: an encounter with medical aid only is out of scope
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d: [{setl_id: S1, medfee_sumamt: 100.00, setl_type: "3"}]
    gives: [{mdtrt_id: E, n_setl: 0, n_setl_all: 1, in_scope: false}]
  - name: all diagnoses stand in the list, both halves of a combined code too
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: I10}]
      setl_list_diag_d: [{diag_code: E05.002+H06.2*}, {diag_code: j44.1, maindiag_flag: "1"}]
    gives: [{mdtrt_id: E, diag: "|E05.002|H06.2*|I10|J44.1|", main_diag: J44.1}]
  - name: age counts completed years and days at the encounter
    given:
      psn_info_b: [{psn_no: P, brdy: "2012-02-29"}, {psn_no: B, brdy: "2026-02-02"}, {psn_no: F, brdy: "2026-04-01"}]
      mdtrt_d:
        - {mdtrt_id: E1, begntime: "2026-02-28 10:00:00"}
        - {mdtrt_id: E2, psn_no: B, begntime: "2026-03-02 00:00:00"}
        - {mdtrt_id: E3, psn_no: F, begntime: "2026-03-02 00:00:00"}
    gives:
      - {mdtrt_id: E1, age_y: 13, x2: false}
      - {mdtrt_id: E2, age_y: 0, age_d: 28, x2: true}
      - {mdtrt_id: E3, age_y: null, age_d: null, x2: false}
  - name: emergencies (X1) by kind of admission or medical type
    given:
      mdtrt_d:
        - {mdtrt_id: E1, med_type: "1301"}
        - {mdtrt_id: E2, med_type: "24"}
        - {mdtrt_id: E3, med_type: "21", ipt_type: "2"}
        - {mdtrt_id: E4, med_type: "21", ipt_type: "1"}
    gives: [{mdtrt_id: E1, x1: true}, {mdtrt_id: E2, x1: true}, {mdtrt_id: E3, x1: true}, {mdtrt_id: E4, x1: false}]
  - name: mother and newborn (X2) by diagnosis or medical type
    given:
      mdtrt_d:
        - {mdtrt_id: E1, dscg_maindiag_code: O82.0}
        - {mdtrt_id: E2, dscg_maindiag_code: P59.9}
        - {mdtrt_id: E3, med_type: "2106"}
        - {mdtrt_id: E4, dscg_maindiag_code: O26.9}
    gives: [{mdtrt_id: E1, x2: true}, {mdtrt_id: E2, x2: true}, {mdtrt_id: E3, x2: true}, {mdtrt_id: E4, x2: false}]
  - name: long-stay care (X5) by medical type, settlement by bed day, institution or main diagnosis
    given:
      fixmedins_b: [{fixmedins_code: H1, medins_type: A527}, {fixmedins_code: H2, medins_type: A1}]
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: H2, med_type: "2105"}
        - {mdtrt_id: E2, fixmedins_code: H2, med_type: "21"}
        - {mdtrt_id: E3, fixmedins_code: H1, med_type: "21"}
        - {mdtrt_id: E4, fixmedins_code: H2, med_type: "21", dscg_maindiag_code: F20.0}
        - {mdtrt_id: E5, fixmedins_code: H2, med_type: "21", dscg_maindiag_code: I10}
      setl_d:
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 1.00, clr_way: "3"}
        - {setl_id: S5, mdtrt_id: E5, medfee_sumamt: 1.00, clr_way: "1"}
    gives:
      - {mdtrt_id: E1, x5: true}
      - {mdtrt_id: E2, x5: true}
      - {mdtrt_id: E3, x5: true}
      - {mdtrt_id: E4, x5: true}
      - {mdtrt_id: E5, x5: false}
---*/
WITH counted AS (
  SELECT
    mdtrt_id, COUNT(*) AS n, MIN(diag) AS first_diag, MAX(diag) AS last_diag,
    MIN(CASE WHEN is_main THEN diag END) AS main_diag
  FROM enc_diag
  WHERE mdtrt_id IN (SELECT mdtrt_id FROM mdtrt_d)  -- with `pieces`: of these encounters only
  GROUP BY mdtrt_id
), many AS (
  -- Most encounters have one or two diagnoses, which need no sorted list.
  SELECT d.mdtrt_id, joined(d.diag) AS diag
  FROM enc_diag AS d
  JOIN counted AS c ON c.mdtrt_id = d.mdtrt_id
  WHERE c.n > 2
  GROUP BY d.mdtrt_id
), diagnosed AS (
  SELECT
    c.mdtrt_id, c.main_diag,
    CASE
      WHEN c.n = 1 THEN '|' || c.first_diag || '|'
      WHEN c.n = 2 THEN '|' || c.first_diag || '|' || c.last_diag || '|'
      ELSE m.diag
    END AS diag
  FROM counted AS c
  LEFT JOIN many AS m ON m.mdtrt_id = c.mdtrt_id
), settled AS (
  SELECT
    mdtrt_id,
    COUNT(*) AS n_setl_all,
    SUM(CASE WHEN setl_type = '3' THEN 0 ELSE 1 END) AS n_setl,
    MIN(CASE WHEN setl_type = '3' THEN NULL ELSE setl_id END) AS setl_id,
    MAX(setl_time) AS setl_time,
    MIN(insutype) AS insutype,
    MIN(insu_admdvs) AS insu_admdvs,
    MIN(cert) AS cert,
    MAX(pay_loc) AS pay_loc,
    bool_or(scene = 'NET') AS is_net,
    MAX(clr_way) AS clr_way,
    bool_or(mid_setl) AS mid_setl,
    SUM(CASE WHEN setl_type = '3' THEN 0 ELSE medfee END) AS medfee,
    SUM(CASE WHEN setl_type = '3' THEN 0 ELSE inscp END) AS inscp,
    SUM(CASE WHEN setl_type = '3' THEN 0 ELSE fund END) AS fund,
    SUM(CASE WHEN setl_type = '3' THEN 0 ELSE acct END) AS acct
  FROM setl_net
  WHERE mdtrt_id IN (SELECT mdtrt_id FROM mdtrt_d)
  GROUP BY mdtrt_id
), wide AS (
  SELECT
    m.*,
    s.n_setl, s.n_setl_all, s.setl_id, s.setl_time, s.cert, s.pay_loc, s.is_net, s.clr_way, s.mid_setl, s.medfee,
    s.inscp, s.fund, s.acct, s.insutype AS setl_insutype, s.insu_admdvs AS setl_insu_admdvs,
    d.diag, d.main_diag,
    i.fixmedins_code AS known_inst, i.fixmedins_type, i.uscc, i.admdvs, i.kreg, i.hosp_lv, i.hosp_group, i.medins_type,
    i.medins_natu,
    p.psn_no AS known_psn, p.tel AS psn_tel, p.addr, p.insu_admdvs AS psn_insu_admdvs, p.insutype AS psn_insutype,
    CASE WHEN p.gend IN ('1', '2') THEN p.gend END AS gend,
    CASE WHEN p.brdy > DATE '1900-01-01' THEN p.brdy END AS brdy,
    m.med_type IN (
      '21', '2101', '2102', '2105', '2106', '2107', '2109', '21303', '22', '23', '24', '25', '26', '27', '28', '52'
    ) AS is_ip
  FROM mdtrt_d AS m
  LEFT JOIN settled AS s ON s.mdtrt_id = m.mdtrt_id
  LEFT JOIN diagnosed AS d ON d.mdtrt_id = m.mdtrt_id
  LEFT JOIN inst AS i ON i.fixmedins_code = m.fixmedins_code
  LEFT JOIN psn_info_b AS p ON p.psn_no = m.psn_no
), aged AS (
  SELECT
    *,
    CASE WHEN begntime >= CAST(brdy AS TIMESTAMP) THEN completed_years(brdy, begntime) END AS age_y,
    CASE WHEN begntime >= CAST(brdy AS TIMESTAMP) THEN days_between(brdy, begntime) END AS age_d
  FROM wide
)
SELECT
  mdtrt_id,
  psn_no,
  fixmedins_code,
  fixmedins_type,
  uscc,
  COALESCE(uscc, fixmedins_code) AS inst_key,
  admdvs,
  COALESCE(kreg, 0) AS kreg,
  COALESCE(setl_insu_admdvs, insu_admdvs, psn_insu_admdvs) AS insu_admdvs,
  COALESCE(setl_insutype, insutype, psn_insutype) AS insutype,
  med_type,
  CASE
    WHEN is_ip THEN 'IP'
    WHEN med_type = '41' OR fixmedins_type = '2' THEN 'PH'
    WHEN is_net THEN 'NET'
    ELSE 'OP'
  END AS scene,
  is_ip,
  begntime,
  endtime,
  as_date(begntime) AS adm_date,
  as_date(endtime) AS dscg_date,
  hosp_lv,
  hosp_group,
  medins_type,
  medins_natu,
  gend,
  brdy,
  age_y,
  age_d,
  chfpdr_code,
  adm_dept_codg,
  dscg_dept_codg,
  adm_bed,
  dscg_way,
  ipt_type,
  trum_flag,
  rel_ttp_flag,
  days_rinp_flag_31,
  dise_no,
  COALESCE(tel, psn_tel) AS tel,
  addr,
  coner_name,
  agnter_name,
  agnter_tel,
  refl_old_mdtrt_id,
  rloc_type,
  main_diag,
  diag,
  COALESCE(n_setl, 0) AS n_setl,
  COALESCE(n_setl_all, 0) AS n_setl_all,
  CASE WHEN n_setl = 1 THEN setl_id END AS setl_id,
  setl_time,
  COALESCE(cert, mdtrt_cert_type) AS cert,
  pay_loc,
  clr_way,
  COALESCE(mid_setl, FALSE) AS mid_setl,
  medfee AS medfee,
  inscp AS inscp,
  fund AS fund,
  acct AS acct,
  known_psn IS NOT NULL AND known_inst IS NOT NULL AND NOT (COALESCE(n_setl, 0) = 0 AND COALESCE(n_setl_all, 0) > 0)
    AS in_scope,
  COALESCE(ipt_type = '2', FALSE) OR starts_with(med_type, '13') OR med_type = '24' AS x1,
  COALESCE(
    has_icd(diag, 'O80') OR has_icd(diag, 'O81') OR has_icd(diag, 'O82') OR has_icd(diag, 'O83')
    OR has_icd(diag, 'O84') OR has_icd(diag, 'Z37') OR has_icd(diag, 'P'),
    FALSE
  ) OR med_type IN ('52', '2106', '2107') OR COALESCE(age_d <= 28, FALSE) AS x2,
  med_type IN ('21303', '2105', '71') OR COALESCE(clr_way = '3', FALSE)
    OR COALESCE(starts_with(medins_type, 'A7') OR starts_with(medins_type, 'A527'), FALSE)
    OR COALESCE(starts_with(main_diag, 'F') OR starts_with(main_diag, 'Z51.5'), FALSE) AS x5
FROM aged
