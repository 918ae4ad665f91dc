/*---
mart: inst_bill
title: 机构月度结算
grain: [fixmedins_code, scene, period]
doc: >-
  Settlements of an institution per month and scene that the fund or the personal account paid. Bills: those outside
  the registered chronic diseases (14*), compared with round sums and with the quota of the insured place.
columns:
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  scene: {type: VARCHAR, zh: 场景, needs: [mdtrt_d.med_type]}
  period: {type: VARCHAR, zh: 月份, needs: [setl_d.setl_time]}
  period_no: {type: BIGINT, zh: 月份序号}
  last_date: {type: DATE, zh: 最后结算日期, needs: [setl_d.setl_time]}
  setls: {type: BIGINT, zh: 结算笔数, needs: [setl_d.setl_id]}
  persons: {type: BIGINT, zh: 人数, needs: [setl_d.psn_no]}
  medfee: {type: 'DECIMAL(16,2)', zh: 医疗费总额, needs: [setl_d.medfee_sumamt]}
  fund: {type: 'DECIMAL(16,2)', zh: 基金支付, needs: [setl_d.fund_pay_sumamt]}
  remote: {type: BIGINT, zh: 异地结算笔数, needs: [setl_d.insu_admdvs]}
  remote_ecert: {type: BIGINT, zh: 异地电子凭证结算笔数, needs: [setl_d.mdtrt_cert_type, setl_d.insu_admdvs]}
  bills: {type: BIGINT, zh: 非慢特病结算笔数, needs: [setl_d.setl_id]}
  round_bills: {type: BIGINT, zh: 总额为 50 元整倍数的笔数, needs: [setl_d.medfee_sumamt]}
  capped_bills: {type: BIGINT, zh: 有次均限额的笔数, needs: [setl_d.inscp_amt]}
  near_bills: {type: BIGINT, zh: 符合范围金额为次均限额 95% 至 100% 的笔数, needs: [setl_d.inscp_amt]}
cases:
  - name: round sums, bills near the limit of the visit, and remote sales with electronic certificate
    given:
      mdtrt_d:
        - {mdtrt_id: E1, fixmedins_code: D}
        - {mdtrt_id: E2, fixmedins_code: D}
        - {mdtrt_id: E3, fixmedins_code: D, med_type: "1402"}
        - {mdtrt_id: E4, fixmedins_code: D}
      setl_d:
        - {mdtrt_id: E1, medfee_sumamt: 150, inscp_amt: 95, acct_pay: 1, insutype: "310"}
        - {mdtrt_id: E2, medfee_sumamt: 149.99, inscp_amt: 94.99, acct_pay: 1, insutype: "310", pay_loc: "3", mdtrt_cert_type: "01"}
        - {mdtrt_id: E3, medfee_sumamt: 100, inscp_amt: 100, insutype: "310"}
        - {mdtrt_id: E4, medfee_sumamt: 100, inscp_amt: 0, fund_pay_sumamt: 0, acct_pay: 0}
    knowledge:
      quota: [{insutype: "310", scene: PH, visit_cap: 100, year_cap: 1000}]
    gives:
      - {scene: PH, period: 2026-03, setls: 3, persons: 1, bills: 2, round_bills: 1, capped_bills: 2, near_bills: 1, remote: 1, remote_ecert: 1}
---*/
WITH paid AS (
  SELECT
    s.fixmedins_code, s.scene, s.psn_no, s.setl_date, s.medfee, s.fund, s.inscp, s.remote, s.cert, q.visit_cap,
    CASE WHEN starts_with(s.med_type, '14') THEN FALSE ELSE TRUE END AS is_bill
  FROM setl_net AS s
  LEFT JOIN region_class AS r ON r.admdvs = s.insu_admdvs
  LEFT JOIN quota AS q
    ON q.kreg = COALESCE(r.kreg, 0) AND q.insutype = s.insutype AND q.scene = s.scene AND s.setl_date >= q.k_from
    AND s.setl_date < q.k_to
  WHERE s.in_scope AND s.fund + s.acct > 0
)
SELECT
  fixmedins_code, scene, month_of(setl_date) AS period,
  year_of(month_start(setl_date)) * 12 + CAST(RIGHT(month_of(month_start(setl_date)), 2) AS BIGINT) AS period_no,
  MAX(setl_date) AS last_date, COUNT(*) AS setls, COUNT(DISTINCT psn_no) AS persons, SUM(medfee) AS medfee, SUM(fund) AS fund,
  COUNT(CASE WHEN remote THEN 1 END) AS remote,
  COUNT(CASE WHEN remote AND cert = '01' THEN 1 END) AS remote_ecert,
  COUNT(CASE WHEN is_bill THEN 1 END) AS bills,
  COUNT(CASE WHEN is_bill AND int_mod(medfee * 100, 5000) = 0 THEN 1 END) AS round_bills,
  COUNT(CASE WHEN is_bill AND visit_cap > 0 THEN 1 END) AS capped_bills,
  COUNT(CASE WHEN is_bill AND inscp * 100 >= visit_cap * 95 AND inscp <= visit_cap THEN 1 END) AS near_bills
FROM paid
GROUP BY fixmedins_code, scene, month_of(setl_date), month_start(setl_date)
