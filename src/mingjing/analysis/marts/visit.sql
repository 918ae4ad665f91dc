/*---
mart: visit
title: 门诊购药就诊日
grain: [psn_no, fixmedins_code, svc_date, scene]
doc: >-
  Person, institution and date of outpatient, pharmacy and internet care with at least one net settlement:
  several encounters of one day count as one visit. Dates and times are those of the settlements.
columns:
  visit_key: {type: VARCHAR, zh: 就诊日的键（当日最小的就诊ID）, needs: [mdtrt_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  inst_key: {type: VARCHAR, zh: 同一机构的键, needs: [setl_d.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  hosp_group: {type: BIGINT, zh: 等级组, needs: [fixmedins_b.hosp_lv]}
  svc_date: {type: DATE, zh: 结算日期, needs: [setl_d.setl_time]}
  scene: {type: VARCHAR, zh: 场景（OP 门诊，PH 购药，NET 互联网）, needs: [mdtrt_d.med_type]}
  mdtrt_ids: {type: VARCHAR, zh: 就诊ID列表, needs: [mdtrt_d.mdtrt_id]}
  setl_ids: {type: VARCHAR, zh: 结算ID列表, needs: [setl_d.setl_id]}
  n_setl: {type: BIGINT, zh: 结算笔数, needs: [setl_d.setl_id]}
  first_ts: {type: TIMESTAMP, zh: 当日首次结算时间, needs: [setl_d.setl_time]}
  last_ts: {type: TIMESTAMP, zh: 当日末次结算时间, needs: [setl_d.setl_time]}
  all_ecert: {type: BOOLEAN, zh: 全部用电子凭证, needs: [setl_d.mdtrt_cert_type]}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  acct: {type: 'DECIMAL(16,2)', zh: 个人账户支出, needs: [setl_d.acct_pay]}
  inscp: {type: 'DECIMAL(16,2)', zh: 符合范围金额, needs: [setl_d.inscp_amt]}
cases:
  - name: 同人同店同日两笔结算是一个就诊日，住院不在其中
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: I1}
      fee_list_d:
        - {mdtrt_id: E1, pric: 30, fee_ocur_time: "2026-05-06 09:00:00"}
        - {mdtrt_id: E2, pric: 20, fee_ocur_time: "2026-05-06 18:00:00"}
        - {mdtrt_id: I1, pric: 20, fee_ocur_time: "2026-05-06 18:00:00"}
    gives:
      - {psn_no: P, fixmedins_code: D, svc_date: "2026-05-06", scene: PH, n_setl: 2, fund: 40.00, inscp: 50.00, mdtrt_ids: "|E1|E2|", visit_key: E1}
  - name: 全额撤销的结算不成就诊
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 80}
        - {setl_id: S2, mdtrt_id: E1, medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: -80, init_setl_id: S1}
    gives: []
---*/
SELECT
  MIN(s.mdtrt_id) AS visit_key,
  s.psn_no, s.fixmedins_code,
  MIN(i.inst_key) AS inst_key, MIN(s.admdvs) AS admdvs, MIN(s.kreg) AS kreg, MIN(i.hosp_group) AS hosp_group,
  s.setl_date AS svc_date, s.scene,
  joined(s.mdtrt_id) AS mdtrt_ids, joined(s.setl_id) AS setl_ids,
  COUNT(*) AS n_setl,
  MIN(s.setl_time) AS first_ts, MAX(s.setl_time) AS last_ts,
  bool_and(CASE WHEN s.cert = '01' THEN TRUE ELSE FALSE END) AS all_ecert,
  CAST(SUM(s.fund) AS DECIMAL(16,2)) AS fund,
  CAST(SUM(s.acct) AS DECIMAL(16,2)) AS acct,
  CAST(SUM(s.inscp) AS DECIMAL(16,2)) AS inscp
FROM setl_net AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
WHERE s.in_scope AND s.scene IN ('OP', 'PH', 'NET')
GROUP BY s.psn_no, s.fixmedins_code, s.setl_date, s.scene
