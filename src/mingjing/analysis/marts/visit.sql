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
  acct: {type: 'DECIMAL(16,2)', zh: 个人账户支出（没有记录为 0）}
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
  - name: 三笔结算的号码都在列表中，升序
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2}]
      setl_d:
        - {setl_id: S3, mdtrt_id: E1, medfee_sumamt: 1}
        - {setl_id: S1, mdtrt_id: E2, medfee_sumamt: 1}
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 1}
    gives: [{mdtrt_ids: "|E1|E2|", setl_ids: "|S1|S2|S3|", n_setl: 3}]
  - name: 全额撤销的结算不成就诊
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 100, inscp_amt: 100, fund_pay_sumamt: 80}
        - {setl_id: S2, mdtrt_id: E1, medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: -80, init_setl_id: S1}
    gives: []
---*/
WITH counted AS (
  SELECT
    s.psn_no, s.fixmedins_code, s.setl_date AS svc_date, s.scene,
    MIN(s.mdtrt_id) AS first_mdtrt, MIN(s.setl_id) AS first_setl,
    COUNT(*) AS n_setl, MIN(s.setl_time) AS first_ts, MAX(s.setl_time) AS last_ts,
    bool_and(CASE WHEN s.cert = '01' THEN TRUE ELSE FALSE END) AS all_ecert,
    SUM(s.fund) AS fund, SUM(s.acct) AS acct, SUM(s.inscp) AS inscp
  FROM setl_net AS s
  WHERE s.in_scope AND s.scene IN ('OP', 'PH', 'NET')
  GROUP BY s.psn_no, s.fixmedins_code, s.setl_date, s.scene
), many AS (
  -- Nearly every visit has one settlement, which needs no sorted lists.
  SELECT s.psn_no, s.fixmedins_code, s.setl_date AS svc_date, s.scene, joined(s.mdtrt_id) AS mdtrt_ids, joined(s.setl_id) AS setl_ids
  FROM setl_net AS s
  JOIN counted AS c
    ON c.psn_no = s.psn_no AND c.fixmedins_code = s.fixmedins_code AND c.svc_date = s.setl_date AND c.scene = s.scene
  WHERE s.in_scope AND c.n_setl > 1
  GROUP BY s.psn_no, s.fixmedins_code, s.setl_date, s.scene
)
SELECT
  c.first_mdtrt AS visit_key, c.psn_no, c.fixmedins_code, i.inst_key, i.admdvs, i.kreg, i.hosp_group, c.svc_date, c.scene,
  CASE
    WHEN m.psn_no IS NOT NULL THEN m.mdtrt_ids
    ELSE '|' || c.first_mdtrt || '|'
  END AS mdtrt_ids,
  CASE
    WHEN m.psn_no IS NOT NULL THEN m.setl_ids
    ELSE '|' || c.first_setl || '|'
  END AS setl_ids,
  c.n_setl, c.first_ts, c.last_ts, c.all_ecert, c.fund, c.acct, c.inscp
FROM counted AS c
JOIN inst AS i ON i.fixmedins_code = c.fixmedins_code
LEFT JOIN many AS m
  ON m.psn_no = c.psn_no AND m.fixmedins_code = c.fixmedins_code AND m.svc_date = c.svc_date AND m.scene = c.scene
