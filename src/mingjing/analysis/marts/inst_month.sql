/*---
mart: inst_month
title: 机构月度
grain: [fixmedins_code, month, scene]
doc: >-
  An institution's month by scene: settlements and persons by the date of settlement, amounts of lines by the date of
  service, nights by the date of discharge. n_new: persons who had not settled there in the 365 days before, as far as the data tell
  (history: days of data before the month). zero_copay: settlements of which the person pays at most 1 % although
  neither medical aid nor civil-servant money came in; n_copay: settlements that tell.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  month: {type: VARCHAR, zh: 月份, needs: [setl_d.setl_time]}
  month_no: {type: BIGINT, zh: 月份序号, needs: [setl_d.setl_time]}
  scene: {type: VARCHAR, zh: 场景（IP 住院，PH 购药，NET 互联网，OP 门诊）, needs: [mdtrt_d.med_type]}
  history: {type: BIGINT, zh: 当月以前数据的日数, needs: [setl_d.setl_time]}
  n_setl: {type: BIGINT, zh: 结算笔数, needs: [setl_d.setl_id]}
  n_person: {type: BIGINT, zh: 人数, needs: [setl_d.psn_no]}
  n_new: {type: BIGINT, zh: 365 日内首次在此结算的人数, needs: [setl_d.psn_no, setl_d.setl_time]}
  nights: {type: BIGINT, zh: 出院人次的住院夜数, needs: [mdtrt_d.endtime]}
  medfee: {type: 'DECIMAL(16,2)', zh: 医疗费总额, needs: [setl_d.medfee_sumamt]}
  inscp: {type: 'DECIMAL(16,2)', zh: 符合范围金额, needs: [setl_d.inscp_amt]}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  acct: {type: 'DECIMAL(16,2)', zh: 个人账户支出, needs: [setl_d.acct_pay]}
  cash: {type: 'DECIMAL(16,2)', zh: 现金支付, needs: [setl_d.cash_payamt]}
  remote: {type: BIGINT, zh: 异地结算笔数, needs: [setl_d.insu_admdvs]}
  ecert: {type: BIGINT, zh: 电子凭证结算笔数, needs: [setl_d.mdtrt_cert_type]}
  n_copay: {type: BIGINT, zh: 有个人负担金额的结算笔数, needs: [setl_d.psn_pay]}
  zero_copay: {type: BIGINT, zh: 个人几乎不负担的结算笔数, needs: [setl_d.psn_pay, setl_d.maf_pay, setl_d.cvlserv_pay]}
  refunds: {type: BIGINT, zh: 被冲正的结算笔数, needs: [setl_d.init_setl_id|setl_d.medfee_sumamt]}
  bed_amt: {type: 'DECIMAL(16,2)', zh: 床位费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  dx_amt: {type: 'DECIMAL(16,2)', zh: 诊察费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  exam_amt: {type: 'DECIMAL(16,2)', zh: 检查费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  lab_amt: {type: 'DECIMAL(16,2)', zh: 化验费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  treat_amt: {type: 'DECIMAL(16,2)', zh: 治疗费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  oprn_amt: {type: 'DECIMAL(16,2)', zh: 手术费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  nurs_amt: {type: 'DECIMAL(16,2)', zh: 护理费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  mat_amt: {type: 'DECIMAL(16,2)', zh: 卫生材料费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  west_amt: {type: 'DECIMAL(16,2)', zh: 西药费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  piece_amt: {type: 'DECIMAL(16,2)', zh: 中药饮片费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  tcm_amt: {type: 'DECIMAL(16,2)', zh: 中成药费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  general_amt: {type: 'DECIMAL(16,2)', zh: 一般诊疗费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  regi_amt: {type: 'DECIMAL(16,2)', zh: 挂号费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
  other_amt: {type: 'DECIMAL(16,2)', zh: 其他费, needs: [fee_list_d.med_chrgitm_type, fee_list_d.det_item_fee_sumamt]}
cases:
  - name: two settlements of a person in a month, one of somebody new without own money, one taken back
    given:
      psn_info_b: [{psn_no: P}, {psn_no: Q}]
      mdtrt_d:
        - {mdtrt_id: E0, psn_no: P}
        - {mdtrt_id: E1, psn_no: P}
        - {mdtrt_id: E2, psn_no: P}
        - {mdtrt_id: E3, psn_no: Q}
        - {mdtrt_id: E4, psn_no: Q}
        - {mdtrt_id: I1, psn_no: Q, begntime: "2026-03-20 09:00:00", endtime: "2026-04-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: E0, bkkp_sn: A, pric: 10, fee_ocur_time: "2026-01-10 09:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, pric: 10, med_chrgitm_type: "05", fee_ocur_time: "2026-03-10 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: C, pric: 20, med_chrgitm_type: "09", fee_ocur_time: "2026-03-11 09:00:00"}
        - {mdtrt_id: E3, bkkp_sn: D, pric: 30, med_chrgitm_type: "09", fee_ocur_time: "2026-03-12 09:00:00"}
        - {mdtrt_id: E4, bkkp_sn: F, pric: 30, fee_ocur_time: "2026-03-13 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: G, pric: 90, fee_ocur_time: "2026-04-01 09:00:00"}
      setl_d:
        - {setl_id: S0, mdtrt_id: E0, psn_pay: 2}
        - {setl_id: S1, mdtrt_id: E1, psn_pay: 2}
        - {setl_id: S2, mdtrt_id: E2}
        - {setl_id: S3, mdtrt_id: E3, psn_pay: "0.3", mdtrt_cert_type: "01"}
        - {setl_id: S4, mdtrt_id: E4, psn_pay: 0}
        - {setl_id: R4, mdtrt_id: E4, medfee_sumamt: -30, inscp_amt: -30, fund_pay_sumamt: -24, init_setl_id: S4, setl_time: "2026-03-13 10:00:00"}
        - {setl_id: S5, mdtrt_id: I1, psn_pay: 20}
    gives:
      - {month: 2026-01, scene: OP, n_setl: 1, n_new: 1, history: 0}
      - {month: 2026-03, month_no: 24315, scene: OP, history: 50, n_setl: 3, n_person: 2, n_new: 1, medfee: 60.00, fund: 48.00, ecert: 1, n_copay: 2, zero_copay: 1, refunds: 1, treat_amt: 10.00, west_amt: 50.00, nights: 0}
      - {month: 2026-04, scene: IP, n_setl: 1, n_new: 0, nights: 13, fund: 72.00, bed_amt: 0.00}
---*/
WITH settled AS (
  SELECT
    n.fixmedins_code, n.psn_no, n.scene, n.setl_date, month_start(n.setl_date) AS month, n.medfee, n.inscp, n.fund, n.acct,
    n.cash, n.remote, n.cert, d.psn_pay, coalesce(d.maf_pay, 0) + coalesce(d.cvlserv_pay, 0) AS aid, n.admdvs
  FROM setl_net AS n
  LEFT JOIN setl_d AS d ON d.setl_id = n.setl_id
  WHERE n.in_scope
), counted AS (
  SELECT
    fixmedins_code, month, scene, MIN(admdvs) AS admdvs, COUNT(*) AS n_setl, COUNT(DISTINCT psn_no) AS n_person,
    SUM(medfee) AS medfee, SUM(inscp) AS inscp, SUM(fund) AS fund, SUM(acct) AS acct, SUM(cash) AS cash,
    COUNT(CASE WHEN remote THEN 1 END) AS remote,
    COUNT(CASE WHEN cert = '01' THEN 1 END) AS ecert,
    COUNT(psn_pay) AS n_copay,
    COUNT(CASE WHEN psn_pay * 100 <= medfee AND aid = 0 THEN 1 END) AS zero_copay
  FROM settled
  GROUP BY fixmedins_code, month, scene
), before AS (
  -- Apart from the sums: what is put in order has four columns instead of thirteen.
  SELECT
    fixmedins_code, psn_no, scene, setl_date,
    LAG(setl_date) OVER (PARTITION BY fixmedins_code, psn_no ORDER BY setl_date, setl_id) AS last_date
  FROM setl_net
  WHERE in_scope
), come AS (
  SELECT fixmedins_code, month_start(setl_date) AS month, scene, COUNT(DISTINCT psn_no) AS n_new
  FROM before
  WHERE last_date IS NULL OR days_between(last_date, setl_date) > 365
  GROUP BY fixmedins_code, month_start(setl_date), scene
), slept AS (
  SELECT fixmedins_code, month_start(dscg_date) AS month, 'IP' AS scene, SUM(nights) AS nights
  FROM stay
  WHERE in_scope AND NOT is_open
  GROUP BY fixmedins_code, month_start(dscg_date)
), taken_back AS (
  SELECT r.fixmedins_code, month_start(as_date(r.rev_time)) AS month, e.scene, COUNT(DISTINCT r.setl_id) AS refunds
  FROM setl_rev AS r
  JOIN enc AS e ON e.mdtrt_id = r.mdtrt_id
  GROUP BY r.fixmedins_code, month_start(as_date(r.rev_time)), e.scene
), billed AS (
  SELECT
    f.fixmedins_code, month_start(f.svc_date) AS month, f.scene,
    SUM(CASE WHEN f.chrg = '01' THEN f.gross ELSE 0 END) AS bed_amt,
    SUM(CASE WHEN f.chrg = '02' THEN f.gross ELSE 0 END) AS dx_amt,
    SUM(CASE WHEN f.chrg = '03' THEN f.gross ELSE 0 END) AS exam_amt,
    SUM(CASE WHEN f.chrg = '04' THEN f.gross ELSE 0 END) AS lab_amt,
    SUM(CASE WHEN f.chrg = '05' THEN f.gross ELSE 0 END) AS treat_amt,
    SUM(CASE WHEN f.chrg = '06' THEN f.gross ELSE 0 END) AS oprn_amt,
    SUM(CASE WHEN f.chrg = '07' THEN f.gross ELSE 0 END) AS nurs_amt,
    SUM(CASE WHEN f.chrg = '08' THEN f.gross ELSE 0 END) AS mat_amt,
    SUM(CASE WHEN f.chrg = '09' THEN f.gross ELSE 0 END) AS west_amt,
    SUM(CASE WHEN f.chrg = '10' THEN f.gross ELSE 0 END) AS piece_amt,
    SUM(CASE WHEN f.chrg = '11' THEN f.gross ELSE 0 END) AS tcm_amt,
    SUM(CASE WHEN f.chrg = '12' THEN f.gross ELSE 0 END) AS general_amt,
    SUM(CASE WHEN f.chrg = '13' THEN f.gross ELSE 0 END) AS regi_amt,
    SUM(CASE WHEN f.chrg = '14' THEN f.gross ELSE 0 END) AS other_amt
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled
  GROUP BY f.fixmedins_code, month_start(f.svc_date), f.scene
)
SELECT
  c.fixmedins_code, month_of(c.month) AS month,
  year_of(c.month) * 12 + CAST(RIGHT(month_of(c.month), 2) AS BIGINT) AS month_no, c.scene,
  GREATEST(days_between(d.first_date, c.month), 0) AS history,
  c.n_setl, c.n_person, coalesce(a.n_new, 0) AS n_new, CAST(coalesce(s.nights, 0) AS BIGINT) AS nights,
  CAST(c.medfee AS DECIMAL(16,2)) AS medfee, CAST(c.inscp AS DECIMAL(16,2)) AS inscp, CAST(c.fund AS DECIMAL(16,2)) AS fund,
  CAST(c.acct AS DECIMAL(16,2)) AS acct, CAST(c.cash AS DECIMAL(16,2)) AS cash, c.remote, c.ecert, c.n_copay, c.zero_copay,
  coalesce(t.refunds, 0) AS refunds,
  CAST(coalesce(f.bed_amt, 0) AS DECIMAL(16,2)) AS bed_amt,
  CAST(coalesce(f.dx_amt, 0) AS DECIMAL(16,2)) AS dx_amt,
  CAST(coalesce(f.exam_amt, 0) AS DECIMAL(16,2)) AS exam_amt,
  CAST(coalesce(f.lab_amt, 0) AS DECIMAL(16,2)) AS lab_amt,
  CAST(coalesce(f.treat_amt, 0) AS DECIMAL(16,2)) AS treat_amt,
  CAST(coalesce(f.oprn_amt, 0) AS DECIMAL(16,2)) AS oprn_amt,
  CAST(coalesce(f.nurs_amt, 0) AS DECIMAL(16,2)) AS nurs_amt,
  CAST(coalesce(f.mat_amt, 0) AS DECIMAL(16,2)) AS mat_amt,
  CAST(coalesce(f.west_amt, 0) AS DECIMAL(16,2)) AS west_amt,
  CAST(coalesce(f.piece_amt, 0) AS DECIMAL(16,2)) AS piece_amt,
  CAST(coalesce(f.tcm_amt, 0) AS DECIMAL(16,2)) AS tcm_amt,
  CAST(coalesce(f.general_amt, 0) AS DECIMAL(16,2)) AS general_amt,
  CAST(coalesce(f.regi_amt, 0) AS DECIMAL(16,2)) AS regi_amt,
  CAST(coalesce(f.other_amt, 0) AS DECIMAL(16,2)) AS other_amt
FROM counted AS c
LEFT JOIN span AS d ON d.city4 = LEFT(c.admdvs, 4)
LEFT JOIN come AS a ON a.fixmedins_code = c.fixmedins_code AND a.month = c.month AND a.scene = c.scene
LEFT JOIN slept AS s ON s.fixmedins_code = c.fixmedins_code AND s.month = c.month AND s.scene = c.scene
LEFT JOIN taken_back AS t ON t.fixmedins_code = c.fixmedins_code AND t.month = c.month AND t.scene = c.scene
LEFT JOIN billed AS f ON f.fixmedins_code = c.fixmedins_code AND f.month = c.month AND f.scene = c.scene
