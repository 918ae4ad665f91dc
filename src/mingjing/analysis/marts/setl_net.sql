/*---
mart: setl_net
title: 净结算
grain: [setl_id]
pieces: setl_d
piece_bytes: 200
doc: >-
  One original settlement that still stands, its money less what was taken back (see setl_rev, setl_dead).
  scene follows the encounter's med_type. in_scope is rule X0 without amounts: person, institution and
  encounter are known and it is not a medical-aid or supplementary settlement (setl_type '3').
columns:
  setl_id: {type: VARCHAR, zh: 结算ID, needs: [setl_d.setl_id]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [setl_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  fixmedins_type: {type: VARCHAR, zh: 机构类型, needs: [fixmedins_b.fixmedins_type]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  setl_time: {type: TIMESTAMP, zh: 结算时间, needs: [setl_d.setl_time]}
  setl_date: {type: DATE, zh: 结算日期, needs: [setl_d.setl_time]}
  has_time: {type: BOOLEAN, zh: 结算时间带钟点, needs: [setl_d.setl_time]}
  med_type: {type: VARCHAR, zh: 医疗类别, needs: [setl_d.setl_id]}
  scene: {type: VARCHAR, zh: 场景（IP 住院，PH 购药，NET 互联网，OP 门诊）, needs: [setl_d.setl_id]}
  insutype: {type: VARCHAR, zh: 险种, needs: [setl_d.insutype]}
  insu_admdvs: {type: VARCHAR, zh: 参保区划, needs: [setl_d.insu_admdvs]}
  remote: {type: BOOLEAN, zh: 异地就医, needs: [setl_d.insu_admdvs]}
  cert: {type: VARCHAR, zh: 就诊凭证类型, needs: [setl_d.mdtrt_cert_type]}
  pay_loc: {type: VARCHAR, zh: 支付地点类别, needs: [setl_d.pay_loc]}
  setl_type: {type: VARCHAR, zh: 结算类别, needs: [setl_d.setl_type]}
  clr_way: {type: VARCHAR, zh: 清算方式, needs: [setl_d.clr_way]}
  terminal_no: {type: VARCHAR, zh: 终端号, needs: [setl_d.terminal_no]}
  invono: {type: VARCHAR, zh: 发票号, needs: [setl_d.invono]}
  grp_code: {type: VARCHAR, zh: DRG/DIP 病组编码, needs: [setl_d.grp_code]}
  grp_wt: {type: 'DECIMAL(16,4)', zh: 病组权重, needs: [setl_d.grp_wt]}
  grp_std_amt: {type: 'DECIMAL(16,2)', zh: 病组支付标准, needs: [setl_d.grp_std_amt]}
  mid_setl: {type: BOOLEAN, zh: 中途结算, needs: [setl_d.mid_setl_flag]}
  medfee: {type: 'DECIMAL(16,2)', zh: 净医疗费总额, needs: [setl_d.medfee_sumamt]}
  inscp: {type: 'DECIMAL(16,2)', zh: 净符合范围金额, needs: [setl_d.inscp_amt]}
  fund: {type: 'DECIMAL(16,2)', zh: 净基金支付总额, needs: [setl_d.fund_pay_sumamt]}
  acct: {type: 'DECIMAL(16,2)', zh: 净个人账户支出（没有记录为 0）}
  pool: {type: 'DECIMAL(16,2)', zh: 统筹基金支出（原结算）, needs: [setl_d.hifp_pay]}
  cash: {type: 'DECIMAL(16,2)', zh: 净现金支付, needs: [setl_d.cash_payamt]}
  overlmt: {type: 'DECIMAL(16,2)', zh: 净超限价自费, needs: [setl_d.overlmt_selfpay]}
  r: {type: DOUBLE, zh: 基金支付比（基金 ÷ 符合范围金额，0 至 1）, needs: [setl_d.fund_pay_sumamt, setl_d.inscp_amt]}
  in_scope: {type: BOOLEAN, zh: 在筛查范围内}
cases:
  - name: money is the original's less its reversals
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, inscp_amt: 90.00, fund_pay_sumamt: 72.00, acct_pay: 10.00, cash_payamt: 18.00}
        - {setl_id: R1, medfee_sumamt: -40.00, inscp_amt: -36.00, fund_pay_sumamt: -28.80, acct_pay: -4.00, cash_payamt: -7.20, init_setl_id: S1}
    gives: [{setl_id: S1, medfee: 60.00, inscp: 54.00, fund: 43.20, acct: 6.00, cash: 10.80, r: 0.8}]
  - name: a reversal without a number cancels the settlement of the opposite amount
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R1, medfee_sumamt: -100.00, setl_time: "2025-05-01 10:05:00"}
        - {setl_id: S2, medfee_sumamt: 90.00, setl_time: "2025-05-01 10:10:00"}
    gives: [{setl_id: S2, medfee: 90.00}]
  - name: a cancelled, a flagged and an invalid settlement are not here, an unmarked one is
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, refd_setl_flag: "1"}
        - {setl_id: S2, medfee_sumamt: 100.00, vali_flag: "0"}
        - {setl_id: S3, medfee_sumamt: 100.00, vali_flag: null}
        - {setl_id: S4, medfee_sumamt: 100.00, vali_flag: "1"}
    gives: [{setl_id: S3}, {setl_id: S4}]
  - name: the fund share stays between 0 and 1 and is unknown without a base
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, inscp_amt: 50.00, fund_pay_sumamt: 80.00}
        - {setl_id: S2, medfee_sumamt: 100.00, inscp_amt: 0.00, fund_pay_sumamt: 80.00}
    gives: [{setl_id: S1, r: 1.0}, {setl_id: S2, r: null}]
  - name: the scene follows medical type, then pharmacy, then internet hospital
    given:
      mdtrt_d:
        - {mdtrt_id: E1, med_type: "52"}
        - {mdtrt_id: E2, med_type: "11", fixmedins_code: D}
        - {mdtrt_id: E3, med_type: "41"}
        - {mdtrt_id: E4, med_type: "11"}
        - {mdtrt_id: E5, med_type: "71"}
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 1.00, pay_loc: "5"}
        - {setl_id: S2, mdtrt_id: E2, medfee_sumamt: 1.00, pay_loc: "5"}
        - {setl_id: S3, mdtrt_id: E3, medfee_sumamt: 1.00}
        - {setl_id: S4, mdtrt_id: E4, medfee_sumamt: 1.00, pay_loc: "5"}
        - {setl_id: S5, mdtrt_id: E5, medfee_sumamt: 1.00, pay_loc: "2"}
    gives:
      - {setl_id: S1, scene: IP}
      - {setl_id: S2, scene: PH}
      - {setl_id: S3, scene: PH}
      - {setl_id: S4, scene: NET}
      - {setl_id: S5, scene: OP}
  - name: a settlement is remote by place of payment or by another city of insurance
    given:
      fixmedins_b: [{fixmedins_code: H, fix_blng_admdvs: "510104"}]
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 1.00, insu_admdvs: "510107"}
        - {setl_id: S2, medfee_sumamt: 1.00, insu_admdvs: "510300"}
        - {setl_id: S3, medfee_sumamt: 1.00, insu_admdvs: "510107", pay_loc: "6"}
    gives: [{setl_id: S1, remote: false}, {setl_id: S2, remote: true}, {setl_id: S3, remote: true}]
  - name: medical aid and unknown persons are out of scope
    given:
      mdtrt_d: [{mdtrt_id: E1}, {mdtrt_id: E2, psn_no: =GHOST}]
      setl_d:
        - {setl_id: S1, mdtrt_id: E1, medfee_sumamt: 1.00, setl_type: "2"}
        - {setl_id: S2, mdtrt_id: E1, medfee_sumamt: 1.00, setl_type: "3"}
        - {setl_id: S3, mdtrt_id: E2, medfee_sumamt: 1.00}
    gives: [{setl_id: S1, in_scope: true}, {setl_id: S2, in_scope: false}, {setl_id: S3, in_scope: false}]
---*/
WITH taken_back AS (
  SELECT
    setl_id, SUM(medfee) AS medfee, SUM(inscp) AS inscp, SUM(fund) AS fund, SUM(acct) AS acct, SUM(cash) AS cash,
    SUM(overlmt) AS overlmt
  FROM setl_rev
  GROUP BY setl_id
), net AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.setl_time, s.med_type, s.insutype, s.insu_admdvs,
    s.mdtrt_cert_type, s.pay_loc, s.setl_type, s.clr_way, s.terminal_no, s.invono, s.grp_code, s.grp_wt,
    s.grp_std_amt, s.mid_setl_flag,
    s.medfee_sumamt + COALESCE(t.medfee, 0) AS medfee,
    s.inscp_amt + COALESCE(t.inscp, 0) AS inscp,
    s.fund_pay_sumamt + COALESCE(t.fund, 0) AS fund,
    COALESCE(s.acct_pay, 0) + COALESCE(t.acct, 0) AS acct,
    s.hifp_pay AS pool,
    s.cash_payamt + COALESCE(t.cash, 0) AS cash,
    s.overlmt_selfpay + COALESCE(t.overlmt, 0) AS overlmt,
    COALESCE(s.vali_flag, '1') <> '0' AND (s.init_setl_id IS NULL OR s.init_setl_id = s.setl_id)
      AND s.medfee_sumamt >= 0 AND d.setl_id IS NULL AS stands
  FROM setl_d AS s
  LEFT JOIN taken_back AS t ON t.setl_id = s.setl_id
  LEFT JOIN setl_dead AS d ON d.setl_id = s.setl_id
)
SELECT
  n.setl_id,
  n.mdtrt_id,
  n.psn_no,
  n.fixmedins_code,
  i.fixmedins_type,
  i.uscc,
  i.admdvs,
  COALESCE(i.kreg, 0) AS kreg,
  n.setl_time,
  as_date(n.setl_time) AS setl_date,
  has_clock(n.setl_time) AS has_time,
  COALESCE(n.med_type, m.med_type) AS med_type,
  CASE
    WHEN COALESCE(m.med_type, n.med_type) IN (
      '21', '2101', '2102', '2105', '2106', '2107', '2109', '21303', '22', '23', '24', '25', '26', '27', '28', '52'
    ) THEN 'IP'
    WHEN COALESCE(m.med_type, n.med_type) = '41' OR i.fixmedins_type = '2' THEN 'PH'
    WHEN n.pay_loc = '5' THEN 'NET'
    ELSE 'OP'
  END AS scene,
  COALESCE(n.insutype, m.insutype) AS insutype,
  COALESCE(n.insu_admdvs, m.insu_admdvs, p.insu_admdvs) AS insu_admdvs,
  COALESCE(
    n.pay_loc IN ('3', '4', '6')
    OR SUBSTR(COALESCE(n.insu_admdvs, m.insu_admdvs, p.insu_admdvs), 1, 4) <> i.city4,
    FALSE
  ) AS remote,
  COALESCE(n.mdtrt_cert_type, m.mdtrt_cert_type) AS cert,
  n.pay_loc,
  n.setl_type,
  n.clr_way,
  n.terminal_no,
  n.invono,
  n.grp_code,
  n.grp_wt,
  n.grp_std_amt,
  COALESCE(n.mid_setl_flag = '1', FALSE) AS mid_setl,
  n.medfee,
  n.inscp,
  n.fund,
  n.acct,
  n.pool,
  n.cash,
  n.overlmt,
  CASE WHEN n.inscp > 0 THEN LEAST(1, GREATEST(0, ratio(n.fund, n.inscp))) END AS r,
  m.mdtrt_id IS NOT NULL AND p.psn_no IS NOT NULL AND i.fixmedins_code IS NOT NULL
    AND COALESCE(n.setl_type, '') <> '3' AS in_scope
FROM net AS n
LEFT JOIN mdtrt_d AS m ON m.mdtrt_id = n.mdtrt_id
LEFT JOIN psn_info_b AS p ON p.psn_no = n.psn_no
LEFT JOIN inst AS i ON i.fixmedins_code = n.fixmedins_code
-- Tested after the joins, tied to the encounter: tested earlier, DuckDB takes the settlements for few and builds its
-- hash tables of them.
WHERE CASE WHEN m.mdtrt_id IS NULL THEN n.stands ELSE n.stands END
