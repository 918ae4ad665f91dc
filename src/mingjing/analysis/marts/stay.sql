/*---
mart: stay
title: 住院
grain: [stay_id]
doc: >-
  One inpatient episode (see stay_enc). Attributes of admission come from its first encounter, of discharge
  from its last; an open stay has no dscg_ts, nights, bill_days, hours. prev_*: the stay before it, by
  admission, of the person at the same institution (inst_key); prev_gap is negative when they overlap. medfee
  sums the net settlements, without any the lines. x1: emergency admission, or a RESCUE line in the stay.
  x3: planned cycle with respect to prev. x4: transfer, as registered, or prev was discharged to another
  institution, or the person's stay before it anywhere was and ended at most 2 days earlier.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID（首次就诊ID）, needs: [mdtrt_d.mdtrt_id]}
  mdtrt_ids: {type: VARCHAR, zh: 就诊ID列表, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [mdtrt_d.fixmedins_code]}
  inst_key: {type: VARCHAR, zh: 同一机构的键, needs: [mdtrt_d.fixmedins_code]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  insu_admdvs: {type: VARCHAR, zh: 参保区划, needs: [psn_info_b.insu_admdvs]}
  insutype: {type: VARCHAR, zh: 险种, needs: [mdtrt_d.insutype]}
  med_type: {type: VARCHAR, zh: 医疗类别, needs: [mdtrt_d.med_type]}
  hosp_group: {type: BIGINT, zh: 等级组, needs: [fixmedins_b.hosp_lv]}
  medins_type: {type: VARCHAR, zh: 医疗机构类别, needs: [fixmedins_b.medins_type]}
  gend: {type: VARCHAR, zh: 性别, needs: [psn_info_b.gend]}
  age_y: {type: BIGINT, zh: 入院时周岁, needs: [psn_info_b.brdy]}
  age_d: {type: BIGINT, zh: 入院时日龄, needs: [psn_info_b.brdy]}
  adm_ts: {type: TIMESTAMP, zh: 入院时间, needs: [mdtrt_d.begntime]}
  dscg_ts: {type: TIMESTAMP, zh: 出院时间, needs: [mdtrt_d.endtime]}
  adm_date: {type: DATE, zh: 入院日期, needs: [mdtrt_d.begntime]}
  dscg_date: {type: DATE, zh: 出院日期, needs: [mdtrt_d.endtime]}
  is_open: {type: BOOLEAN, zh: 未出院, needs: [mdtrt_d.endtime]}
  last_date: {type: DATE, zh: 最后费用日期, needs: [fee_list_d.fee_ocur_time]}
  nights: {type: BIGINT, zh: 住院夜数, needs: [mdtrt_d.endtime]}
  bill_days: {type: BIGINT, zh: 计费天数（计入不计出，至少 1）, needs: [mdtrt_d.endtime]}
  hours: {type: DOUBLE, zh: 住院小时数, needs: [mdtrt_d.endtime]}
  main_diag: {type: VARCHAR, zh: 主要诊断编码, needs: [mdtrt_d.dscg_maindiag_code]}
  diag: {type: VARCHAR, zh: 诊断列表, needs: [mdtrt_d.dscg_maindiag_code]}
  adm_dept: {type: VARCHAR, zh: 入院科室, needs: [mdtrt_d.adm_dept_codg]}
  dscg_dept: {type: VARCHAR, zh: 出院科室, needs: [mdtrt_d.dscg_dept_codg]}
  dept: {type: VARCHAR, zh: 科室（出院，没有则为入院）, needs: [mdtrt_d.dscg_dept_codg]}
  adm_bed: {type: VARCHAR, zh: 入院床位, needs: [mdtrt_d.adm_bed]}
  dscg_way: {type: VARCHAR, zh: 离院方式, needs: [mdtrt_d.dscg_way]}
  ipt_type: {type: VARCHAR, zh: 住院类型, needs: [mdtrt_d.ipt_type]}
  days_rinp_flag_31: {type: VARCHAR, zh: 31 天内再住院计划（2 有）, needs: [mdtrt_d.days_rinp_flag_31]}
  refl_old_mdtrt_id: {type: VARCHAR, zh: 转诊前就诊ID, needs: [mdtrt_d.refl_old_mdtrt_id]}
  dise_no: {type: VARCHAR, zh: 病种编号, needs: [mdtrt_d.dise_no]}
  tel: {type: VARCHAR, zh: 联系电话, needs: ["mdtrt_d.tel|psn_info_b.tel"]}
  addr: {type: VARCHAR, zh: 联系地址, needs: [psn_info_b.addr]}
  coner_name: {type: VARCHAR, zh: 联系人姓名, needs: [mdtrt_d.coner_name]}
  clr_way: {type: VARCHAR, zh: 清算方式, needs: [setl_d.clr_way]}
  grp_code: {type: VARCHAR, zh: DRG/DIP 病组编码, needs: [setl_d.grp_code]}
  grp_wt: {type: 'DECIMAL(16,4)', zh: 病组权重, needs: [setl_d.grp_wt]}
  grp_std_amt: {type: 'DECIMAL(16,2)', zh: 病组支付标准, needs: [setl_d.grp_std_amt]}
  n_setl: {type: BIGINT, zh: 净结算数, needs: [setl_d.setl_id]}
  n_oprn: {type: BIGINT, zh: 手术操作数, needs: [setl_list_oprn_d.oprn_oprt_code]}
  icu_h: {type: DOUBLE, zh: 重症监护小时数, needs: [icuinfo_d.scs_cutd_inpool_time]}
  medfee: {type: 'DECIMAL(16,2)', zh: 医疗费总额（净结算，没有则为明细）}
  inscp: {type: 'DECIMAL(16,2)', zh: 符合范围金额, needs: [setl_d.inscp_amt]}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  gross: {type: 'DECIMAL(16,2)', zh: 明细总额, needs: [fee_list_d.det_item_fee_sumamt]}
  drug_amt: {type: 'DECIMAL(16,2)', zh: 药费, needs: [fee_list_d.med_chrgitm_type]}
  lab_amt: {type: 'DECIMAL(16,2)', zh: 化验费, needs: [fee_list_d.med_chrgitm_type]}
  exam_amt: {type: 'DECIMAL(16,2)', zh: 检查费, needs: [fee_list_d.med_chrgitm_type]}
  treat_amt: {type: 'DECIMAL(16,2)', zh: 治疗费, needs: [fee_list_d.med_chrgitm_type]}
  oprn_amt: {type: 'DECIMAL(16,2)', zh: 手术费, needs: [fee_list_d.med_chrgitm_type]}
  mat_amt: {type: 'DECIMAL(16,2)', zh: 卫生材料费, needs: [fee_list_d.med_chrgitm_type]}
  nurs_amt: {type: 'DECIMAL(16,2)', zh: 护理费, needs: [fee_list_d.med_chrgitm_type]}
  bed_amt: {type: 'DECIMAL(16,2)', zh: 床位费, needs: [fee_list_d.med_chrgitm_type]}
  prev_stay_id: {type: VARCHAR, zh: 同一机构的上一次住院, needs: [mdtrt_d.mdtrt_id]}
  prev_gap: {type: BIGINT, zh: 距上一次出院的天数, needs: [mdtrt_d.endtime]}
  in_scope: {type: BOOLEAN, zh: 在筛查范围内}
  x1: {type: BOOLEAN, zh: 急诊、抢救（X1）}
  x2: {type: BOOLEAN, zh: 母婴同账（X2）}
  x3: {type: BOOLEAN, zh: 计划周期住院（X3）}
  x4: {type: BOOLEAN, zh: 转院（X4）}
  x5: {type: BOOLEAN, zh: 长期住院照护（X5）}
cases:
  - name: nights, days and money of a stay of two encounters, attributes of admission from the first, of discharge from the last
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2024-12-30 22:00:00", endtime: "2024-12-31 23:59:59", ipt_type: "1", adm_dept_codg: A03, dscg_dept_codg: A04, dscg_way: "9", dscg_maindiag_code: J44.1}
        - {mdtrt_id: I2, begntime: "2025-01-01 00:00:00", endtime: "2025-01-02 10:00:00", ipt_type: "2", dscg_dept_codg: A05, dscg_way: "1", dscg_maindiag_code: J45.0}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1, med_chrgitm_type: "09", pric: 100}
        - {mdtrt_id: I2, setl_id: S2, med_chrgitm_type: "04", pric: 50, fee_ocur_time: "2025-01-01 10:00:00"}
      setl_d:
        - {setl_id: S1, mdtrt_id: I1, medfee_sumamt: 100.00, inscp_amt: 90.00, fund_pay_sumamt: 80.00, setl_time: "2024-12-31 23:59:59"}
        - {setl_id: S2, mdtrt_id: I2, medfee_sumamt: 51.00, inscp_amt: 50.00, fund_pay_sumamt: 40.00, setl_time: "2025-01-02 10:00:00", grp_code: G1, grp_wt: 1.5, grp_std_amt: 9000.00}
      setl_list_oprn_d: [{mdtrt_id: I2, oprn_oprt_code: "45.2300"}]
      icuinfo_d: [{mdtrt_id: I2, scs_cutd_inpool_time: "2025-01-01 10:00:00", scs_cutd_exit_time: "2025-01-01 11:30:00"}]
    gives:
      - {stay_id: I1, mdtrt_ids: "|I1|I2|", adm_date: 2024-12-30, dscg_date: 2025-01-02, nights: 3, bill_days: 3, hours: 60.0, is_open: false, main_diag: J45.0, diag: "|J44.1|J45.0|", adm_dept: A03, dscg_dept: A05, dept: A05, dscg_way: "1", ipt_type: "1", x1: false, n_setl: 2, n_oprn: 1, icu_h: 1.5, medfee: 151.00, inscp: 140.00, fund: 120.00, gross: 150.00, drug_amt: 100.00, lab_amt: 50.00, exam_amt: 0.00, grp_code: G1, grp_wt: 1.5, grp_std_amt: 9000.00, last_date: 2025-01-01, prev_stay_id: null, prev_gap: null}
  - name: out on the day of admission is no night and one day to bill; an open stay has neither
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-05-01 08:00:00", endtime: "2025-05-01 18:00:00"}
        - {mdtrt_id: I2, psn_no: Q, begntime: "2025-05-01 08:00:00", endtime: null}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2, setl_id: null}]
      setl_d: [{setl_id: S1, mdtrt_id: I1, medfee_sumamt: 10.00}]
    gives:
      - {stay_id: I1, nights: 0, bill_days: 1, hours: 10.0, is_open: false}
      - {stay_id: I2, nights: null, bill_days: null, hours: null, is_open: true, dscg_date: null, n_setl: 0, medfee: 10.00, fund: null}
  - name: the stay before is the one at the same institution, by code or credit code
    given:
      fixmedins_b: [{fixmedins_code: H1, uscc: U}, {fixmedins_code: H2, uscc: U}, {fixmedins_code: H3}]
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2025-05-01 08:00:00", endtime: "2025-05-03 18:00:00"}
        - {mdtrt_id: I2, fixmedins_code: H3, begntime: "2025-05-04 08:00:00", endtime: "2025-05-08 18:00:00"}
        - {mdtrt_id: I3, fixmedins_code: H2, begntime: "2025-05-09 08:00:00", endtime: "2025-05-12 18:00:00"}
        - {mdtrt_id: I4, fixmedins_code: H2, begntime: "2025-05-12 08:00:00", endtime: "2025-05-13 18:00:00"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}, {mdtrt_id: I4}]
    gives:
      - {stay_id: I1, prev_stay_id: null, prev_gap: null, x4: false}
      - {stay_id: I2, prev_stay_id: null, prev_gap: null}
      - {stay_id: I3, prev_stay_id: I1, prev_gap: 6}
      - {stay_id: I4, prev_stay_id: I3, prev_gap: 0}
  - name: a planned cycle (X3) by the earlier stay's plan, a diagnosis or an item of either stay
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-05-01 08:00:00", endtime: "2025-05-03 18:00:00", days_rinp_flag_31: "2"}
        - {mdtrt_id: I2, begntime: "2025-05-09 08:00:00", endtime: "2025-05-12 18:00:00"}
        - {mdtrt_id: I3, begntime: "2025-05-19 08:00:00", endtime: "2025-05-22 18:00:00"}
        - {mdtrt_id: I4, begntime: "2025-06-19 08:00:00", endtime: "2025-06-22 18:00:00", dscg_maindiag_code: C34.9}
        - {mdtrt_id: I5, begntime: "2025-07-19 08:00:00", endtime: "2025-07-22 18:00:00"}
        - {mdtrt_id: I6, begntime: "2025-08-19 08:00:00", endtime: "2025-08-22 18:00:00"}
        - {mdtrt_id: I7, begntime: "2025-09-19 08:00:00", endtime: "2025-09-22 18:00:00"}
      setl_list_diag_d: [{mdtrt_id: I4, diag_code: XQ1.1}]
      fee_list_d:
        - {mdtrt_id: I1}
        - {mdtrt_id: I2}
        - {mdtrt_id: I3}
        - {mdtrt_id: I4}
        - {mdtrt_id: I5}
        - {mdtrt_id: I6}
        - {mdtrt_id: I7, med_list_codg: Q0001}
    knowledge:
      readm_exempt: [{kind: any, value: XQ1}, {kind: cls, value: HP}]
      item_class: [{item_code: Q0001, cls: HP, member: 1}]
    gives:
      - {stay_id: I1, x3: false}
      - {stay_id: I2, x3: true}
      - {stay_id: I3, x3: false}
      - {stay_id: I4, x3: true}
      - {stay_id: I5, x3: true}
      - {stay_id: I6, x3: false}
      - {stay_id: I7, x3: true}
  - name: a transfer (X4) as registered, after a discharge to another institution, or two days after one elsewhere
    given:
      mdtrt_d:
        - {mdtrt_id: I1, fixmedins_code: H1, begntime: "2025-05-01 08:00:00", endtime: "2025-05-03 18:00:00", dscg_way: "2"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2025-05-05 08:00:00", endtime: "2025-05-08 18:00:00", dscg_way: "3"}
        - {mdtrt_id: I3, fixmedins_code: H3, begntime: "2025-05-11 08:00:00", endtime: "2025-05-12 18:00:00", dscg_way: "1"}
        - {mdtrt_id: I4, fixmedins_code: H1, begntime: "2025-05-20 08:00:00", endtime: "2025-05-22 18:00:00", dscg_way: "1"}
        - {mdtrt_id: I5, fixmedins_code: H1, begntime: "2025-06-20 08:00:00", endtime: "2025-06-22 18:00:00", ipt_type: "3"}
        - {mdtrt_id: I6, fixmedins_code: H1, begntime: "2025-07-20 08:00:00", endtime: "2025-07-22 18:00:00", refl_old_mdtrt_id: X}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}, {mdtrt_id: I4}, {mdtrt_id: I5}, {mdtrt_id: I6}]
    gives:
      - {stay_id: I1, x4: false}
      - {stay_id: I2, x4: true}
      - {stay_id: I3, x4: false}
      - {stay_id: I4, x4: true}
      - {stay_id: I5, x4: true}
      - {stay_id: I6, x4: true}
  - name: a rescue line makes the stay an emergency (X1)
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2025-05-01 08:00:00", endtime: "2025-05-09 18:00:00"}]
      fee_list_d: [{mdtrt_id: I1, med_list_codg: R0001, fee_ocur_time: "2025-05-05 08:00:00"}]
    knowledge: {item_class: [{item_code: R0001, cls: RESCUE, member: 1}]}
    gives: [{stay_id: I1, x1: true}]
---*/
WITH part AS (
  SELECT s.stay_id, s.nth, s.nth = s.n_enc AS is_last, e.*, l.last_date, l.gross, l.drug_amt, l.lab_amt, l.exam_amt,
    l.treat_amt, l.oprn_amt, l.mat_amt, l.nurs_amt, l.bed_amt
  FROM stay_enc AS s
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id AND e.is_ip  -- as they all are: the others are not read
  LEFT JOIN ip_fee AS l ON l.mdtrt_id = s.mdtrt_id
), grouped_setl AS (
  SELECT s.stay_id, n.grp_code, n.grp_wt, n.grp_std_amt,
    ROW_NUMBER() OVER (PARTITION BY s.stay_id ORDER BY n.setl_time DESC, n.setl_id DESC) AS nth
  FROM setl_net AS n
  JOIN stay_enc AS s ON s.mdtrt_id = n.mdtrt_id
  WHERE n.grp_code IS NOT NULL
), operated AS (
  SELECT stay_id, COUNT(*) AS n_oprn FROM oprn WHERE stay_id IS NOT NULL GROUP BY stay_id
), intensive AS (
  SELECT stay_id, SUM(seconds) AS seconds FROM icu_iv GROUP BY stay_id
), rescued AS (
  SELECT DISTINCT s.stay_id FROM rescue_day AS r JOIN stay_enc AS s ON s.mdtrt_id = r.mdtrt_id
), exempt_item AS (
  SELECT DISTINCT d.med_list_codg, d.kreg
  FROM item_dim AS d
  JOIN readm_exempt AS k ON k.kreg = d.kreg AND k.kind = 'cls' AND has_cls(d.cls, k.value)
), exempt AS (
  SELECT p.stay_id
  FROM part AS p
  JOIN readm_exempt AS k ON k.kreg = p.kreg AND p.adm_date >= k.k_from AND p.adm_date < k.k_to
  WHERE (k.kind = 'any' AND has_icd(p.diag, k.value)) OR (k.kind = 'main' AND starts_with(p.main_diag, k.value))
  UNION
  SELECT s.stay_id
  FROM fee_net AS f
  JOIN exempt_item AS x ON x.med_list_codg = f.med_list_codg AND x.kreg = f.kreg
  JOIN stay_enc AS s ON s.mdtrt_id = f.mdtrt_id
), summed AS (
  SELECT
    stay_id,
    joined(mdtrt_id) AS mdtrt_ids,
    COUNT(*) AS n_enc,
    MIN(diag) AS diag,
    joined(diag) AS diags,
    MAX(CASE WHEN is_last THEN main_diag END) AS last_main,
    MAX(CASE WHEN nth = 1 THEN main_diag END) AS first_main,
    MIN(adm_date) AS adm_date,
    MIN(begntime) AS adm_ts,
    MAX(CASE WHEN is_last THEN endtime END) AS dscg_ts,
    MAX(CASE WHEN is_last THEN dscg_dept_codg END) AS dscg_dept,
    MAX(CASE WHEN is_last THEN dscg_way END) AS dscg_way,
    MAX(CASE WHEN is_last THEN days_rinp_flag_31 END) AS days_rinp_flag_31,
    MAX(CASE WHEN is_last THEN clr_way END) AS clr_way,
    MAX(last_date) AS last_date,
    SUM(n_setl) AS n_setl,
    SUM(medfee) AS medfee,
    SUM(inscp) AS inscp,
    SUM(fund) AS fund,
    SUM(gross) AS gross,
    SUM(drug_amt) AS drug_amt,
    SUM(lab_amt) AS lab_amt,
    SUM(exam_amt) AS exam_amt,
    SUM(treat_amt) AS treat_amt,
    SUM(oprn_amt) AS oprn_amt,
    SUM(mat_amt) AS mat_amt,
    SUM(nurs_amt) AS nurs_amt,
    SUM(bed_amt) AS bed_amt,
    bool_and(in_scope) AS in_scope,
    bool_or(x2) AS x2,
    bool_or(x5) AS x5
  FROM part
  GROUP BY stay_id
), whole AS (
  SELECT
    s.*,
    a.psn_no, a.fixmedins_code, a.inst_key, a.uscc, a.admdvs, a.kreg, a.insu_admdvs, a.insutype, a.med_type, a.hosp_group,
    a.medins_type, a.gend, a.age_y, a.age_d, a.adm_dept_codg AS adm_dept, a.adm_bed, a.ipt_type, a.refl_old_mdtrt_id,
    a.dise_no, a.tel, a.addr, a.coner_name,
    a.x1 OR r.stay_id IS NOT NULL AS x1,
    g.grp_code, g.grp_wt, g.grp_std_amt,
    COALESCE(o.n_oprn, 0) AS n_oprn,
    COALESCE(ratio(c.seconds, 3600), 0) AS icu_h,
    x.stay_id IS NOT NULL AS exempt,
    as_date(s.dscg_ts) AS dscg_date
  FROM summed AS s
  JOIN part AS a ON a.stay_id = s.stay_id AND a.nth = 1
  LEFT JOIN grouped_setl AS g ON g.stay_id = s.stay_id AND g.nth = 1
  LEFT JOIN operated AS o ON o.stay_id = s.stay_id
  LEFT JOIN intensive AS c ON c.stay_id = s.stay_id
  LEFT JOIN rescued AS r ON r.stay_id = s.stay_id
  LEFT JOIN exempt AS x ON x.stay_id = s.stay_id
), chained AS (
  SELECT
    *,
    LAG(stay_id) OVER (PARTITION BY psn_no, inst_key ORDER BY adm_ts, stay_id) AS prev_stay_id,
    LAG(dscg_date) OVER (PARTITION BY psn_no, inst_key ORDER BY adm_ts, stay_id) AS prev_dscg_date,
    LAG(dscg_way) OVER (PARTITION BY psn_no, inst_key ORDER BY adm_ts, stay_id) AS prev_dscg_way,
    LAG(days_rinp_flag_31) OVER (PARTITION BY psn_no, inst_key ORDER BY adm_ts, stay_id) AS prev_planned,
    LAG(exempt) OVER (PARTITION BY psn_no, inst_key ORDER BY adm_ts, stay_id) AS prev_exempt,
    LAG(dscg_date) OVER (PARTITION BY psn_no ORDER BY adm_ts, stay_id) AS last_dscg_date,
    LAG(dscg_way) OVER (PARTITION BY psn_no ORDER BY adm_ts, stay_id) AS last_dscg_way
  FROM whole
)
SELECT
  stay_id,
  mdtrt_ids,
  psn_no,
  fixmedins_code,
  inst_key,
  uscc,
  admdvs,
  kreg,
  insu_admdvs,
  insutype,
  med_type,
  hosp_group,
  medins_type,
  gend,
  age_y,
  age_d,
  adm_ts,
  dscg_ts,
  adm_date,
  dscg_date,
  dscg_date IS NULL AS is_open,
  last_date,
  days_between(adm_date, dscg_date) AS nights,
  CASE WHEN dscg_date IS NOT NULL THEN GREATEST(days_between(adm_date, dscg_date), 1) END AS bill_days,
  ratio(seconds_between(adm_ts, dscg_ts), 3600) AS hours,
  COALESCE(last_main, first_main) AS main_diag,
  CASE WHEN n_enc = 1 THEN diag ELSE REPLACE(REPLACE(diags, '|||', '|'), '||', '|') END AS diag,
  adm_dept,
  dscg_dept,
  COALESCE(dscg_dept, adm_dept) AS dept,
  adm_bed,
  dscg_way,
  ipt_type,
  days_rinp_flag_31,
  refl_old_mdtrt_id,
  dise_no,
  tel,
  addr,
  coner_name,
  clr_way,
  grp_code,
  grp_wt,
  grp_std_amt,
  n_setl,
  n_oprn,
  icu_h,
  COALESCE(medfee, gross) AS medfee,
  inscp AS inscp,
  fund AS fund,
  COALESCE(gross, 0) AS gross,
  COALESCE(drug_amt, 0) AS drug_amt,
  COALESCE(lab_amt, 0) AS lab_amt,
  COALESCE(exam_amt, 0) AS exam_amt,
  COALESCE(treat_amt, 0) AS treat_amt,
  COALESCE(oprn_amt, 0) AS oprn_amt,
  COALESCE(mat_amt, 0) AS mat_amt,
  COALESCE(nurs_amt, 0) AS nurs_amt,
  COALESCE(bed_amt, 0) AS bed_amt,
  prev_stay_id,
  days_between(prev_dscg_date, adm_date) AS prev_gap,
  in_scope,
  x1,
  x2,
  COALESCE(prev_planned = '2', FALSE) OR exempt OR COALESCE(prev_exempt, FALSE) AS x3,
  COALESCE(ipt_type = '3', FALSE) OR refl_old_mdtrt_id IS NOT NULL
    OR COALESCE(prev_dscg_way IN ('2', '3'), FALSE)
    OR COALESCE(last_dscg_way IN ('2', '3') AND days_between(last_dscg_date, adm_date) <= 2, FALSE) AS x4,
  x5
FROM chained
